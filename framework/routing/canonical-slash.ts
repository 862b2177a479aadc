// The one form of a URL: with or without a slash at the end.

/** How URLs end. */
export type TrailingSlash = 'never' | 'always' | 'ignore'

/** What a route file is: with a component it is a page. */
export type RouteKind = 'page' | 'endpoint'

/** A matched URL and the rules for its end. */
export interface SlashRequest {
  /** The whole canonical path, base included. */
  readonly pathname: string
  /** The site's base path, starting and ending with a slash. */
  readonly base: string
  readonly kind: RouteKind
  /** The site's rule. */
  readonly policy: TrailingSlash
  /** The route's own rule, which wins (default: none). */
  readonly own?: TrailingSlash | undefined
}

/** `fine` as it is, `not-found`, or the path to redirect to. */
export type SlashResult = 'fine' | 'not-found' | { readonly redirectTo: string }

/**
 * Decides whether a matched URL ends as it should.
 *
 * A page redirects to its one form; an endpoint is not there under the other form, because clients of an API do not
 * follow redirects of every method. The root of the site always ends with a slash.
 */
export function checkSlash({ pathname, base, kind, policy, own }: SlashRequest): SlashResult {
  const rule = own ?? toSlashRule(policy, kind)
  if (rule === 'ignore' || pathname === base) return 'fine'
  const isRootWithoutSlash = pathname === base.slice(0, -1)
  const hasSlash = pathname.endsWith('/')
  if (!isRootWithoutSlash && hasSlash === (rule === 'always')) return 'fine'
  if (kind === 'endpoint') return 'not-found'
  // No segment of a matched path is empty, so it starts with one slash and the visitor stays on this origin.
  return { redirectTo: hasSlash ? pathname.slice(0, -1) : `${pathname}/` }
}

/**
 * Gives the rule for routes that do not set one: `always` is for pages, and endpoints then answer both forms.
 *
 * @param policy The site's rule
 */
export function toSlashRule(policy: TrailingSlash, kind: RouteKind): TrailingSlash {
  if (kind === 'page') return policy
  return policy === 'always' ? 'ignore' : 'never'
}
