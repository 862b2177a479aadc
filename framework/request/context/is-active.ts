// Defines isActive(), with which navigation marks the link to the current page.
import { readRequestContext } from '../../render/request-context.ts'
import { type ActiveOptions, isActivePath } from '../../routing/active-path.ts'
import type { Context } from './context.ts'

/**
 * Tells whether a link leads to the current page, in any component: `aria-current={isActive(link) ? 'page' : undefined}`.
 *
 * The query, the hash and a slash at the end do not matter. On an error page, the current page is the requested one.
 *
 * @param link The `href` attribute of the link, as `href()` formats it, or any other URL
 * @param options `children`: whether the link is also active on all pages below it (default: false)
 * @throws Error outside a page
 */
export function isActive(link: string, options?: ActiveOptions): boolean {
  const { url } = readRequestContext('isActive()') as Context
  return isActivePath(link, url, options)
}
