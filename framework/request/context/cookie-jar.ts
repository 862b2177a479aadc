// Implements ctx.cookies: reads the visitor's cookies and its own writes, and sends each name and path once.
import { type CookieOptions, formatSetCookie, parseCookies } from '../../http/cookie.ts'

export interface CookieJar {
  /** Reads a cookie, including changes that this response makes. */
  get(name: string): string | undefined
  /**
   * Sends a cookie with the response.
   *
   * @param options Attributes (default: `HttpOnly`, `SameSite=Lax`, the site's base as `Path`, `Secure` in production)
   * @throws TypeError for a name or an attribute that browsers would change or ignore
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
 * @param header The request's `Cookie` header
 * @param defaults The default `Path` and `Secure` attributes
 * @param assertWritable Throws once the response has started
 */
export function createCookieJar(
  header: string | null,
  defaults: Pick<CookieOptions, 'path' | 'secure'>,
  assertWritable: () => void,
): CookieJar {
  const received = parseCookies(header)
  const written = new Map<string, string | undefined>()
  const lines = new Map<string, string>()

  function write(name: string, value: string, options: CookieOptions | undefined): void {
    assertWritable()
    const all: CookieOptions = {
      ...(defaults.path === undefined ? {} : { path: defaults.path }),
      httpOnly: true,
      sameSite: 'lax',
      secure: defaults.secure ?? false,
      ...definedOf(options),
    }
    lines.set(`${name};${all.domain ?? ''};${all.path ?? ''}`, formatSetCookie(name, value, all))
  }

  return {
    get: (name) => (written.has(name) ? written.get(name) : received.get(name)),
    set(name, value, options) {
      write(name, value, options)
      written.set(name, value)
    },
    delete(name, options) {
      write(name, '', { ...options, maxAge: 0 })
      written.set(name, undefined)
    },
    lines: () => [...lines.values()],
  }
}

/** Leaves out options that are `undefined`, so that they do not override a default. */
function definedOf(options: CookieOptions | undefined): CookieOptions {
  return Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined))
}
