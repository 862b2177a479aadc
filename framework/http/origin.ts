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

/** Tells whether a method promises to change nothing (RFC 9110, section 9.2.1). */
export function isSafeMethod(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}
