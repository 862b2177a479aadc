// The responses of a site that would never end by themselves, so that a server can stop.

export interface OpenStreams {
  /**
   * Takes in a stream.
   *
   * @param end Called once when the site stops
   * @returns Forgets it
   */
  add(end: () => void): () => void
  /** Ends all that are open. */
  endAll(): void
  /** Whether that has happened: what opens now ends at once. */
  isEnded(): boolean
}

/** Makes the list of a site's open streams. */
export function createOpenStreams(): OpenStreams {
  const open = new Set<() => void>()
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
    isEnded: () => ended,
  }
}
