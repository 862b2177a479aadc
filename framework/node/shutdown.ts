// Ends a server without dropping a request.
import type { Server } from 'node:http'

export interface Shutdown {
  /** Whether the end has begun; responses then close their connection. */
  isClosing(): boolean
  /** Stops taking requests, waits for those in flight, resolves when the server is closed. */
  close(): Promise<void>
}

export interface ShutdownOptions {
  /** How long requests in flight may take, in milliseconds; `grace` is a part of it. */
  readonly timeout: number
  /**
   * How long new requests are still answered, in milliseconds (default: 1000).
   *
   * A client may have sent a request on a kept connection just before it could know. Answering with
   * `Connection: close` for a moment, instead of closing at once, is what brings resets to none.
   */
  readonly grace?: number
}

/** Makes the orderly end of a server. */
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
