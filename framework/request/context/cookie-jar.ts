// ctx.cookies: reads the visitor's cookies and its own writes, sends each name and path once.
import { type CookieOptions, formatSetCookie, parseCookies } from '../../http/cookie.ts'

export interface CookieJar {
  /** Reads a cookie as it will be after this response. */
  get(name: string): string | undefined
  /**
   * Sends a cookie with the response.
   *
   * @param options Default: `Path` is the site's base, `HttpOnly`, `SameSite=Lax`, and `Secure` in production
   * @throws TypeError for a name or an attribute that a browser would not take as it is
   */
  set(name: string, value: string, options?: CookieOptions): void
  /** Removes a cookie; `path` and `domain` must be those it was set with. */
  delete(name: string, options?: CookieOptions): void
  /** Gives the `Set-Cookie` lines of the response. */
  lines(): string[]
}

/**
 * Makes the cookies of one request.
 *
 * @param header The request's `Cookie` header
 * @param defaults Path and Secure of cookies that do not say otherwise
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

/** Leaves out what is `undefined`, so that it does not take the place of a default. */
function definedOf(options: CookieOptions | undefined): CookieOptions {
  return Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined))
}
