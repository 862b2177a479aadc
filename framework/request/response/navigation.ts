// Answers to prefetches and to the script for client navigation: requests that may show the visitor nothing.
import type { Answer, ResponseParts } from '../../http/response.ts'
import { toHref } from '../context/incoming.ts'
import type { RequestState } from '../context/request-state.ts'

/**
 * Takes back a page with flash messages that the visitor might never see, and with it the messages.
 *
 * Browsers do not keep a prefetched page with an error status, and ask again when the link is clicked. The script for
 * client navigation leaves pages with inline scripts to the browser, so it learns of one before it reads the page.
 *
 * @returns The response to send instead, if any
 * @see https://html.spec.whatwg.org/multipage/speculative-loading.html
 */
export function refusePrefetch(state: RequestState, answer: Answer): ResponseParts | undefined {
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

/** Tells the script for client navigation that a redirect leaves the site: `fetch()` cannot see where it leads. */
export function revealRedirect({ incoming }: RequestState, parts: ResponseParts): ResponseParts {
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
