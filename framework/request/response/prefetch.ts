// Answers to requests that show the visitor nothing yet: pages fetched ahead, and by the script for navigation.
import { createResponse } from '../../http/response.ts'
import { type Draft, isDraft } from './response-parts.ts'
import type { Exchange } from '../context/request-state.ts'

/**
 * Takes back a page with messages for the visitor that might never be seen, and with it the messages.
 *
 * Browsers do not keep a page that was fetched ahead with an error status, and ask again when the link is clicked. The
 * script for navigation leaves a page to the browser that brings inline scripts along, so it is told before.
 *
 * @returns What to answer instead, if anything
 * @see https://html.spec.whatwg.org/multipage/speculative-loading.html
 */
export function refuseToShow(exchange: Exchange, answer: Draft | Response): Draft | undefined {
  const slot = exchange.sessionSlot
  if (!slot?.state.takenFlashes?.length) return undefined
  const { headers, method } = exchange.request
  const isAhead = /\bprefetch\b/.test(headers.get('sec-purpose') ?? headers.get('purpose') ?? '')
  const isLeft = method === 'GET' && headers.has(asked) && (exchange.isNonceUsed || isStream(answer))
  if ((!isAhead && !isLeft) || !slot.returnFlashes()) return undefined
  // Nobody will read it.
  if (isStream(answer)) answer.body.cancel().catch(() => {})
  exchange.routeHeaders = undefined
  exchange.headers?.delete('cache-control')
  const { origin, pathname, searchText } = exchange
  return isAhead
    ? { status: 503, headers: [], body: null }
    : { status: 204, headers: [[told, origin + pathname + searchText]], body: null }
}

/**
 * Tells the script for navigation where a redirect leaves the site: of a redirect to another origin, `fetch()` sees nothing.
 *
 * @param response A redirect
 */
export function showRedirect(exchange: Exchange, response: Response): Response {
  const location = response.headers.get('location')
  if (location === null || !exchange.request.headers.has(asked)) return response
  const { href, origin } = new URL(location, exchange.origin + exchange.pathname)
  if (origin === exchange.origin) return response
  const pairs = [...response.headers].filter(([name]) => !/^(location|content-|cache-control)/.test(name))
  return createResponse(null, 204, [...pairs, ['cache-control', 'no-store'], [told, href]])
}

const asked = 'x-vial-navigation'
const told = 'x-vial-location'

function isStream(answer: Draft | Response): answer is Draft & { body: ReadableStream<Uint8Array> } {
  return isDraft(answer) && answer.body instanceof ReadableStream
}
