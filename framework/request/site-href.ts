// href(): typed links to the routes of this site.
import { type HrefOptions, formatHref, parseHrefPattern } from '../routing/href.ts'
import type { RouteId, RouteParams } from './register.ts'

type Text = string | number
type HrefParam<Value> = Value extends readonly unknown[]
  ? readonly Text[]
  : Value extends number
    ? number
    : Text
type HrefParams<Route> = { [Name in keyof RouteParams<Route>]: HrefParam<RouteParams<Route>[Name]> }
type HrefInput<Route> =
  Record<string, never> extends RouteParams<Route>
    ? [params?: HrefParams<Route> | undefined, options?: HrefOptions]
    : [params: HrefParams<Route>, options?: HrefOptions]

// One site a process: its base is fixed when it is built.
let siteBase = '/'

/** Sets the base that links start with. */
export function setHrefBase(base: string): void {
  siteBase = base
}

/**
 * Makes the URL of a route, with the site's base in front.
 *
 * @param route A pattern such as `/notes/[id=int]`
 * @param input Its parameters, then `{ query, hash }`
 * @throws TypeError for a missing parameter or one that no path can hold
 */
export function href<Route extends RouteId>(route: Route, ...input: HrefInput<Route>): string {
  const [params, options] = input
  return formatHref(parseHrefPattern(route), params, options, siteBase)
}
