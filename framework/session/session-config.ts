// Turns a site's session settings into what every request needs, and refuses settings that cannot work.
import { type CookieOptions, formatSetCookie } from '../http/cookie.ts'
import { parseLifetime } from '../http/lifetime.ts'
import type { Sealer } from './sealer.ts'
import type { Session } from './session-object.ts'
import type { SessionStore } from './session-store.ts'

/** The session settings of a site. */
export interface SessionOptions {
  /**
   * How long a session lives without being written to, or with `rolling`, without being used
   * (seconds, or `'14d'`, `'12h'`, `'30m'`; default: `'14d'`).
   */
  ttl?: number | string | undefined
  /** Whether every response that touched a session renews its lifetime (default: false). */
  rolling?: boolean | undefined
  /** How old a session may become, however busy it is (as `ttl`; default: no limit). */
  absolute?: number | string | undefined
  /** The cookie's attributes; the defaults are the safest that the site's address allows. */
  cookie?: SessionCookieOptions | undefined
  /** Keeps the data on the server, with only an id in the cookie (default: the data is in the cookie). */
  store?: SessionStore | undefined
  /**
   * Tells whose session it is, such as `(session) => session.userId`, so that `app.sessions` can list and end a user's.
   * Needs a store.
   */
  user?: ((session: Readonly<Partial<Session>>) => string | number | null | undefined) | undefined
  /**
   * What becomes of a request that touches its session while the store does not answer: it is refused with 503, or it
   * goes on as an anonymous visitor's, whose changes are refused (default: `'refuse'`).
   */
  whenDown?: 'refuse' | 'anonymous' | undefined
}

/** What a site may change about the session cookie. It is always HttpOnly. */
export interface SessionCookieOptions {
  /** Default: `__Host-session`; `__Secure-session` with a base path or domain; `session` over http. */
  name?: string | undefined
  /** Default: the site's base. */
  path?: string | undefined
  secure?: boolean | undefined
  /** Default: `'lax'`. */
  sameSite?: 'lax' | 'strict' | 'none' | undefined
  domain?: string | undefined
}

/** What createSessionConfig() is told by the process rather than by the site. */
export interface CreateSessionConfigOptions {
  sealer: Sealer
  /** Whether visitors come over https. */
  secure: boolean
  /** The path under which the site lives, starting with a slash. */
  base: string
  /** The clock, in milliseconds (default: the system's). */
  now?: (() => number) | undefined
}

/** What opening and committing a session needs to know; one for all requests. */
export interface SessionConfig {
  sealer: Sealer
  cookie: SessionCookie
  ttlSeconds: number
  rolling: boolean
  absoluteSeconds: number | undefined
  now: () => number
  /** Where the data is, if not in the cookie. */
  store: SessionStore | undefined
  user: SessionOptions['user']
  whenDown: 'refuse' | 'anonymous'
}

/** The resolved session cookie. */
export interface SessionCookie {
  name: string
  options: CookieOptions
  /** The options as text, to be put behind `name=value`. */
  attributes: string
  /** The whole `Set-Cookie` value that removes the cookie. */
  clearing: string
}

/**
 * Makes the configuration that requests open and commit sessions with.
 *
 * @param settings The site's settings
 * @param surroundings Sealer, scheme, base path and clock
 * @throws Error when a lifetime is no lifetime, TypeError when the cookie's attributes contradict each other
 */
export function createSessionConfig(
  settings: SessionOptions,
  { sealer, secure, base, now = Date.now }: CreateSessionConfigOptions,
): SessionConfig {
  const ttlSeconds = parseLifetime('session.ttl', settings.ttl ?? '14d')
  const { absolute, store, user, whenDown = 'refuse' } = settings
  if (!store && user) {
    throw new Error('session.user: nobody can list sessions that are in cookies. Set session.store, too.')
  }
  return {
    sealer,
    cookie: createSessionCookie(settings.cookie ?? {}, secure, base, ttlSeconds),
    ttlSeconds,
    rolling: settings.rolling ?? false,
    absoluteSeconds: absolute === undefined ? undefined : parseLifetime('session.absolute', absolute),
    now,
    store,
    user,
    whenDown,
  }
}

function createSessionCookie(
  settings: SessionCookieOptions,
  secureSite: boolean,
  base: string,
  ttlSeconds: number,
): SessionCookie {
  const { domain, sameSite = 'lax', secure = secureSite, path = toCookiePath(base) } = settings
  const name = settings.name ?? defaultName(secure, path, domain)
  const options: CookieOptions = { path, domain, secure, httpOnly: true, sameSite }
  // A minute less than the seal, as iron-session does: clocks differ, and the browser should give up first.
  const maxAge = ttlSeconds > 60 ? ttlSeconds - 60 : ttlSeconds
  return {
    name,
    options: { ...options, maxAge },
    attributes: formatSetCookie(name, '', { ...options, maxAge }).slice(name.length + 1),
    clearing: formatSetCookie(name, '', { ...options, maxAge: 0 }),
  }
}

// A path of "/app/" would not cover "/app" (RFC 6265, section 5.1.4). A relative base has no path: take all.
function toCookiePath(base: string): string {
  if (!base.startsWith('/')) return '/'
  return new URL(base, 'http://localhost').pathname.replace(/(?<=.)\/$/, '')
}

function defaultName(secure: boolean, path: string, domain: string | undefined): string {
  if (!secure) return 'session'
  return path === '/' && domain === undefined ? '__Host-session' : '__Secure-session'
}
