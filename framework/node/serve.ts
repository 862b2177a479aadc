// Starts the server of a built site.
import { createServer, type Server } from 'node:http'
import type { Handler } from '../request/pipeline/handler.ts'
import type { Log } from '../http/log.ts'
import { createUserError } from './user-error.ts'
import { createRequestListener } from './request-listener.ts'
import type { Settings } from './settings.ts'
import type { TaskRunner } from './run-tasks.ts'
import { createSocketServer } from './socket-server.ts'
import { type Shutdown, createShutdown } from './shutdown.ts'
import { startTasks } from './start-tasks.ts'

export interface ServeOptions {
  readonly handler: Handler
  readonly settings: Settings
  readonly log: Log
}

/**
 * Starts the site, then listens; SIGTERM and SIGINT finish what is in flight.
 *
 * @returns The server once it listens
 * @throws Error with a sentence when the port cannot be had
 */
export async function serve({ handler, settings, log }: ServeOptions): Promise<Server> {
  const tasks = await startWithTasks(handler)
  let shutdown: Shutdown | undefined
  const sockets = createSocketServer()
  const listener = createRequestListener(handler.fetch, {
    isClosing: () => shutdown?.isClosing() ?? false,
    upgrade: (req, res, request) => sockets.accept(req, res, request, handler.upgrade),
    onError: (error) => log.error({ err: error }, 'The response could not be sent.'),
  })
  // Slow senders are cut off well before Node's own 60 s and 300 s, which let a few hundred of them hold every socket.
  const server = createServer(
    { headersTimeout: 15_000, requestTimeout: 60_000, connectionsCheckingInterval: 5_000 },
    listener,
  )
  server.on('upgrade', (req, socket, head) => sockets.receive(server, listener, req, socket, head))
  shutdown = createShutdown(server, { timeout: settings.shutdownTimeout })
  await listen(server, settings)
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : settings.port
  log.info({ host: settings.host, port }, `Listening on http://${toUrlHost(settings.host)}:${port}`)
  const endEndless = (): void => {
    handler.endStreams()
    sockets.close()
  }
  stopOnSignal(shutdown, { handler, tasks, endEndless }, log, settings.shutdownTimeout)
  return server
}

function listen(server: Server, { port, host }: Settings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('listening', resolve)
    server.once('error', (error: NodeJS.ErrnoException) => reject(explainListenError(error, port, host)))
    server.listen(port, host)
  })
}

function explainListenError(error: NodeJS.ErrnoException, port: number, host: string): Error {
  if (error.code === 'EADDRINUSE') {
    return createUserError(
      `Port ${port} is in use on ${host}. Stop the other server, or set PORT to a free port.`,
    )
  }
  if (error.code === 'EACCES') {
    return createUserError(`Port ${port} may not be used by this user. Set PORT to one above 1023.`)
  }
  return error
}

function toUrlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

async function startWithTasks(handler: Handler): Promise<TaskRunner> {
  const running = await handler.open()
  try {
    return await startTasks(running)
  } catch (error) {
    await handler.stop()
    throw error
  }
}

/** Work that never ends must not keep the process alive. */
function withDeadline(what: string, work: Promise<void>, timeout: number): Promise<void> {
  return Promise.race([
    work,
    new Promise<void>((_, reject) => {
      setTimeout(() => reject(new Error(`${what} took longer than ${timeout} ms.`)), timeout)
    }),
  ])
}

/** In milliseconds. */
const lastMoment = 1000

interface Stoppable {
  readonly handler: Handler
  readonly tasks: TaskRunner
  /** Ends what would never end by itself. */
  endEndless(): void
}

function stopOnSignal(
  shutdown: Shutdown,
  { handler, tasks, endEndless }: Stoppable,
  log: Log,
  timeout: number,
): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      // Whoever asks twice does not want to wait.
      if (shutdown.isClosing()) process.exit(1)
      log.info({ signal }, 'Stopping: finishing what is in flight.')
      endEndless()
      const deadline = performance.now() + timeout
      // What comes last has a moment even then: that is when databases are closed.
      const timeLeft = (): number => Math.max(lastMoment, deadline - performance.now())
      // At once: no task starts any more, and those that run have the same time as the requests.
      let code = 0
      const stopped = withDeadline('A task', tasks.stop(), timeout).catch((error) => {
        log.error({ err: error }, 'A task did not end.')
        code = 1
      })
      Promise.all([shutdown.close(), stopped])
        .then(() => withDeadline('The end of the site', handler.stop(timeLeft()), timeLeft() + lastMoment))
        .then(
          () => process.exit(code),
          (error) => {
            log.error({ err: error }, 'Stopping failed.')
            process.exit(1)
          },
        )
    })
  }
}
