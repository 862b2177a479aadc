// Stops a server gracefully, without dropping a request.
import type { Server } from 'node:http'

export interface Shutdown {
  /** Whether the server is stopping; responses then close their connection. */
  isClosing(): boolean
  /** Accepts no more requests, waits for those in flight, and resolves when the server is closed. */
  close(): Promise<void>
}

export interface ShutdownOptions {
  /** How long requests in flight may take, in milliseconds, including `grace`. */
  readonly timeout: number
  /**
   * How long new requests are still answered, in milliseconds (default: 1000).
   *
   * A client may send a request on a keep-alive connection just before it learns that the server is stopping. Answering
   * with `Connection: close` for a moment, instead of closing at once, avoids connection resets.
   */
  readonly grace?: number
}

/** Creates the graceful shutdown of a server. */
export function createShutdown(server: Server, { timeout, grace = 1000 }: ShutdownOptions): Shutdown {
  let closing: Promise<void> | undefined
  return {
    isClosing: () => closing !== undefined,
    close() {
      closing ??= close()
      return closing
    },
  }

  async function close(): Promise<void> {
    server.closeIdleConnections()
    const wait = Math.min(grace, timeout)
    await new Promise((resolve) => setTimeout(resolve, wait))
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeIdleConnections()
    const deadline = setTimeout(() => server.closeAllConnections(), timeout - wait)
    await closed
    clearTimeout(deadline)
  }
}
