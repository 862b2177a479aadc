// Defines href(), which formats typed links to the routes of this site.
import { type HrefOptions, formatHref, parseHrefPattern } from '../../routing/href.ts'
import type { Pattern } from '../../routing/pattern.ts'
import type { RouteId, RouteParams } from '../context/register.ts'

type Text = string | number
type HrefParam<Value> = unknown extends Value
  ? Text | readonly Text[]
  : Value extends readonly unknown[]
    ? readonly Text[]
    : Value extends number
      ? number
      : Value extends string
        ? string extends Value
          ? Text
          : Value
        : Text

// `[[...path]]`, always the last segment, is always present when read, if only as an empty list; a link may omit it.
type EmptyRest<Route> = Route extends `${string}[[...${infer Name}]]` ? Name : never
type Optional<Route, Params> =
  | EmptyRest<Route>
  | { [Name in keyof Params]-?: Record<never, never> extends Pick<Params, Name> ? Name : never }[keyof Params]

type HrefParams<Route, Params = RouteParams<Route>> = {
  [Name in Exclude<keyof Params, Optional<Route, Params>>]: HrefParam<Params[Name]>
} & {
  [Name in keyof Params & Optional<Route, Params>]?: HrefParam<Exclude<Params[Name], undefined>> | undefined
}

type HrefInput<Route> = keyof RouteParams<Route> extends never
  ? [params?: Record<string, never> | undefined, options?: HrefOptions]
  : Record<never, never> extends HrefParams<Route>
    ? [params?: HrefParams<Route> | undefined, options?: HrefOptions]
    : [params: HrefParams<Route>, options?: HrefOptions]

// There is one site per process, and its base is fixed when it is built.
let siteBase = '/'
let endsWithSlash = false

/** Sets the base that links start with, and whether they end with a slash. */
export function setHrefBase(base: string, trailingSlash?: 'never' | 'always' | 'ignore'): void {
  siteBase = base
  endsWithSlash = trailingSlash === 'always'
}

/** Returns the base that links start with. */
export function readSiteBase(): string {
  return siteBase
}

/**
 * Formats the URL of a route, including the site's base.
 *
 * @param route A pattern such as `/notes/[id=int]`
 * @param input Its parameters, then `{ query, hash }`
 * @throws TypeError for a missing parameter, or one that a path cannot express
 */
export function href<Route extends RouteId>(route: Route, ...input: HrefInput<Route>): string {
  const [params, options] = input
  const pattern = parseHrefPattern(route)
  const url = formatHref(pattern, params, options, siteBase)
  return endsWithSlash && !looksLikeFile(pattern) ? url.replace(pathWithoutSlash, '$1/') : url
}

const pathWithoutSlash = /^([^?#]*[^/?#])(?=[?#]|$)/

/** Tells whether the last name of a route has a dot, such as `/feed.xml`. Such routes are endpoints, without a slash. */
function looksLikeFile({ segments }: Pattern): boolean {
  const last = segments.at(-1)
  if (last?.kind === 'static') return last.text.includes('.')
  return last?.kind === 'mixed' && last.parts.some((part) => typeof part === 'string' && part.includes('.'))
}
