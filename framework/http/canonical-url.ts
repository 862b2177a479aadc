// Parses every path into one canonical form, so that guards and routes see the same path.
import { encodeSegment } from './encode-segment.ts'
import { HttpError } from './http-error.ts'

export interface CanonicalPath {
  /**
   * Every segment decoded exactly once and encoded again in one way; repeated and trailing slashes stay.
   *
   * It may start with two slashes: to build a URL, append it to an origin instead of resolving it.
   */
  readonly pathname: string
  /** The decoded segments, without an empty one for a trailing slash; `''` between repeated slashes. */
  readonly segments: string[]
  /** Whether the path ends with a slash; false for `/` itself. */
  readonly trailingSlash: boolean
  /** Whether there are repeated slashes, which never match anything. */
  readonly hasEmptySegment: boolean
}

/**
 * Parses a path and brings it into its canonical form.
 *
 * @param pathname The path of a URL, still percent-encoded, without the query
 * @throws HttpError 400 for malformed escapes, invalid UTF-8, control characters, backslashes and dot segments
 */
export function parsePathname(pathname: string): CanonicalPath {
  if (!pathname.startsWith('/')) throw badPath()

  const plain = plainPath.test(pathname)
  const segments = pathname.slice(1).split('/')
  const last = segments.length - 1
  const endsWithSlash = segments[last] === ''
  const trailingSlash = endsWithSlash && last > 0
  if (endsWithSlash) segments.pop()
  if (plain) {
    assertNoDotSegment(pathname)
    return { pathname, segments, trailingSlash, hasEmptySegment: pathname.includes('//') }
  }

  let canonical = ''
  let hasEmptySegment = false
  for (const [index, encoded] of segments.entries()) {
    const segment = decodeSegment(encoded)
    segments[index] = segment
    canonical += `/${encodeSegment(segment)}`
    if (segment === '') hasEmptySegment = true
  }
  assertNoDotSegment(canonical)
  return { pathname: trailingSlash ? `${canonical}/` : canonical, segments, trailingSlash, hasEmptySegment }
}

// The characters that RFC 3986, section 3.3, allows in a path without percent-encoding.
const plainPath = /^[\w\-.~!$&'()*+,;=:@/]+$/

function decodeSegment(encoded: string): string {
  if (encoded.includes('\\')) throw badPath()
  let segment: string
  try {
    segment = decodeURIComponent(encoded)
  } catch (cause) {
    throw badPath(cause)
  }
  // A lone surrogate cannot come from an escape, only from a caller that did not parse the text as a URL.
  if (controlCharacter.test(segment) || !segment.isWellFormed()) throw badPath()
  return segment
}

const controlCharacter = /\p{Cc}/u

// URL parsers resolve dot segments. One that gets here was hidden by encoding and could reach past another path's guard.
function assertNoDotSegment(pathname: string): void {
  // Most paths contain no dot after a slash, and looking for one costs less than the pattern.
  if (pathname.includes('/.') && /\/\.\.?(?:\/|$)/.test(pathname)) throw badPath()
}

/**
 * Splits the target of a request without parsing it as a URL.
 *
 * @param url An absolute URL, or a path with its query; a fragment is dropped
 * @returns The path as it was written, and the query with its question mark, or an empty string
 */
export function splitTarget(url: string): { pathname: string; search: string } {
  const start = url.startsWith('/') ? 0 : endOfAuthority(url)
  const hash = url.indexOf('#', start)
  const target = hash === -1 ? url : url.slice(0, hash)
  const mark = target.indexOf('?', start)
  if (mark === -1) return { pathname: target.slice(start) || '/', search: '' }
  const search = mark + 1 === target.length ? '' : target.slice(mark)
  return { pathname: target.slice(start, mark) || '/', search }
}

function endOfAuthority(url: string): number {
  const scheme = url.indexOf('://')
  if (scheme === -1) return 0
  for (let index = scheme + 3; index < url.length; index++) {
    const code = url.charCodeAt(index)
    // Slash, question mark, hash, and backslash, which URL parsers treat as a slash.
    if (code === 47 || code === 63 || code === 35 || code === 92) return index
  }
  return url.length
}

function badPath(cause?: unknown): HttpError {
  return new HttpError(400, 'This address is malformed.', cause === undefined ? {} : { cause })
}
