// Turns the session options of a site into the configuration that requests use, and refuses options that cannot work.
import { type CookieOptions, formatSetCookie } from '../http/cookie.ts'
import { parseLifetime } from '../http/lifetime.ts'
import { type CookieHistory, createCookieHistory } from './cookie-history.ts'
import type { Sealer } from './sealer.ts'
import type { Session } from './session-object.ts'
import type { SessionStore } from './session-store.ts'

/** The session settings of a site. */
export interface SessionOptions {
  /**
   * How long a session lasts after its last change, or with `rolling`, after its last use
   * (seconds, or `'14d'`, `'12h'`, `'30m'`; default: `'14d'`).
   */
  ttl?: number | string | undefined
  /**
   * Whether using the session renews its lifetime (default: false). The cookie is renewed once a tenth of the lifetime is
   * over, so that few responses set it.
   */
  rolling?: boolean | undefined
  /** The maximum age of a session, even while it is in use (format as for `ttl`; default: no limit). */
  absolute?: number | string | undefined
  /** The cookie's attributes. The defaults are the strictest that the site's address allows. */
  cookie?: SessionCookieOptions | undefined
  /** Keeps the data on the server and only an id in the cookie (default: the data is in the cookie). */
  store?: SessionStore | undefined
  /**
   * Returns the user that a session belongs to, such as `(session) => session.userId`, so that `app.sessions` can list
   * and end a user's sessions. Requires a store.
   */
  user?: ((session: Readonly<Partial<Session>>) => string | number | null | undefined) | undefined
  /**
   * What happens to a request that uses the session while the store does not respond: `'refuse'` answers 503,
   * `'anonymous'` continues with an empty session and answers 503 only to changes (default: `'refuse'`).
   */
  whenDown?: 'refuse' | 'anonymous' | undefined
  /**
   * Whether sockets and event streams that were opened with a session are closed when it ends: by `destroy()`,
   * `regenerate()`, `app.sessions.end()` or its expiry (default: false). Requires a store.
   */
  closeConnections?: boolean | undefined
}

/** The attributes of the session cookie. It is always HttpOnly. */
export interface SessionCookieOptions {
  /** Default: `__Host-session`; `__Secure-session` with a base path or domain; `session` over http. */
  name?: string | undefined
  /** Default: the site's base path. */
  path?: string | undefined
  secure?: boolean | undefined
  /** Default: `'lax'`. */
  sameSite?: 'lax' | 'strict' | 'none' | undefined
  domain?: string | undefined
}

/** What createSessionConfig() needs from the process rather than from the site. */
export interface CreateSessionConfigOptions {
  sealer: Sealer
  /** Whether visitors use https. */
  secure: boolean
  /** The base path of the site, starting with a slash. */
  base: string
  /** The clock, in milliseconds (default: the system clock). */
  now?: (() => number) | undefined
}

/** What it takes to open and commit sessions. All requests share one. */
export interface SessionConfig {
  sealer: Sealer
  cookie: SessionCookie
  ttlSeconds: number
  rolling: boolean
  absoluteSeconds: number | undefined
  now: () => number
  /** Where the data is (default: in the cookie). */
  store: SessionStore | undefined
  user: SessionOptions['user']
  whenDown: 'refuse' | 'anonymous'
  closeConnections: boolean
  /** The cookies that responses have replaced, so that a slower response does not bring them back. */
  history: CookieHistory
}

/** The configuration of a site that keeps its sessions in a store. */
export interface StoredSessionConfig extends SessionConfig {
  store: SessionStore
}

/** Tells whether a site keeps its sessions in a store. */
export function hasStore(config: SessionConfig): config is StoredSessionConfig {
  return config.store !== undefined
}

/** The resolved session cookie. */
export interface SessionCookie {
  name: string
  options: CookieOptions
  /** The options as text that follows `name=value`. */
  attributes: string
  /** The complete `Set-Cookie` value that removes the cookie. */
  clearing: string
}

/**
 * Creates the configuration that requests use to open and commit sessions.
 *
 * @param settings The site's options
 * @param surroundings Sealer, scheme, base path and clock
 * @throws Error for an invalid lifetime, TypeError if the cookie's attributes contradict each other
 */
export function createSessionConfig(
  settings: SessionOptions,
  { sealer, secure, base, now = Date.now }: CreateSessionConfigOptions,
): SessionConfig {
  const ttlSeconds = parseLifetime('session.ttl', settings.ttl ?? '14d')
  const { absolute, store, user, whenDown = 'refuse', closeConnections = false } = settings
  if (!store && user) {
    throw new Error('session.user: sessions in cookies cannot be listed. Set session.store, too.')
  }
  if (!store && closeConnections) {
    throw new Error(
      'session.closeConnections: the end of sessions in cookies is not known to the server. Set session.store, too.',
    )
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
    closeConnections,
    history: createCookieHistory(),
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
  // The cookie expires a minute before its seal, as in iron-session: clocks differ, and the browser should drop it first.
  const maxAge = ttlSeconds > 60 ? ttlSeconds - 60 : ttlSeconds
  return {
    name,
    options: { ...options, maxAge },
    attributes: formatSetCookie(name, '', { ...options, maxAge }).slice(name.length + 1),
    clearing: formatSetCookie(name, '', { ...options, maxAge: 0 }),
  }
}

// The path "/app/" does not match "/app" (RFC 6265, section 5.1.4). A relative base has no path, so use the root.
function toCookiePath(base: string): string {
  if (!base.startsWith('/')) return '/'
  return new URL(base, 'http://localhost').pathname.replace(/(?<=.)\/$/, '')
}

function defaultName(secure: boolean, path: string, domain: string | undefined): string {
  if (!secure) return 'session'
  return path === '/' && domain === undefined ? '__Host-session' : '__Secure-session'
}
