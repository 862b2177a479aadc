// The site's base path: how URLs on the wire relate to paths as route files write them.

/**
 * Takes the segments of the base off the front of a path.
 *
 * @param segments Decoded segments of the whole path
 * @param base The base, starting and ending with a slash
 * @returns `undefined` for a path outside the base
 */
export function segmentsBelowBase(segments: readonly string[], base: string): readonly string[] | undefined {
  if (base === '/') return segments
  const own = base.split('/').filter(Boolean)
  return own.every((segment, index) => segments[index] === segment) ? segments.slice(own.length) : undefined
}

/**
 * Takes the base off the front of a pathname.
 *
 * @param base The base, starting and ending with a slash
 * @returns A path that starts with a slash; `undefined` for a pathname outside the base
 */
export function pathBelowBase(pathname: string, base: string): string | undefined {
  if (pathname.startsWith(base)) return pathname.slice(base.length - 1)
  return `${pathname}/` === base ? '/' : undefined
}
