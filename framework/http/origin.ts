// Whether a request that changes something was made by this site's own pages.

export type CrossSiteVerdict =
  | { allowed: true }
  | { allowed: false; header: 'sec-fetch-site' | 'origin'; value: string }

/**
 * Judges a request by what browsers say about its maker and pages cannot forge; only for unsafe methods.
 *
 * The type of the body plays no part: lists of "form types" have always had gaps. A request without both headers is no
 * browser's: it carries no visitor's cookies unless its maker has them anyway.
 *
 * @param origin Our own origin, such as `https://example.org`
 */
export function checkCrossSite(headers: Pick<Headers, 'get'>, origin: string): CrossSiteVerdict {
  const site = headers.get('sec-fetch-site')
  if (site !== null) {
    // "same-site" is a sibling subdomain, which may belong to somebody else.
    return site === 'same-origin' || site === 'none'
      ? { allowed: true }
      : { allowed: false, header: 'sec-fetch-site', value: site }
  }

  const from = headers.get('origin')
  // Browsers write an origin in one way, so nothing but the very same text is ours; "null" is a sandbox, not nobody.
  return from === null || from === origin
    ? { allowed: true }
    : { allowed: false, header: 'origin', value: from }
}

/**
 * Judges a request for a WebSocket, which browsers send across sites with cookies and without asking (RFC 6455, section 10.2).
 *
 * @param origin Our own origin
 * @param others Origins that are allowed besides, word for word
 */
export function checkSocketOrigin(
  headers: Pick<Headers, 'get'>,
  origin: string,
  others: readonly string[] = [],
): CrossSiteVerdict {
  const from = headers.get('origin')
  // Browsers always say where a socket comes from. Who does not, and has no cookie, has nothing of a visitor's.
  if (from === null && headers.get('cookie') === null) return { allowed: true }
  // A proxy that ends https and does not say so makes us believe that we are http.
  const isOwn = from === origin || (from !== null && from === origin.replace(/^http:/, 'https:'))
  return isOwn || (from !== null && others.includes(from))
    ? { allowed: true }
    : { allowed: false, header: 'origin', value: from ?? 'missing' }
}

/** Tells whether a method promises to change nothing (RFC 9110, section 9.2.1). */
export function isSafeMethod(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}
