// One form for every path, so that whoever guards a page and whoever serves it see the same one.
import { HttpError } from './http-error.ts'

export interface CanonicalPath {
  /**
   * Every segment decoded exactly once and encoded again in one way; repeated and trailing slashes are kept.
   *
   * It may start with two slashes: to make a URL, append it to an origin instead of resolving it.
   */
  readonly pathname: string
  /** The decoded segments, without the empty one after a trailing slash; `''` between repeated slashes. */
  readonly segments: string[]
  /** Whether the path ends with a slash; false for `/` itself. */
  readonly trailingSlash: boolean
  /** Whether there are repeated slashes, which never match anything. */
  readonly hasEmptySegment: boolean
}

/**
 * Brings a path into its canonical form.
 *
 * @param pathname The path of a URL, still encoded, without query
 * @throws HttpError 400 for malformed escapes, text that is no UTF-8, control characters, backslashes and dot segments
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
    if (pathname.includes('/.')) for (const segment of segments) assertNoDotSegment(segment)
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
  return { pathname: trailingSlash ? `${canonical}/` : canonical, segments, trailingSlash, hasEmptySegment }
}

// Letters, digits and the other characters that RFC 3986 lets stand for themselves in a path, section 3.3.
const plainPath = /^[\w\-.~!$&'()*+,;=:@/]+$/

function decodeSegment(encoded: string): string {
  if (encoded.includes('\\')) throw badPath()
  let segment: string
  try {
    segment = decodeURIComponent(encoded)
  } catch (cause) {
    throw badPath(cause)
  }
  // A half of a surrogate pair cannot come from an escape, but from a caller that made no URL of the text.
  if (controlCharacter.test(segment) || !segment.isWellFormed()) throw badPath()
  assertNoDotSegment(segment)
  return segment
}

const controlCharacter = /\p{Cc}/u

// A URL parser resolves these. One that arrives here hid from it, and would reach files behind another path's guard.
function assertNoDotSegment(segment: string): void {
  if (segment === '.' || segment === '..') throw badPath()
}

/** Encodes one segment of a path: everything but the characters that RFC 3986 calls `pchar`. */
export function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(overEncoded, decodeURIComponent)
}

// encodeURIComponent is for queries too: these ($ & + , : ; = @) stand for themselves in a path.
const overEncoded = /%(?:2[46BC]|3[ABD]|40)/g

/**
 * Splits the target of a request without parsing it as a URL.
 *
 * @param url An absolute URL, or a path with its query; a fragment is dropped
 * @returns The path as it was written, and the query with its question mark or nothing
 */
export function splitTarget(url: string): { pathname: string; search: string } {
  const start = url.startsWith('/') ? 0 : endOfAuthority(url)
  const hash = url.indexOf('#', start)
  const end = hash === -1 ? url.length : hash
  const mark = url.indexOf('?', start)
  if (mark === -1 || mark >= end) return { pathname: url.slice(start, end) || '/', search: '' }
  return { pathname: url.slice(start, mark) || '/', search: mark + 1 === end ? '' : url.slice(mark, end) }
}

function endOfAuthority(url: string): number {
  const scheme = url.indexOf('://')
  if (scheme === -1) return 0
  for (let index = scheme + 3; index < url.length; index++) {
    const code = url.charCodeAt(index)
    // slash, question mark, hash; a backslash too, because URL parsers take it for a slash
    if (code === 47 || code === 63 || code === 35 || code === 92) return index
  }
  return url.length
}

function badPath(cause?: unknown): HttpError {
  return new HttpError(400, 'This address is not written correctly.', cause === undefined ? {} : { cause })
}
