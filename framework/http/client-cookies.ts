// The cookie jar of the test client: stores and sends cookies to one site as a browser would.
import { isCookiePath } from './cookie.ts'

/** The cookies of a test client, as a browser would keep them. */
export interface ClientCookies {
  /** Reads a cookie, decoded; if several have this name, the one with the longest path. */
  get(name: string): string | undefined
  /**
   * Stores a cookie as if the site had set it.
   *
   * @param path The path that the cookie applies to (default: the whole site)
   */
  set(name: string, value: string, path?: string): void
  /** Removes the cookies of one name, or all of them. */
  clear(name?: string): void
  /** Creates an independent jar with the same cookies. */
  copy(): ClientCookies
  /** Formats the `Cookie` header of a request; `undefined` when there is nothing to send. */
  format(pathname: string): string | undefined
  /**
   * Stores the `Set-Cookie` lines of a response.
   *
   * @param pathname The path that was requested
   */
  store(lines: readonly string[], pathname: string): void
}

interface StoredCookie {
  readonly name: string
  /** As it was sent, still encoded. */
  readonly value: string
  readonly path: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/**
 * Creates an empty jar.
 *
 * Honours Path, Max-Age and Expires (RFC 6265, section 5). Ignores Domain, because there is only one site, and Secure,
 * because a client without a network is as safe as https.
 *
 * @param now The clock, in milliseconds (default: the system's)
 */
export function createClientCookies(now: () => number = Date.now): ClientCookies {
  return createJar(new Map(), now)
}

/** Keys `cookies` by name and path. A Map keeps the order of creation even when a value is replaced, as RFC 6265 requires. */
function createJar(cookies: Map<string, StoredCookie>, now: () => number): ClientCookies {
  function keep(cookie: StoredCookie): void {
    const key = `${cookie.name};${cookie.path}`
    if (cookie.expiresAt <= now()) cookies.delete(key)
    else cookies.set(key, cookie)
  }

  /** Longer paths first, older cookies first among equal ones (RFC 6265, section 5.4). */
  function list(): StoredCookie[] {
    return [...cookies.values()]
      .filter(({ expiresAt }) => expiresAt > now())
      .sort((left, right) => right.path.length - left.path.length)
  }

  return {
    get(name) {
      const found = list().find((cookie) => cookie.name === name)
      return found && decode(found.value)
    },
    set(name, value, path = '/') {
      keep({ name, value: encodeURIComponent(value), path, expiresAt: Number.POSITIVE_INFINITY })
    },
    clear(name) {
      for (const [key, cookie] of cookies) {
        if (name === undefined || cookie.name === name) cookies.delete(key)
      }
    },
    copy: () => createJar(new Map(cookies), now),
    format(pathname) {
      const sent = list().filter(({ path }) => isCookiePath(pathname, path))
      return sent.length === 0 ? undefined : sent.map(({ name, value }) => `${name}=${value}`).join('; ')
    },
    store(lines, pathname) {
      for (const line of lines) {
        const cookie = parseSetCookie(line, pathname, now())
        if (cookie) keep(cookie)
      }
    },
  }
}

function parseSetCookie(line: string, pathname: string, now: number): StoredCookie | undefined {
  const [pair, ...rest] = line.split(';') as [string, ...string[]]
  const equals = pair.indexOf('=')
  const name = pair.slice(0, equals).trim()
  if (equals < 0 || name === '') return undefined
  const attributes = new Map(rest.map(parseAttribute))
  const path = attributes.get('path')
  return {
    name,
    value: pair.slice(equals + 1).trim(),
    path: path?.startsWith('/') ? path : toDefaultPath(pathname),
    expiresAt: toExpiry(attributes, now),
  }
}

function parseAttribute(text: string): [string, string] {
  const [name, ...value] = text.split('=')
  return [name!.trim().toLowerCase(), value.join('=').trim()]
}

// Max-Age wins over Expires, and an attribute that does not parse is ignored.
function toExpiry(attributes: ReadonlyMap<string, string>, now: number): number {
  const maxAge = attributes.get('max-age')
  if (maxAge?.match(/^-?\d+$/)) return now + Number(maxAge) * 1000
  const date = Date.parse(attributes.get('expires') ?? '')
  return Number.isNaN(date) ? Number.POSITIVE_INFINITY : date
}

// The folder of the requested path, without its last slash (RFC 6265, section 5.1.4).
function toDefaultPath(pathname: string): string {
  return pathname.slice(0, pathname.lastIndexOf('/')) || '/'
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    // We did not encode this value, so take it literally.
    return value
  }
}
