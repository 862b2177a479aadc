// Cross-site checks: whether this site's own pages made an unsafe request (CSRF) or opened a WebSocket.

export type CrossSiteVerdict =
  | { allowed: true }
  | { allowed: false; header: 'sec-fetch-site' | 'origin'; value: string }

/**
 * Checks where a request comes from, by headers that browsers set and pages cannot forge; only for unsafe methods.
 *
 * The content type does not matter: lists of "form types" have always had gaps. A request without both headers does not
 * come from a browser, so it carries no visitor's cookies that its sender does not already have.
 *
 * @param origin The site's own origin, such as `https://example.org`
 */
export function checkCrossSite(headers: Pick<Headers, 'get'>, origin: string): CrossSiteVerdict {
  const site = headers.get('sec-fetch-site')
  if (site !== null) {
    // "same-site" is a sibling subdomain, which another party may control.
    return site === 'same-origin' || site === 'none'
      ? { allowed: true }
      : { allowed: false, header: 'sec-fetch-site', value: site }
  }

  const from = headers.get('origin')
  // Browsers write an origin in exactly one way, so compare it as text. "null" means a sandboxed page, not a missing origin.
  return from === null || from === origin
    ? { allowed: true }
    : { allowed: false, header: 'origin', value: from }
}

/**
 * Checks a WebSocket request, which browsers send across sites with cookies and without a preflight (RFC 6455, section 10.2).
 *
 * @param origin The site's own origin
 * @param others Other allowed origins, compared literally
 */
export function checkSocketOrigin(
  headers: Pick<Headers, 'get'>,
  origin: string,
  others: readonly string[] = [],
): CrossSiteVerdict {
  const from = headers.get('origin')
  // Browsers always send Origin with a WebSocket request. Without it and without a cookie, the request has no credentials.
  if (from === null) {
    return headers.get('cookie') === null
      ? { allowed: true }
      : { allowed: false, header: 'origin', value: 'missing' }
  }
  // Behind a proxy that terminates TLS and does not say so, our own origin appears to be http.
  return from === origin || from === origin.replace('http:', 'https:') || others.includes(from)
    ? { allowed: true }
    : { allowed: false, header: 'origin', value: from }
}

/** Tells whether a method is safe: it promises to change nothing (RFC 9110, section 9.2.1). */
export function isSafeMethod(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}
