// Guards the URLs of the dev server that only pages of this site may use: the editor and the inspector.
import type { Connect } from 'vite'

/**
 * Creates a middleware that refuses requests from another site: opening a link must not start a program.
 *
 * Browsers tell where a request comes from in `Sec-Fetch-Site`, except over plain HTTP from a host other than localhost.
 * There only `Origin` and `Referer` tell, and a page can leave out both.
 *
 * @param purpose What only pages of this site do
 */
export function refuseOtherSites(purpose: string): Connect.NextHandleFunction {
  return (req, res, next) => {
    if (isFromSite(req)) return next()
    res.statusCode = 403
    res.setHeader('content-type', 'text/plain; charset=utf-8')
    res.end(`403 Forbidden: only pages of this site ${purpose}.\n`)
  }
}

function isFromSite({ headers, socket }: Connect.IncomingMessage): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const page = headers.origin ?? headers.referer
  if (page === undefined) return /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(socket.remoteAddress ?? '')
  const host = headers[':authority'] ?? headers.host
  return URL.canParse(page) && new URL(page).host === host
}
