// Adjusts responses that the visitor may never see as pages: to prefetches, HEAD, client navigation and subresources.
import { isPrefetch, isSubresource, navigationHeader } from '../../http/fetch-metadata.ts'
import type { Answer, ResponseParts } from '../../http/response.ts'
import { toHref } from '../context/incoming.ts'
import type { RequestState } from '../context/request-state.ts'

/**
 * Saves the flash messages of a page that will not be shown for the next page.
 *
 * Browsers discard a prefetched page with an error status and request it again when the link is clicked. The script for
 * client navigation leaves pages with inline scripts to the browser, so it is told before it receives such a page.
 *
 * @returns The response to send instead, if any
 * @see https://html.spec.whatwg.org/multipage/speculative-loading.html
 */
export function withholdFlashes(state: RequestState, answer: Answer): ResponseParts | undefined {
  const { incoming, reply, visitor } = state
  if (!visitor.session?.state.takenFlashes?.length) return undefined
  const { headers } = incoming.request
  const isAhead = isPrefetch(headers)
  const isStream = !(answer instanceof Response) && answer.body instanceof ReadableStream
  const isLeftToBrowser =
    incoming.method === 'GET' && headers.has(navigationHeader) && (reply.isNonceUsed || isStream)
  const isReplaced = isAhead || isLeftToBrowser
  if (!isReplaced && isShown(state, answer)) return undefined
  if (!visitor.session.returnFlashes() || !isReplaced) return undefined
  if (isStream) (answer.body as ReadableStream).cancel().catch(() => {})
  reply.isReplacement = true
  reply.headers?.delete('cache-control')
  return isAhead
    ? { kind: 'data', status: 503, headers: [], body: null }
    : { kind: 'data', status: 204, headers: [[locationHeader, toHref(incoming)]], body: null }
}

/** Tells whether a rendered page reaches the visitor. Middleware may have replaced it with a redirect or with nothing. */
function isShown({ incoming }: RequestState, { status }: Answer): boolean {
  if (incoming.method === 'HEAD' || isSubresource(incoming.request.headers)) return false
  return status !== 204 && (status < 300 || status > 399)
}

/**
 * Tells the script for client navigation where a redirect leads if `fetch()` does not reveal it: to another site, or to a
 * fragment, which `response.url` lacks. The script follows a path itself, and leaves a URL to the browser. If the redirect
 * repeats a form (307 and 308), the script sends the form again.
 */
export function revealRedirect({ incoming }: RequestState, parts: ResponseParts): ResponseParts {
  if (parts.status < 300 || parts.status > 399) return parts
  if (!incoming.request.headers.has(navigationHeader)) return parts
  const location = new Map(parts.headers).get('location')
  const base = incoming.origin + incoming.pathname
  // The site's code may have set a location that is not a URL: the browser then reports it, as without the script.
  if (location === undefined || !URL.canParse(location, base)) return parts
  const { href, origin, pathname, search, hash } = new URL(location, base)
  const isElsewhere = origin !== incoming.origin
  const isRepeated = incoming.method !== 'GET' && parts.status > 303
  if (!isElsewhere && hash === '' && !isRepeated) return parts
  const headers = parts.headers.filter(([name]) => !/^(location|content-|cache-control)/.test(name))
  const target = isElsewhere ? href : pathname + search + hash
  headers.push(['cache-control', 'no-store'], [locationHeader, target])
  if (isRepeated) headers.push([repeatHeader, '1'])
  return { kind: 'data', status: 204, headers, body: null }
}

const locationHeader = 'x-vial-location'
const repeatHeader = 'x-vial-repeat'
