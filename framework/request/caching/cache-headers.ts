// Adds the headers of a cached response, such as ETag and Age, and answers conditional requests with 304 or 412.
import { addToVary, isPersonal } from '../../cache/cacheability.ts'
import type { CacheRule } from '../../cache/response-cache.ts'
import { isFresh, isPreconditionFailed, parseHttpDate } from '../../http/etag.ts'
import type { HeaderPair, HeaderPairs, ResponseParts } from '../../http/response.ts'
import type { CacheUse } from '../context/reply.ts'
import type { RequestState } from '../context/request-state.ts'

/**
 * Completes the response of a route with `config.cache`.
 *
 * A response that middleware changed or made personal is no longer the stored one, and gets none of these headers.
 */
export function addCacheHeaders(state: RequestState, parts: ResponseParts): ResponseParts {
  const { incoming, reply, site } = state
  const { cached, filled } = reply
  if (filled && parts.status === 200 && parts.body === filled.body) return addFilledHeaders(state, parts)
  if (!cached) return parts
  const find = (name: string): string | undefined => parts.headers.find(([other]) => other === name)?.[1]
  const { stored } = cached
  const isStored =
    stored !== undefined &&
    parts.status === 200 &&
    parts.body === stored.body &&
    !isPersonal(state.visitor) &&
    !reply.isNonceUsed &&
    find('set-cookie') === undefined
  if (!isStored) return site.manifest.showsCacheStatus ? withCacheStatus(parts, cached) : parts

  const etag = find('etag') ?? stored.etag
  const added: HeaderPairs = [['etag', etag]]
  if (find('cache-control') === undefined) {
    added.push(['cache-control', formatCacheControl(state.plan.settings.cache)])
  }
  if (stored.vary.length > 0) added.push(['vary', addToVary(find('vary'), stored.vary)])
  if (cached.status !== 'miss' && find('age') === undefined) {
    added.push(['age', String(Math.floor(cached.age))])
  }
  if (site.manifest.showsCacheStatus) added.push(['cache-status', formatStatus(cached)])
  const isReplaced = (name: string): boolean => added.some(([other]) => other === name)
  const complete = { ...parts, headers: [...parts.headers.filter(([name]) => !isReplaced(name)), ...added] }
  const { headers: conditions } = incoming.request
  if (!conditionNames.some((name) => conditions.has(name))) return complete
  return answerConditions(conditions, etag, complete, new Map(complete.headers))
}

/** Completes a page with personal parts, which is for one visitor. */
function addFilledHeaders({ incoming, reply, site }: RequestState, parts: ResponseParts): ResponseParts {
  const { cached, filled } = reply
  const own = parts.headers.find(([name]) => name === 'etag')?.[1]
  const etag = own ?? filled!.etag
  const headers = own === undefined ? [...parts.headers, ['etag', etag] as HeaderPair] : parts.headers
  if (cached && site.manifest.showsCacheStatus) headers.push(['cache-status', formatStatus(cached)])
  const { headers: conditions } = incoming.request
  if (!conditionNames.some((name) => conditions.has(name))) return { ...parts, headers }
  const cookies = headers.filter(([name]) => name === 'set-cookie')
  const others = new Map(headers.filter(([name]) => name !== 'set-cookie'))
  const complete = answerConditions(conditions, etag, parts, others)
  return { ...complete, headers: [...complete.headers, ...cookies] }
}

const conditionNames = ['if-none-match', 'if-match', 'if-modified-since', 'if-unmodified-since']

/** Judges preconditions in the order of RFC 9110, section 13.2.2. */
function answerConditions(
  conditions: Headers,
  etag: string,
  parts: ResponseParts,
  headers: Map<string, string>,
): ResponseParts {
  const changed = headers.get('last-modified')
  const modified = changed === undefined ? undefined : parseHttpDate(changed)
  const empty = { ...parts, statusText: undefined, body: null }
  if (isPreconditionFailed(conditions, etag, modified)) {
    // The client asked for another version, so nothing that describes this one is sent.
    const kept = withoutContent(headers).filter(([name]) => !/^(etag|age|expires|last-modified)$/.test(name))
    return { ...empty, status: 412, headers: setHeader(kept, 'cache-control', 'no-store') }
  }
  if (isFresh(conditions, etag, modified)) return { ...empty, status: 304, headers: withoutContent(headers) }
  return { ...parts, headers: [...headers] }
}

/** Leaves out the headers that describe a body. */
function withoutContent(headers: Map<string, string>): HeaderPairs {
  return [...headers].filter(([name]) => !/^content-(?!security|location)/.test(name))
}

function setHeader(headers: HeaderPairs, name: string, value: string): HeaderPairs {
  return [...headers.filter(([other]) => other !== name), [name, value]]
}

/**
 * Formats the `Cache-Control` of a response that is in the cache.
 *
 * Browsers do not notice when a tag is invalidated, so they revalidate their copy every time. Shared caches store it only
 * if the route allows that: `s-maxage` (RFC 9111, section 5.2.2.10) and `stale-while-revalidate` (RFC 5861, section 3),
 * which `must-revalidate` would rule out.
 */
function formatCacheControl(rule: CacheRule | undefined): string {
  if (!rule?.shared) return 'public, max-age=0, must-revalidate'
  const stale = rule.swr < 1 ? '' : `, stale-while-revalidate=${Math.floor(rule.swr)}`
  return `public, max-age=0, s-maxage=${Math.floor(rule.maxAge)}${stale}`
}

function withCacheStatus(parts: ResponseParts, cached: CacheUse): ResponseParts {
  return { ...parts, headers: [...parts.headers, ['cache-status', formatStatus(cached)]] }
}

/**
 * Formats the value of the `Cache-Status` header.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9211
 */
function formatStatus(cached: CacheUse): string {
  if (cached.status === 'bypass') return `vial; fwd=bypass; detail="${cached.reason}"`
  if (cached.status === 'miss') return 'vial; fwd=miss; stored'
  return cached.status === 'hit' ? 'vial; hit' : 'vial; hit; detail=stale'
}
