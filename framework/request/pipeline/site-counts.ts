// What a site counts for its metrics: plain numbers, because counting must cost nothing where no metrics are read.

export interface SiteCounts {
  /** Open WebSockets. */
  sockets: number
  /** Requests that used their session. */
  sessions: number
  /** Responses of routes with `config.cache`, by how the cache took part. */
  readonly cache: Record<'hit' | 'stale' | 'miss' | 'bypass', number>
}

/** Creates the counts of a site. */
export function createCounts(): SiteCounts {
  return { sockets: 0, sessions: 0, cache: { hit: 0, stale: 0, miss: 0, bypass: 0 } }
}
