// Accepts WebSockets on a node:http server: upgrade requests go through the same listener as all others.
import { type IncomingMessage, type Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { NodeAdapter } from 'crossws/adapters/node'
import { sharePromise } from '../../http/share-promise.ts'
import type { AcceptedSocket } from '../../request/route/socket-route.ts'
import { afterEarlierResponses } from '../listener/earlier-responses.ts'
import { abortSignal } from '../listener/node-request.ts'
import { findOtherRuntime } from '../other-runtime.ts'
import { replayRequest } from '../listener/replay-request.ts'
import { limitQueue, limitWaiting } from './socket-queue.ts'

export interface SocketServerOptions {
  /** Receives the reason why this runtime cannot open a socket that a route has accepted, once. */
  warn?(message: string): void
}

/** Passes a WebSocket request through the site's pipeline. */
export type UpgradeHandler = (request: Request) => Promise<AcceptedSocket | Response>

type Listener = (req: IncomingMessage, res: ServerResponse) => void

export interface SocketServer {
  /** Loads what sockets need, which the first socket would do otherwise. */
  prepare(): Promise<void>
  /**
   * Receives the `upgrade` events of an HTTP server.
   *
   * @param listener Answers requests, and calls `accept` for those with `req.upgrade`
   */
  receive(server: Server, listener: Listener, req: IncomingMessage, socket: Duplex, head: Buffer): void
  /**
   * Opens the WebSocket that a request asks for.
   *
   * @returns The response that refuses it; `undefined` when the connection has become a WebSocket
   */
  accept(
    req: IncomingMessage,
    res: ServerResponse,
    request: Request,
    upgrade: UpgradeHandler,
  ): Promise<Response | undefined>
  /** Closes all peers with code 1001, accepts no more, and terminates the peers that do not answer. */
  close(): void
}

/** How long a peer has to answer the close frame when the server stops, in milliseconds. */
const closeTimeout = 1000

/** Creates the WebSocket part of a server. */
export function createSocketServer({ warn }: SocketServerOptions = {}): SocketServer {
  const waiting = new WeakMap<IncomingMessage, { socket: Duplex; head: Buffer }>()
  const accepted = new WeakMap<object, AcceptedSocket>()
  /** By the limits of the site. There is one, unless `_server.ts` changes in development. */
  const adapters = new Map<string, NodeAdapter>()
  let isClosing = false
  let hasWarned = false
  // Most sites have no sockets, so it is loaded on first use.
  const loadAdapter = sharePromise(() => import('crossws/adapters/node'))

  return {
    async prepare() {
      // Where they cannot be opened, as in Bun and Deno, the first upgrade says so.
      await loadAdapter().catch(() => {})
    },
    receive(server, listener, req, socket, head) {
      afterEarlierResponses(socket, () => {
        if (req.headers.upgrade?.toLowerCase() !== 'websocket') {
          return replayRequest(server, req, socket, head)
        }
        // A connection may break at any time. Without a listener, its error event would end the process.
        socket.on('error', ignore)
        const res = new ServerResponse(req)
        res.assignSocket(socket as never)
        // Never parse what follows on this connection as another request.
        res.shouldKeepAlive = false
        res.once('finish', () => (socket as Socket).destroySoon())
        // Node's HTTP server no longer watches this connection.
        socket.on('timeout', () => res.emit('timeout'))
        waiting.set(req, { socket, head })
        listener(req, res)
      })
    },
    async accept(req, res, request, upgrade) {
      if (isClosing) return createClosingResponse()
      const outcome = await upgrade(request)
      if (outcome instanceof Response) return outcome
      const runtime = findOtherRuntime()
      if (runtime !== undefined) {
        outcome.end()
        return refuse(runtime)
      }
      const { socket, head } = waiting.get(req)!
      if (isClosing || socket.destroyed) {
        outcome.end()
        return createClosingResponse()
      }
      socket.once('close', () => {
        outcome.end()
        abortSignal(request)
      })
      accepted.set(outcome.context, outcome)
      const { handleUpgrade } = await openAdapter(outcome.limits)
      res.detachSocket(socket as never)
      // What the adapter writes, for the log.
      res.statusCode = 101
      // Notify code that waits for the response: as far as HTTP is concerned, it has been sent. Otherwise the visitor would
      // seem to have left, and the signal of the request would abort.
      Object.assign(res, { destroyed: true, finished: true })
      res.emit('close')
      socket.removeAllListeners('timeout')
      limitQueue(socket as Socket, outcome.limits.queue, () => outcome.logCutOff('full'))
      await handleUpgrade(req, socket, head, Object.assign(request, { context: outcome.context }))
      limitWaiting(socket as Socket, outcome.limits.writeTimeout, () => outcome.logCutOff('stalled'))
      return undefined
    },
    close() {
      isClosing = true
      if (adapters.size === 0) return
      closeAll('The server is stopping')
      setTimeout(closeAll, closeTimeout, '', true).unref()
    },
  }

  async function openAdapter({ message, ping }: AcceptedSocket['limits']): Promise<NodeAdapter> {
    const { default: createAdapter } = await loadAdapter()
    const key = `${message} ${ping}`
    let adapter = adapters.get(key)
    if (adapter) return adapter
    adapter = createAdapter({
      // It is in seconds, and a peer that has not answered the last ping is closed.
      idleTimeout: ping / 1000,
      serverOptions: limitMessages(message),
      hooks: {
        upgrade: (request) => ({ headers: toHeaders(of(request)) }),
        open: (peer) => of(peer).connection.open(peer as never),
        message: (peer, message) => of(peer).connection.message(peer as never, keepText(message)),
        close: (peer, details) => of(peer).connection.close(peer as never, details),
        error: (peer, error) => of(peer).connection.error(peer as never, error),
      },
    })
    adapters.set(key, adapter)
    return adapter
  }

  function closeAll(reason: string, isForced = false): void {
    for (const adapter of adapters.values()) adapter.closeAll(1001, reason, isForced)
  }

  function refuse(runtime: string): Response {
    const reason = `${runtime} cannot open this site's sockets. Start dist/server/index.js with Node.js.`
    if (!hasWarned) warn?.(reason)
    hasWarned = true
    return new Response('501 Not Implemented: this server does not open WebSockets.\n', { status: 501 })
  }

  function of({ context }: { context?: object }): AcceptedSocket {
    return accepted.get(context!)!
  }
}

function limitMessages(maxPayload: number): object {
  const scale = Math.max(1, maxPayload / 1024 ** 2)
  return {
    maxPayload,
    // No client splits a message of 1 MB into a thousand fragments, and each fragment costs far more than its bytes.
    maxFragments: Math.ceil(1024 * scale),
    maxBufferedChunks: Math.ceil(16_384 * scale),
    // One message of a connection in each turn of the event loop, so that a flood of one visitor does not delay the others.
    allowSynchronousEvents: false,
    perMessageDeflate: false,
    clientTracking: false,
  }
}

/** Gives text as text. The library gives the bytes of both, and a text that is sent on would arrive as bytes. */
function keepText<Message extends { readonly rawData: unknown }>(message: Message): Message {
  return Object.defineProperty(message, 'data', { value: message.rawData })
}

function toHeaders({ headers }: AcceptedSocket): Headers {
  return new Headers(headers)
}

function createClosingResponse(): Response {
  return new Response('503 Service Unavailable\n', { status: 503, headers: { 'retry-after': '1' } })
}

function ignore(): void {
  // The code that waits for the connection learns of its end from "close".
}
