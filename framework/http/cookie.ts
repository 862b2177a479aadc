// Reads the Cookie header and writes Set-Cookie lines.

/**
 * Reads one cookie as it was sent, without percent-decoding it.
 *
 * If several cookies have the name, the first wins: browsers send the one with the longest path first, and the oldest of
 * those (RFC 6265, section 5.4). Names are case-sensitive, so `__host-session` is not `__Host-session`. A pair without a
 * name is skipped, so `=__Host-session=x` is ignored.
 *
 * @param header The value of the `Cookie` header
 * @param name The exact name
 * @returns The value without surrounding whitespace and quotes
 */
export function readRawCookie(header: string | null | undefined, name: string): string | undefined {
  if (!header) return undefined
  for (let start = 0; start < header.length; ) {
    const end = findPairEnd(header, start)
    const first = skipBlanks(header, start)
    if (header.startsWith(name, first)) {
      const equals = skipBlanks(header, first + name.length)
      if (equals < end && header[equals] === '=') return sliceValue(header, equals + 1, end)
    }
    start = end + 1
  }
  return undefined
}

/**
 * Reads all cookies, decoded.
 *
 * @param header The value of the `Cookie` header
 * @returns A map, so that a cookie called `__proto__` is harmless; the first of several equal names wins
 */
export function parseCookies(header: string | null | undefined): Map<string, string> {
  const cookies = new Map<string, string>()
  if (!header) return cookies
  for (let start = 0; start < header.length; ) {
    const end = findPairEnd(header, start)
    const equals = header.slice(start, end).indexOf('=') + start
    const name = equals < start ? '' : sliceTrimmed(header, start, equals)
    if (name !== '' && !cookies.has(name)) cookies.set(name, decodeValue(sliceValue(header, equals + 1, end)))
    start = end + 1
  }
  return cookies
}

/**
 * Tells whether browsers send a cookie to a URL (RFC 6265, section 5.1.4).
 *
 * @param pathname The path of the URL
 * @param path The cookie's `Path`
 */
export function isCookiePath(pathname: string, path: string): boolean {
  if (pathname === path) return true
  return pathname.startsWith(path.endsWith('/') ? path : `${path}/`)
}

/**
 * Tells whether browsers send a cookie to a host (RFC 6265, section 5.1.3). They refuse to store one that a host sets for
 * another domain.
 *
 * @param hostname The name or the IP address in the URL, in lower case
 * @param domain The cookie's `Domain` (a dot at its start is ignored)
 */
export function isCookieDomain(hostname: string, domain: string): boolean {
  const parent = domain.toLowerCase().replace(/^\./, '')
  if (hostname === parent) return true
  return hostname.endsWith(`.${parent}`) && !/^[\d.]+$/.test(hostname)
}

function findPairEnd(header: string, start: number): number {
  const semicolon = header.indexOf(';', start)
  return semicolon === -1 ? header.length : semicolon
}

// Needs no end: after the blanks there is at least an equals sign, a semicolon, or nothing.
function skipBlanks(header: string, start: number): number {
  let index = start
  while (isBlank(header.charCodeAt(index))) index += 1
  return index
}

// In a header only space and tab are whitespace; trim() would also remove U+00A0, which can be part of a value.
function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}

function sliceTrimmed(header: string, start: number, end: number): string {
  let last = end
  while (isBlank(header.charCodeAt(last - 1))) last -= 1
  // Between blanks alone, the last index is before the first: nothing.
  return header.slice(skipBlanks(header, start), last)
}

function sliceValue(header: string, start: number, end: number): string {
  const value = sliceTrimmed(header, start, end)
  return value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value
}

// A cookie that another program set may contain anything. Its raw text is more useful than nothing.
function decodeValue(value: string): string {
  return value.includes('%') && decodable.test(value) ? decodeURIComponent(value) : value
}

// Matches what decodeURIComponent() accepts: escapes of well-formed UTF-8 (RFC 3629, section 4). Testing first avoids an
// exception per bad value: a header can hold 2,000 of them.
const tail = '%[89ab][0-9a-f]'
const escapes = [
  '%[0-7][0-9a-f]',
  `%(?:c[2-9a-f]|d[0-9a-f])${tail}`,
  `%e(?:0%[ab][0-9a-f]|d%[89][0-9a-f]|[1-9abcef]${tail})${tail}`,
  `%f(?:0%[9ab][0-9a-f]|4%8[0-9a-f]|[1-3]${tail})${tail}${tail}`,
]
const decodable = new RegExp(`^(?:[^%]|${escapes.join('|')})*$`, 'i')

/** The attributes of a cookie (RFC 6265bis, section 4.1.2). */
export interface CookieOptions {
  /** The path that the cookie applies to (starts with a slash). */
  path?: string | undefined
  /** A parent domain that shares it with its subdomains (default: this host only). */
  domain?: string | undefined
  /** How long the browser keeps the cookie (whole seconds, 0 removes it; default: until the browser closes). */
  maxAge?: number | undefined
  /** When the cookie expires; `maxAge` takes precedence. */
  expires?: Date | undefined
  /** Whether the browser sends it over https only. */
  secure?: boolean | undefined
  /** Whether it is hidden from scripts in the browser. */
  httpOnly?: boolean | undefined
  /** Whether cross-site requests include it. */
  sameSite?: 'lax' | 'strict' | 'none' | undefined
  /** Which cookies the browser evicts last when it has too many. */
  priority?: 'low' | 'medium' | 'high' | undefined
  /** Whether a page that is embedded in other sites gets a separate cookie in each of them. */
  partitioned?: boolean | undefined
}

const tokenPattern = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const pathPattern = /^\/[\x20-\x3a\x3c-\x7e]*$/
const domainPattern = /^\.?[a-z0-9-]+(?:\.[a-z0-9-]+)*$/i
const sameSites = new Map([
  ['lax', 'Lax'],
  ['strict', 'Strict'],
  ['none', 'None'],
])
const priorities = new Map([
  ['low', 'Low'],
  ['medium', 'Medium'],
  ['high', 'High'],
])

/**
 * Formats the value of a `Set-Cookie` header.
 *
 * Refuses values that could inject another attribute, and combinations that browsers drop silently.
 *
 * @param name A token (letters, digits, `-`, `_`, `.` and the like)
 * @param value Any text; it is percent-encoded
 * @param options The attributes (default: none, a cookie for this host and path until the browser closes)
 * @throws TypeError when the name or an attribute is not allowed (RFC 6265bis, sections 4.1.1 to 4.1.3)
 */
export function formatSetCookie(name: string, value: string, options: CookieOptions = {}): string {
  if (!tokenPattern.test(name)) {
    refuse(name, 'the name is not a token. Use letters, digits, "-" and "_"')
  }
  if (typeof value !== 'string') {
    refuse(
      name,
      `the value is of type ${typeof value}. Pass text, for example with String() or JSON.stringify()`,
    )
  }
  assertPrefixAllowed(name, options)
  // encodeURIComponent() throws for a lone surrogate, which has no UTF-8 form.
  const pair = `${name}=${encodeURIComponent(value.toWellFormed())}`
  if (pair.length - 1 > maxPairBytes) {
    refuse(
      name,
      `it has ${pair.length - 1} bytes, but browsers drop cookies of more than ${maxPairBytes}. Store less`,
    )
  }
  return `${pair}${formatAttributes(name, options)}`
}

/** Of the name and the value (RFC 6265bis, section 5.7). */
const maxPairBytes = 4096

function formatAttributes(name: string, options: CookieOptions): string {
  const { path, domain, maxAge, expires, secure, httpOnly, sameSite, priority, partitioned } = options
  let attributes = ''
  if (maxAge !== undefined) {
    if (!Number.isSafeInteger(maxAge)) refuse(name, `maxAge is ${maxAge}. Use whole seconds`)
    attributes += `; Max-Age=${maxAge}`
  }
  if (expires !== undefined) {
    if (!(expires instanceof Date))
      refuse(name, 'expires is not a Date. Write new Date(…), or maxAge in seconds')
    const year = expires.getUTCFullYear()
    if (!(year >= 1601 && year <= 9999)) refuse(name, 'expires is not a date between 1601 and 9999')
    attributes += `; Expires=${expires.toUTCString()}`
  }
  if (domain !== undefined) {
    if (!domainPattern.test(domain))
      refuse(name, 'the domain is not a host name. Use ASCII (xn--…) without a port')
    attributes += `; Domain=${domain}`
  }
  if (path !== undefined) {
    if (!pathPattern.test(path)) refuse(name, 'the path must start with "/" and be ASCII without ";"')
    attributes += `; Path=${path}`
  }
  if (secure) attributes += '; Secure'
  if (httpOnly) attributes += '; HttpOnly'
  if (sameSite !== undefined) {
    if (sameSite === 'none' && !secure) refuse(name, "sameSite 'none' needs secure: true")
    attributes += `; SameSite=${sameSites.get(sameSite) ?? refuse(name, "sameSite is 'lax', 'strict' or 'none'")}`
  }
  if (priority !== undefined) {
    attributes += `; Priority=${priorities.get(priority) ?? refuse(name, "priority is 'low', 'medium' or 'high'")}`
  }
  if (partitioned) {
    if (!secure) refuse(name, 'partitioned needs secure: true')
    attributes += '; Partitioned'
  }
  return attributes
}

// Browsers compare the prefixes case-insensitively, so the rules apply to "__host-" too.
function assertPrefixAllowed(name: string, options: CookieOptions): void {
  const lower = name.toLowerCase()
  if (lower.startsWith('__secure-') && !options.secure) {
    refuse(name, 'a name that starts with __Secure- needs secure: true')
  }
  if (
    lower.startsWith('__host-') &&
    !(options.secure && options.path === '/' && options.domain === undefined)
  ) {
    refuse(name, "a name that starts with __Host- needs secure: true, path: '/' and no domain")
  }
}

function refuse(name: string, reason: string): never {
  throw new TypeError(`cookie ${JSON.stringify(name)}: ${reason}.`)
}
