// The pages that are the same for all visitors, because they are cached or prerendered.
import type { RouteId } from 'vial'

const sharedPages: readonly (RouteId | '')[] = ['/examples/caching', '/examples/prerendering']

/**
 * Tells whether a page is the same for all visitors, so that its layout must not read cookies or the session.
 *
 * @param route The pattern of the page, as in `ctx.route`
 */
export function isShared(route: string): boolean {
  return (sharedPages as readonly string[]).includes(route)
}
