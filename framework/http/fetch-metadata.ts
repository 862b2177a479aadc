// Reads from a request's headers what the browser wants the response for.

/**
 * Tells whether a browser requests part of a page, such as an image, a script, a stylesheet or a font, and will not show
 * the response as a page (Fetch Metadata, `Sec-Fetch-Dest`).
 *
 * A request without the header may be for a page.
 */
export function isSubresource(headers: Pick<Headers, 'get'>): boolean {
  const destination = headers.get('sec-fetch-dest')
  return destination !== null && !documentDestinations.has(destination)
}

// `empty` is fetch(), which client navigation uses. A new destination is more likely a resource than a page.
const documentDestinations: ReadonlySet<string> = new Set([
  'document',
  'embed',
  'empty',
  'fencedframe',
  'frame',
  'iframe',
  'object',
])

/** The header of client navigation, which fetches pages for visitors with `fetch()`. */
export const navigationHeader = 'x-vial-navigation'

/** Tells whether a visitor follows a link or sends a form, with a browser that shows the response as a page. */
export function isNavigation(headers: Pick<Headers, 'get'>): boolean {
  return headers.get('sec-fetch-mode') === 'navigate' || headers.get(navigationHeader) !== null
}

/** Tells whether a browser requests a page before the visitor follows the link, and may discard the response. */
export function isPrefetch(headers: Pick<Headers, 'get'>): boolean {
  return /\bprefetch\b/.test(headers.get('sec-purpose') ?? headers.get('purpose') ?? '')
}
