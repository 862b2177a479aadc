// Adjusts responses to prefetches and to client navigation, whose pages the visitor may never see.
import type { Answer, ResponseParts } from '../../http/response.ts'
import { toHref } from '../context/incoming.ts'
import type { RequestState } from '../context/request-state.ts'

/**
 * Withholds a page with flash messages if the visitor might never see it, and saves the messages for the next page.
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
  const isStream = !(answer instanceof Response) && answer.body instanceof ReadableStream
  const isPrefetch = /\bprefetch\b/.test(headers.get('sec-purpose') ?? headers.get('purpose') ?? '')
  const isLeftToBrowser =
    incoming.method === 'GET' && headers.has(navigationHeader) && (reply.isNonceUsed || isStream)
  if ((!isPrefetch && !isLeftToBrowser) || !visitor.session.returnFlashes()) return undefined
  if (isStream) (answer.body as ReadableStream).cancel().catch(() => {})
  reply.isReplacement = true
  reply.headers?.delete('cache-control')
  return isPrefetch
    ? { kind: 'data', status: 503, headers: [], body: null }
    : { kind: 'data', status: 204, headers: [[locationHeader, toHref(incoming)]], body: null }
}

/** Tells the script for client navigation where a redirect to another site leads, which `fetch()` does not reveal. */
export function revealRedirect({ incoming }: RequestState, parts: ResponseParts): ResponseParts {
  if (parts.status < 300 || parts.status > 399) return parts
  if (!incoming.request.headers.has(navigationHeader)) return parts
  const location = new Map(parts.headers).get('location')
  if (location === undefined) return parts
  const { href, origin } = new URL(location, incoming.origin + incoming.pathname)
  if (origin === incoming.origin) return parts
  const headers = parts.headers.filter(([name]) => !/^(location|content-|cache-control)/.test(name))
  headers.push(['cache-control', 'no-store'], [locationHeader, href])
  return { kind: 'data', status: 204, headers, body: null }
}

const navigationHeader = 'x-vial-navigation'
const locationHeader = 'x-vial-location'
