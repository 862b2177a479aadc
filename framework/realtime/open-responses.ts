// The responses of a site that would never end by themselves, so that a server can stop.

export interface OpenResponses {
  /**
   * Takes in a stream.
   *
   * @param end Called once when the site stops
   * @returns Forgets it
   */
  add(end: () => void): () => void
  /** Ends all that are open. */
  endAll(): void
  /** Takes what has begun to end: the `finally` of a source, the hooks of a socket. */
  waitFor(work: Promise<unknown>): void
  /** Resolves when all of that is done, or has had its time: a source that waits for ever is no reason to stay. */
  settled(): Promise<void>
  /** Whether the end has come: what opens now ends at once. */
  isEnded(): boolean
}

/** How long the last steps of streams and sockets may take, in milliseconds. */
const maxEnd = 2000

/** Makes the list of a site's open streams. */
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
    async settled() {
      let timer: ReturnType<typeof setTimeout> | undefined
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, maxEnd)
      })
      await Promise.race([late, allDone()])
      clearTimeout(timer)
    },
    isEnded: () => ended,
  }

  async function allDone(): Promise<void> {
    while (ending.size > 0) await Promise.all(ending)
  }
}
