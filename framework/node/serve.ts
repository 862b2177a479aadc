// Starts the server of a built site.
import { createServer, type Server } from 'node:http'
import type { Handler } from '../request/pipeline/handler.ts'
import type { RunningSite } from '../request/pipeline/running-site.ts'
import { withTimeLimit } from '../http/time-limit.ts'
import { delayContinue } from './bodies/expect-continue.ts'
import { listen } from './listener/listen.ts'
import type { ProcessLog } from './log/log.ts'
import { watchHangUp } from './workers/hang-up.ts'
import { type ObserveOptions, observeServer } from './operations/observe-server.ts'
import { reportLostErrors } from './log/lost-errors.ts'
import { createRequestListener } from './listener/request-listener.ts'
import { createUnsentReport } from './listener/report-unsent.ts'
import { toServerLimits } from './listener/server-limits.ts'
import type { Settings } from './settings.ts'
import type { TaskRunner } from './tasks/run-tasks.ts'
import { loadRoutes } from './load-routes.ts'
import { createSocketServer } from './sockets/socket-server.ts'
import { type Shutdown, createShutdown } from './listener/shutdown.ts'
import { toUrl } from './listener/site-url.ts'
import { startTasks } from './tasks/start-tasks.ts'
import type { Supervisor } from './workers/supervisor-link.ts'

export interface ServeOptions {
  readonly handler: Handler
  readonly settings: Settings
  readonly log: ProcessLog
  readonly openRequestLog: ObserveOptions['openRequestLog']
  /** Set if this process is one of several workers. */
  readonly supervisor?: Supervisor | undefined
}

/**
 * Starts the site, listens, then loads its routes. On SIGTERM and SIGINT it finishes the requests in flight and stops.
 *
 * @returns The server, once it is listening
 * @throws Error that says what to do when the port is not available
 */
export async function serve(options: ServeOptions): Promise<Server> {
  const { handler, settings, log, openRequestLog, supervisor } = options
  // From the beginning: without a listener, the signal would end a site that is starting.
  let stopOnce: ((signal: string) => void) | undefined
  receiveHangUp(log, supervisor !== undefined, () => (stopOnce ? stopOnce('SIGHUP') : process.exit(1)))
  const observer = await observeServer({ handler, settings, log, openRequestLog })
  const { tasks, running } = await startWithTasks(handler, supervisor)
  let shutdown: Shutdown | undefined
  const sockets = createSocketServer({ warn: (message) => log.warn({}, message) })
  const listener = createRequestListener(handler.fetch, {
    watch: await observer.watch(),
    isSoleWriter: true,
    isClosing: () => shutdown?.isClosing() ?? false,
    settings: () => running.settings,
    upgrade: (req, res, request) => sockets.accept(req, res, request, handler.upgrade),
    onError: createUnsentReport(handler, log),
  })
  const server = createServer(toServerLimits(running.settings.limits), listener)
  delayContinue(server)
  server.on('upgrade', (req, socket, head) => sockets.receive(server, listener, req, socket, head))
  shutdown = createShutdown(server, {
    timeout: settings.shutdownTimeout,
    delay: settings.shutdownDelay,
    // From now on those who connect again reach another server.
    onClosed() {
      handler.endStreams()
      sockets.close()
    },
  })
  await listen(server, { ...settings, variable: 'PORT' })
  observer.announceStart()
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : settings.port
  const leave = async (): Promise<void> => {
    const metrics = supervisor && (await observer.collectMetrics())
    if (metrics) await supervisor.leave(metrics)
  }
  const stop = createStop(shutdown, { handler, tasks, leave }, log, settings.shutdownTimeout)
  stopOnLostError(stop, shutdown, log, running)
  if (supervisor) obeySupervisor(supervisor, stop, shutdown)
  else stopOnce = stopOnSignal(stop, shutdown, log)
  const { host } = settings
  supervisor?.answer({ isReady: handler.isReady, collectMetrics: observer.collectMetrics })
  if (supervisor) supervisor.ready(port)
  else log.info({ host, port }, `Listening on ${toUrl(host, port)}`)
  try {
    const { hasSockets } = await loadRoutes(running, shutdown.isClosing)
    if (hasSockets) await sockets.prepare()
  } catch (error) {
    log.fatal({ err: error }, 'The server stops, because its routes do not load.')
    stop(1)
  }
  return server
}

interface Started {
  readonly tasks: TaskRunner
  readonly running: RunningSite
}

async function startWithTasks(handler: Handler, supervisor: Supervisor | undefined): Promise<Started> {
  const running = await handler.open()
  try {
    return { tasks: await startTasks(running, supervisor?.claimTask), running }
  } catch (error) {
    await handler.stop()
    throw error
  }
}

/** Work that never ends must not keep the process alive. */
function withDeadline(what: string, work: Promise<void>, timeout: number): Promise<void> {
  return withTimeLimit(work, timeout, () => {
    throw new Error(`${what} took longer than ${timeout} ms.`)
  })
}

/** In milliseconds. */
const lastMoment = 1000

interface Stoppable {
  readonly handler: Handler
  readonly tasks: TaskRunner
  /** Runs last. */
  leave(): Promise<void>
}

/** Creates the function that finishes the requests in flight, ends the site and exits. */
function createStop(
  shutdown: Shutdown,
  { handler, tasks, leave }: Stoppable,
  log: ProcessLog,
  timeout: number,
): (exitCode: number) => void {
  return (exitCode) => {
    handler.announceStop()
    const deadline = performance.now() + timeout
    // Even after the deadline the last step gets a moment: it closes databases.
    const timeLeft = (): number => Math.max(lastMoment, deadline - performance.now())
    // From now on no task starts, and running tasks have as much time as the requests.
    let code = exitCode
    const stopped = withDeadline('A task', tasks.stop(), timeout).catch((error) => {
      log.error({ err: error }, 'A task did not finish in time.')
      code = 1
    })
    Promise.all([shutdown.close(), stopped])
      .then(() => withDeadline('The end of the site', handler.stop(timeLeft()), timeLeft() + lastMoment))
      .catch((error) => {
        log.error({ err: error }, 'Stopping failed.')
        code = 1
      })
      .then(leave)
      .finally(() => process.exit(code))
  }
}

/** Only the supervisor replaces workers, so a worker does nothing: a terminal sends the signal to all processes. */
function receiveHangUp(log: ProcessLog, isWorker: boolean, stop: () => void): void {
  if (isWorker) return void process.on('SIGHUP', () => {})
  watchHangUp({
    stop,
    reload() {
      const message =
        'SIGHUP replaces workers, and this site has one process. Set WEB_CONCURRENCY, or restart it.'
      log.warn({}, message)
    },
  })
}

/** @returns The function that stops the site for a signal */
function stopOnSignal(
  stop: (exitCode: number) => void,
  shutdown: Shutdown,
  log: ProcessLog,
): (signal: string) => void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopOnce(signal))
  return stopOnce

  function stopOnce(signal: string): void {
    // A second signal means: do not wait.
    if (shutdown.isClosing()) process.exit(1)
    log.info({ signal }, 'Stopping: finishing the requests in flight.')
    stop(0)
  }
}

/** A signal may reach all processes of a terminal or a service, so a worker takes a second one for the same. */
function obeySupervisor(supervisor: Supervisor, stop: (exitCode: number) => void, shutdown: Shutdown): void {
  const stopOnce = (): void => {
    if (!shutdown.isClosing()) stop(0)
  }
  supervisor.onStop(stopOnce)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stopOnce)
}

/** After an error that no code handled, the state of the process is unknown: a process manager should start it afresh. */
function stopOnLostError(
  stop: (exitCode: number) => void,
  shutdown: Shutdown,
  log: ProcessLog,
  site: RunningSite,
): void {
  reportLostErrors({
    site: () => site,
    debug: log.debug,
    reportRefusal: log.error,
    report(fields, message) {
      log.fatal(fields, `${message} The server stops.`)
      if (!shutdown.isClosing()) stop(1)
    },
  })
}
