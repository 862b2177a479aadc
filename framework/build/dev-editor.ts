// Guards the URL through which Vite's error overlay opens a file in the author's editor.
import type { Connect } from 'vite'

/**
 * Refuses requests that come from another site: opening a link must not start a program.
 *
 * Browsers tell where a request comes from in `Sec-Fetch-Site`, except over plain HTTP from a host other than localhost.
 * There only `Origin` and `Referer` tell, and a page can leave out both.
 */
export const refuseOtherSites: Connect.NextHandleFunction = (req, res, next) => {
  if (isFromSite(req)) return next()
  res.statusCode = 403
  res.setHeader('content-type', 'text/plain; charset=utf-8')
  res.end('403 Forbidden: only pages of this site open files in the editor.\n')
}

function isFromSite({ headers, socket }: Connect.IncomingMessage): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const page = headers.origin ?? headers.referer
  if (page === undefined) return /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(socket.remoteAddress ?? '')
  const host = headers[':authority'] ?? headers.host
  return URL.canParse(page) && new URL(page).host === host
}
