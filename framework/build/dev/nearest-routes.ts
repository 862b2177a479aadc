// Finds the routes that a path without a route may have meant.
import { countMistakes } from '../../routing/near-miss.ts'

/**
 * Ranks the patterns of a site by how much they look like a path: the nearest first, those that differ in most letters
 * left out.
 *
 * A parameter fits any text, so that `/notez/7` is near to `/notes/[id=int]`.
 *
 * @param most How many are returned (default: 5)
 */
export function findNearestRoutes(
  pathname: string,
  patterns: readonly string[],
  most: number = 5,
): readonly string[] {
  const path = pathname.toLowerCase()
  const limit = Math.max(2, Math.ceil(path.length / 5))
  return patterns
    .map((pattern) => ({ pattern, mistakes: countMistakes(path, fillIn(pattern, path).toLowerCase()) }))
    .filter(({ mistakes }) => mistakes <= limit)
    .toSorted((left, right) => left.mistakes - right.mistakes)
    .slice(0, most)
    .map(({ pattern }) => pattern)
}

/** Puts the segments of a path in the place of parameters. */
function fillIn(pattern: string, path: string): string {
  const segments = path.split('/')
  return pattern
    .split('/')
    .map((part, index) => {
      if (!part.includes('[')) return part
      return part.includes('...') ? segments.slice(index).join('/') : (segments[index] ?? part)
    })
    .join('/')
}
