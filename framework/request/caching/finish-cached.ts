// What tells browsers and caches about a response that was kept: its tag, its age, and 304 for those who have it.
import { isFresh } from '../../http/etag.ts'
import { type HeaderPairs, createResponse, plainBodyOf, plainPartsOf } from '../../http/response.ts'
import { type Draft, isDraft } from '../response/response-parts.ts'
import type { CachedAnswer, Exchange } from '../context/request-state.ts'

/**
 * Completes a finished response of a cached route.
 *
 * One that middleware has changed, or made personal, is no longer what was kept and gets nothing of this.
 *
 * @param answer What the response was made of
 * @param showsStatus Whether to tell how the cache was used (RFC 9211)
 */
export function finishCached(
  exchange: Exchange,
  cached: CachedAnswer,
  answer: Draft | Response,
  response: Response,
  showsStatus: boolean,
): Response {
  const pairs = toPairs(response)
  if (showsStatus) pairs.push(['cache-status', formatStatus(cached)])
  const { stored } = cached
  const isOurs =
    stored !== undefined &&
    response.status === 200 &&
    (isDraft(answer) ? answer.body : plainBodyOf(answer)) === stored.body &&
    !exchange.sessionSlot &&
    !exchange.cookieJar &&
    !exchange.isNonceUsed &&
    !pairs.some(([name]) => name === 'set-cookie')
  if (!isOurs) return showsStatus ? withHeaders(response, pairs) : response

  // Tags are invalidated on the server, and no browser would hear of it: each asks whether its copy is still good.
  const etag = addPair(pairs, 'etag', stored.etag)
  addPair(pairs, 'cache-control', 'public, max-age=0, must-revalidate')
  if (stored.vary.length > 0) addVary(pairs, stored.vary)
  if (cached.status !== 'miss') addPair(pairs, 'age', String(Math.floor(cached.age)))
  if (!isFresh(exchange.request.headers, etag, undefined)) return withHeaders(response, pairs)
  return createResponse(
    null,
    304,
    pairs.filter(([name]) => !/^content-(?!security|location)/.test(name)),
  )
}

function toPairs(response: Response): HeaderPairs {
  const headers = plainPartsOf(response)?.headers
  return Array.isArray(headers) ? [...headers] : [...response.headers]
}

function withHeaders(response: Response, pairs: HeaderPairs): Response {
  const parts = plainPartsOf(response)
  return createResponse((parts ? parts.body : response.body) as BodyInit | null, response.status, pairs)
}

/** Adds a header unless the route has its own; gives the value that is sent. */
function addPair(pairs: HeaderPairs, name: string, value: string): string {
  const own = pairs.find(([other]) => other === name)
  if (!own) pairs.push([name, value])
  return own?.[1] ?? value
}

function addVary(pairs: HeaderPairs, names: readonly string[]): void {
  const pair = pairs.find(([name]) => name === 'vary')
  if (!pair) {
    pairs.push(['vary', names.join(', ')])
    return
  }
  const said = pair[1].toLowerCase().split(/\s*,\s*/)
  pairs[pairs.indexOf(pair)] = ['vary', [pair[1], ...names.filter((name) => !said.includes(name))].join(', ')]
}

/** @see https://www.rfc-editor.org/rfc/rfc9211 */
function formatStatus(cached: CachedAnswer): string {
  if (cached.status === 'bypass') return `vial; fwd=bypass; detail="${cached.reason}"`
  if (cached.status === 'miss') return 'vial; fwd=miss; stored'
  return cached.status === 'hit' ? 'vial; hit' : 'vial; hit; detail=stale'
}
