// Pages that are the same for everybody: kept for the next visitor, or made when the site is built.
import type { RouteId } from 'vial'

const sharedPages: readonly (RouteId | '')[] = ['/examples/caching', '/examples/prerendering']

/**
 * Tells whether the shell of a page must know nothing of its visitor.
 *
 * @param route The pattern of the page, as in `ctx.route`
 */
export function isShared(route: string): boolean {
  return (sharedPages as readonly string[]).includes(route)
}
