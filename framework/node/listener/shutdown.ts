// Stops an HTTP server gracefully, without dropping a request.
import type { Server } from 'node:http'
import { Server as NetServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { acceptWaiting } from './accept-waiting.ts'
import { findOtherRuntime } from '../other-runtime.ts'

export interface Shutdown {
  /** Whether the server is stopping; responses then close their connection, and it is no longer ready. */
  isClosing(): boolean
  /** Accepts no more requests, waits for those in flight, and resolves when the server is closed. */
  close(): Promise<void>
}

export interface ShutdownOptions {
  /** How long requests in flight may take, in milliseconds, including `delay`. */
  readonly timeout: number
  /**
   * How long new requests are still answered, in milliseconds.
   *
   * Load balancers need a moment to learn that the server is stopping, and a client may send a request on a keep-alive
   * connection just before it learns it. Answering with `Connection: close` for a moment, instead of closing at once,
   * avoids connection resets.
   */
  readonly delay: number
  /** Called when the server has stopped accepting connections: ends what would stay open for ever, such as sockets. */
  onClosed(): void
}

/** How long a connection may stay silent before its first request once the server has stopped listening, in milliseconds. */
const firstRequestTimeout = 1000

/** How often the closing server looks for connections that have become idle, in milliseconds. */
const checkInterval = 50

/** Creates the graceful shutdown of a server that has not accepted any connection yet. */
export function createShutdown(server: Server, { timeout, delay, onClosed }: ShutdownOptions): Shutdown {
  const connections = new Set<Socket>()
  let closing: Promise<void> | undefined
  server.on('connection', (socket: Socket) => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
  })
  return {
    isClosing: () => closing !== undefined,
    close() {
      closing ??= close()
      return closing
    },
  }

  async function close(): Promise<void> {
    const deadline = setTimeout(() => {
      for (const socket of connections) socket.destroy()
    }, timeout)
    await new Promise((resolve) => setTimeout(resolve, Math.min(delay, timeout)))
    await acceptWaiting(server.address() as AddressInfo, Math.max(1, timeout - delay))
    const closed = stopListening(server)
    onClosed()
    const check = setInterval(createIdleCheck(server, connections), checkInterval)
    await closed
    clearInterval(check)
    clearTimeout(deadline)
  }
}

/**
 * Stops listening and waits for the open connections.
 *
 * `Server.close()` of `node:http` also ends connections that only look idle, because their response waits for a slow
 * reader, and it no longer enforces the time limits of requests. Only Node.js builds it on `node:net`.
 */
function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (findOtherRuntime()) server.close(() => resolve())
    else NetServer.prototype.close.call(server, () => resolve())
  })
}

/**
 * Creates the function that closes the connections without a request, when it is called at intervals.
 *
 * A client may use a connection at once after a long response, whose headers did not announce the end of the connection,
 * so a connection is closed only when nothing has arrived since the previous call.
 */
function createIdleCheck(server: Server, connections: ReadonlySet<Socket>): () => void {
  const closedAt = performance.now()
  const received = new WeakMap<Socket, number>()
  return () => {
    for (const socket of findIdle(server, connections)) {
      if (received.get(socket) === socket.bytesRead) socket.destroySoon()
      received.set(socket, socket.bytesRead)
    }
    if (performance.now() - closedAt < firstRequestTimeout) return
    // Browsers open connections that they may never use.
    for (const socket of connections) if (socket.bytesRead === 0) socket.destroy()
  }
}

/**
 * Finds the connections on which no request is being read or answered.
 *
 * Only Node knows whether a part of a request has arrived, and it tells by destroying the idle connections.
 */
function findIdle(server: Server, connections: ReadonlySet<Socket>): readonly Socket[] {
  const idle: Socket[] = []
  for (const socket of connections) {
    socket.destroy = () => {
      idle.push(socket)
      return socket
    }
  }
  server.closeIdleConnections()
  for (const socket of connections) delete (socket as Partial<Socket>).destroy
  // A response that has ended may still wait to be sent.
  return idle.filter(({ writableLength }) => writableLength === 0)
}
