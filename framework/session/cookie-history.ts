// Remembers which session cookies were replaced or ended, so that a slower response does not bring them back.

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

/** Half of what is remembered, about 4 MB in all. An entry is needed only while requests with its cookie are running. */
const maxRecent = 10_000

/** Creates an empty history. */
export function createCookieHistory(): CookieHistory {
  // Two maps that take turns cost a request less than one that orders its entries by use.
  let recent = new Map<string, Entry>()
  let older = new Map<string, Entry>()
  let count = 0

  return {
    get count() {
      return count
    },
    recordReplacement(cookie, successor) {
      const entry = open(toKey(cookie))
      entry.replacedAt = ++count
      remember(toKey(successor), { session: entry.session, replacedAt: 0 })
    },
    recordEnd(cookie) {
      const entry = open(toKey(cookie))
      entry.replacedAt = ++count
      entry.session.endedAt = count
    },
    isReplaced: (cookie, since) => (find(toKey(cookie))?.replacedAt ?? 0) > since,
    isEnded: (cookie, since) => (find(toKey(cookie))?.session.endedAt ?? 0) > since,
  }

  function find(key: string): Entry | undefined {
    return recent.get(key) ?? older.get(key)
  }

  function open(key: string): Entry {
    return recent.get(key) ?? remember(key, older.get(key) ?? { session: { endedAt: 0 }, replacedAt: 0 })
  }

  function remember(key: string, entry: Entry): Entry {
    if (recent.size >= maxRecent) {
      older = recent
      recent = new Map()
    }
    recent.set(copyText(key), entry)
    return entry
  }
}

/** The signature at the end of a seal identifies it. */
function toKey(cookie: string): string {
  return cookie.slice(-48)
}

/** A slice keeps the whole text alive, here the `Cookie` header that it was cut out of. */
function copyText(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string
}
