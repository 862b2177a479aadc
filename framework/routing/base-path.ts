// The site's base path: how URLs on the wire relate to paths as route files write them.

/**
 * Takes the segments of the base off the front of a path.
 *
 * @param segments Decoded segments of the whole path
 * @param base The decoded segments of the base
 * @returns `undefined` for a path outside the base
 */
export function segmentsBelowBase(
  segments: readonly string[],
  base: readonly string[],
): readonly string[] | undefined {
  if (base.length === 0) return segments
  return base.every((segment, index) => segments[index] === segment) ? segments.slice(base.length) : undefined
}

/**
 * Splits a base into its decoded segments.
 *
 * @param base Starting and ending with a slash, percent-encoded
 */
export function toBaseSegments(base: string): readonly string[] {
  return base.split('/').filter(Boolean).map(decodeURIComponent)
}

/**
 * Takes the base off the front of a pathname.
 *
 * @param pathname In its canonical form
 * @param base The base in its canonical form, starting and ending with a slash
 * @returns A path that starts with a slash; `undefined` for a pathname outside the base
 */
export function pathBelowBase(pathname: string, base: string): string | undefined {
  if (pathname.startsWith(base)) return pathname.slice(base.length - 1)
  return `${pathname}/` === base ? '/' : undefined
}
