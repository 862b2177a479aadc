// WebSockets beside a node:http server: requests for them go to the same listener as all others.
import { type IncomingMessage, type Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { NodeAdapter } from 'crossws/adapters/node'
import type { AcceptedSocket } from '../request/route/socket-route.ts'
import { replayRequest } from './replay-request.ts'

export interface SocketServerOptions {
  /** How often a peer is asked for a sign of life, in seconds; one that gave none is gone (default: 30). */
  readonly idleTimeout?: number
}

/** Puts a request for a socket through the site. */
export type AskForSocket = (request: Request) => Promise<AcceptedSocket | Response>

type Listener = (req: IncomingMessage, res: ServerResponse) => void

export interface SocketServer {
  /**
   * Takes what `upgrade` events of an HTTP server bring.
   *
   * @param listener What answers requests, and calls `accept` for those with `req.upgrade`
   */
  receive(server: Server, listener: Listener, req: IncomingMessage, socket: Duplex, head: Buffer): void
  /**
   * Opens the socket that a request asks for.
   *
   * @returns The response that refuses; `undefined` when the connection is a socket now
   */
  accept(
    req: IncomingMessage,
    res: ServerResponse,
    request: Request,
    ask: AskForSocket,
  ): Promise<Response | undefined>
  /** Says goodbye to all peers (1001), opens no more, and breaks the connections of those who do not answer. */
  close(): void
}

/** How long a peer has to answer a goodbye when the server stops, in milliseconds. */
const goodbyeTimeout = 1000

/** Makes the part of a server that has WebSockets. */
export function createSocketServer({ idleTimeout = 30 }: SocketServerOptions = {}): SocketServer {
  const waiting = new WeakMap<IncomingMessage, { socket: Duplex; head: Buffer }>()
  const accepted = new WeakMap<object, AcceptedSocket>()
  let adapter: Promise<NodeAdapter> | undefined
  let isClosing = false

  return {
    receive(server, listener, req, socket, head) {
      // A connection may break at any time, and without a listener that would end the process.
      socket.on('error', ignore)
      if (req.headers.upgrade?.toLowerCase() !== 'websocket') return replayRequest(server, req, socket, head)
      const res = new ServerResponse(req)
      res.assignSocket(socket as never)
      // What follows on this connection is no request, whatever it looks like.
      res.shouldKeepAlive = false
      res.once('finish', () => (socket as Duplex & { destroySoon(): void }).destroySoon())
      waiting.set(req, { socket, head })
      listener(req, res)
    },
    async accept(req, res, request, ask) {
      if (isClosing) return createClosingResponse()
      const outcome = await ask(request)
      if (outcome instanceof Response) return outcome
      const { socket, head } = waiting.get(req)!
      if (isClosing || socket.destroyed) {
        outcome.end()
        return createClosingResponse()
      }
      socket.once('close', outcome.end)
      accepted.set(outcome.context, outcome)
      const { handleUpgrade } = await openAdapter()
      res.detachSocket(socket as never)
      // For those who wait until the response is out: it is, as far as HTTP goes.
      res.destroyed = true
      res.emit('close')
      await handleUpgrade(req, socket, head, Object.assign(request, { context: outcome.context }))
      return undefined
    },
    close() {
      isClosing = true
      adapter?.then(({ closeAll }) => {
        closeAll(1001, 'The server is stopping')
        setTimeout(() => closeAll(1001, '', true), goodbyeTimeout).unref()
      }, ignore)
    },
  }

  /** Loaded by the first who needs it: most sites have no sockets. */
  function openAdapter(): Promise<NodeAdapter> {
    adapter ??= import('crossws/adapters/node').then(({ default: createAdapter }) =>
      createAdapter({
        idleTimeout,
        serverOptions: limits,
        hooks: {
          upgrade: (request) => ({ headers: toHeaders(of(request)) }),
          open: (peer) => of(peer).connection.open(peer as never),
          message: (peer, message) => of(peer).connection.message(peer as never, message),
          close: (peer, details) => of(peer).connection.close(peer as never, details),
          error: (peer, error) => of(peer).connection.error(peer as never, error),
        },
      }),
    )
    return adapter
  }

  function of({ context }: { context?: object }): AcceptedSocket {
    return accepted.get(context!)!
  }
}

const limits: object = {
  maxPayload: 1024 * 1024,
  // A message in a thousand pieces is nobody's; each piece costs far more than its bytes.
  maxFragments: 1024,
  maxBufferedChunks: 16_384,
  perMessageDeflate: false,
  clientTracking: false,
}

function toHeaders({ headers }: AcceptedSocket): Headers {
  return new Headers(headers)
}

function createClosingResponse(): Response {
  return new Response('503 Service Unavailable\n', { status: 503, headers: { 'retry-after': '1' } })
}

function ignore(): void {
  // Whoever waits for the connection hears of its end.
}
