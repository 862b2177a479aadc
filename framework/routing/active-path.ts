// Decides whether a link leads to the current page, or to one above it.
import { encodeSegment } from '../http/encode-segment.ts'

/** The current page. */
export interface CurrentPage {
  /** The path, including the base: canonical, or with the escapes that a browser was given. */
  readonly pathname: string
  /** Read only for links that name an origin. */
  readonly origin: string
}

/** What counts as the current page for `isActive()`. */
export interface ActiveOptions {
  /** Whether a link is also active on all pages below it: `/docs` on `/docs/routing` (default: false). */
  readonly children?: boolean | undefined
}

/**
 * Tells whether a link leads to the current page. The query, the hash and a slash at the end do not matter.
 *
 * @param link The `href` attribute of the link, as `href()` formats it, or any other URL
 */
export function isActivePath(
  link: string,
  page: CurrentPage,
  { children = false }: ActiveOptions = {},
): boolean {
  const target = trimSlash(plainPath.test(link) ? link : resolve(link, page))
  const current = trimSlash(toCanonical(page.pathname))
  return current === target || (children && target !== unknown && current.startsWith(`${target}/`))
}

// Links that need no parsing. "//" starts a host, and dot segments must be resolved.
const plainPath = /^(?:\/(?![./])[\w\-.~!$&'()*+,;=:@]*)+$/
/** Not a path of this site. */
const unknown = '-'

function resolve(link: string, page: CurrentPage): string {
  const own = 'http://this-site.invalid'
  const base = own + page.pathname
  if (!URL.canParse(link, base)) return unknown
  const { origin, pathname } = new URL(link, base)
  return origin === own || origin === page.origin ? toCanonical(pathname) : unknown
}

/** URL parsers keep the escapes of a path as they are written: `/%40a` is `/@a`. */
function toCanonical(pathname: string): string {
  if (canonicalPath.test(pathname)) return pathname
  try {
    const segments = pathname.split('/').map((segment) => encodeSegment(decodeURIComponent(segment)))
    return segments.join('/')
  } catch {
    // No page has a path with malformed escapes.
    return pathname
  }
}

const canonicalPath = /^[\w\-.~!$&'()*+,;=:@/]*$/

function trimSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path
}
