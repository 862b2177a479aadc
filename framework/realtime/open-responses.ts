// The responses that stay open, such as event streams and sockets, so that a stopping server can end them.
import { withTimeLimit } from '../http/time-limit.ts'

export interface OpenResponses {
  /**
   * Adds an open response.
   *
   * @param end Called once when the site stops
   * @returns A function that removes the response
   */
  add(end: () => void): () => void
  /** Ends all open responses. */
  endAll(): void
  /** Adds work that a stop waits for: the `finally` of a source, the hooks of a socket. */
  waitFor(work: Promise<unknown>): void
  /** Resolves when all work is done, or after two seconds. */
  settled(): Promise<void>
  /** How many responses are open. */
  count(): number
  /** Whether endAll() has been called. A response that opens afterwards must end immediately. */
  isEnded(): boolean
}

/** How long the final work of streams and sockets may take (ms). */
const maxEnd = 2000

/** Creates the list of a site's open responses. */
export function createOpenResponses(): OpenResponses {
  const open = new Set<() => void>()
  const ending = new Set<Promise<unknown>>()
  let ended = false
  return {
    add(end) {
      open.add(end)
      return () => open.delete(end)
    },
    endAll() {
      ended = true
      for (const end of [...open]) end()
    },
    waitFor(work) {
      const done = work.then(forget, forget)
      ending.add(done)

      function forget(): void {
        ending.delete(done)
      }
    },
    settled: () => withTimeLimit(allDone(), maxEnd, () => {}),
    count: () => open.size,
    isEnded: () => ended,
  }

  async function allDone(): Promise<void> {
    while (ending.size > 0) await Promise.all(ending)
  }
}
