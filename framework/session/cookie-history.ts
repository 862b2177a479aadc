// Remembers which session cookies were replaced or ended, so that a slower response does not bring them back.
import { LRUCache } from 'lru-cache'

/**
 * The session cookies that this process has recently replaced or ended.
 *
 * A browser keeps the cookie that arrives last, even if its request was sent first. Every cookie that follows from
 * another one belongs to the same session, and ending one of them ends them all.
 */
export interface CookieHistory {
  /** How many cookies have been replaced or ended so far. A request notes this number when it starts. */
  readonly count: number
  /** Records that a response replaces a cookie with another one of the same session. */
  recordReplacement(cookie: string, successor: string): void
  /** Records that a request has ended the session of a cookie. */
  recordEnd(cookie: string): void
  /** Tells whether another request has replaced or ended the cookie since `count` had the given value. */
  isReplaced(cookie: string, since: number): boolean
  /** Tells whether another request has ended the session of the cookie since `count` had the given value. */
  isEnded(cookie: string, since: number): boolean
}

interface Entry {
  readonly session: { endedAt: number }
  replacedAt: number
}

/** About 4 MB. An entry is needed only while requests with its cookie are running. */
const maxEntries = 20_000

/** Creates an empty history. */
export function createCookieHistory(): CookieHistory {
  const entries = new LRUCache<string, Entry>({ max: maxEntries })
  let count = 0

  return {
    get count() {
      return count
    },
    recordReplacement(cookie, successor) {
      const entry = open(cookie)
      entry.replacedAt = ++count
      entries.set(toKey(successor), { session: entry.session, replacedAt: 0 })
    },
    recordEnd(cookie) {
      const entry = open(cookie)
      entry.replacedAt = ++count
      entry.session.endedAt = count
    },
    isReplaced: (cookie, since) => (entries.get(toKey(cookie))?.replacedAt ?? 0) > since,
    isEnded: (cookie, since) => (entries.get(toKey(cookie))?.session.endedAt ?? 0) > since,
  }

  function open(cookie: string): Entry {
    const key = toKey(cookie)
    const entry = entries.get(key) ?? { session: { endedAt: 0 }, replacedAt: 0 }
    entries.set(key, entry)
    return entry
  }
}

/** The signature at the end of a seal identifies it. The copy lets go of the header that the cookie was cut out of. */
function toKey(cookie: string): string {
  return Array.from(cookie.slice(-48)).join('')
}
