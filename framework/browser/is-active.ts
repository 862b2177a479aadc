// isActive() in the browser: compares links with the address of the page.
import { type ActiveOptions, isActivePath } from '../routing/active-path.ts'

/** Tells whether a link leads to the page that the browser shows. It is evaluated when the component renders. */
export function isActive(link: string, options?: ActiveOptions): boolean {
  return isActivePath(link, location, options)
}
