// Implements ctx.cookies: reads the visitor's cookies and its own writes, and sends each name and path once.
import {
  type CookieOptions,
  formatSetCookie,
  isCookieDomain,
  isCookiePath,
  parseCookies,
} from '../../http/cookie.ts'

/** `ctx.cookies`: the cookies of the request, with the changes that the response makes. */
export interface CookieJar {
  /**
   * Reads a cookie, including changes that this response makes: the value that a browser would send to this URL next. A
   * cookie for another path or domain does not count, and of several that do, the one with the longest path wins.
   */
  get(name: string): string | undefined
  /**
   * Sends a cookie with the response.
   *
   * @param options Attributes (default: `HttpOnly`, `SameSite=Lax`, the site's base as `Path`, `Secure` in production)
   * @throws TypeError for a name or an attribute that browsers would change or ignore, and for a cookie of more than 4096
   *   bytes, which they drop
   */
  set(name: string, value: string, options?: CookieOptions): void
  /** Removes a cookie; `path` and `domain` must be the same as when it was set. */
  delete(name: string, options?: CookieOptions): void
  /** Lists the `Set-Cookie` lines of the response. */
  lines(): string[]
}

/**
 * Creates the cookie jar of one request.
 *
 * @param readHeader Returns the request's `Cookie` header; called on first use
 * @param url.hostname Returns the host of the request, in lower case and without a port
 * @param url.pathname The path of the request
 * @param defaults The default `Path` and `Secure` attributes
 * @param hooks.onUse Called whenever a cookie is read or written
 * @param hooks.assertWritable Throws once the response has started
 */
export function createCookieJar(
  readHeader: () => string | null,
  url: { hostname(): string; readonly pathname: string },
  defaults: Pick<CookieOptions, 'path' | 'secure'>,
  { onUse, assertWritable }: { onUse(): void; assertWritable(): void },
): CookieJar {
  let received: ReturnType<typeof parseCookies> | undefined
  const written = new Map<string, WrittenCookie>()

  function write(name: string, value: string, options: CookieOptions | undefined): void {
    onUse()
    assertWritable()
    const all: CookieOptions = {
      ...(defaults.path === undefined ? {} : { path: defaults.path }),
      httpOnly: true,
      sameSite: 'lax',
      secure: defaults.secure ?? false,
      ...definedOf(options),
    }
    const line = formatSetCookie(name, value, all)
    const { path = '/' } = all
    written.set(`${name};${all.domain ?? ''};${path}`, {
      line,
      name,
      path,
      domain: all.domain,
      value: isExpired(all) ? undefined : value,
    })
  }

  function read(name: string): string | undefined {
    onUse()
    received ??= parseCookies(readHeader())
    if (written.size === 0) return received.get(name)
    const sent = [...written.values()].filter(
      ({ name: own, path, domain }) =>
        own === name &&
        isCookiePath(url.pathname, path) &&
        (domain === undefined || isCookieDomain(url.hostname(), domain)),
    )
    if (sent.length === 0) return received.get(name)
    // The sort is stable: of several cookies with the same path, browsers send the oldest first.
    const kept = sent.filter(({ value }) => value !== undefined)
    return kept.sort((left, right) => right.path.length - left.path.length)[0]?.value
  }

  return {
    get: read,
    set: write,
    delete: (name, options) => write(name, '', { ...options, maxAge: 0 }),
    lines: () => [...written.values()].map(({ line }) => line),
  }
}

interface WrittenCookie {
  /** The `Set-Cookie` line. */
  readonly line: string
  readonly name: string
  readonly path: string
  /** `undefined` if the cookie is for this host only. */
  readonly domain: string | undefined
  /** `undefined` if the cookie is removed. */
  readonly value: string | undefined
}

/** `maxAge` takes precedence over `expires` (RFC 6265, section 5.3). */
function isExpired({ maxAge, expires }: CookieOptions): boolean {
  if (maxAge !== undefined) return maxAge <= 0
  return expires !== undefined && expires.getTime() <= Date.now()
}

/** Leaves out options that are `undefined`, so that they do not override a default. */
function definedOf(options: CookieOptions | undefined): CookieOptions {
  return Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined))
}
