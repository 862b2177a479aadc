// Adds the headers of a cached response, such as ETag and Age, and answers 304 if the browser already has it.
import { addToVary, isPersonal } from '../../cache/cacheability.ts'
import { isFresh } from '../../http/etag.ts'
import type { ResponseParts } from '../../http/response.ts'
import type { CacheUse } from '../context/reply.ts'
import type { RequestState } from '../context/request-state.ts'

/**
 * Completes the response of a route with `config.cache`.
 *
 * A response that middleware changed or made personal is no longer the stored one, and gets none of these headers.
 */
export function addCacheHeaders(state: RequestState, parts: ResponseParts): ResponseParts {
  const { incoming, reply, site } = state
  const { cached } = reply
  if (!cached) return parts
  const headers = new Map(parts.headers)
  if (site.manifest.showsCacheStatus) headers.set('cache-status', formatStatus(cached))
  const { stored } = cached
  const isStored =
    stored !== undefined &&
    parts.status === 200 &&
    parts.body === stored.body &&
    !isPersonal(state.visitor) &&
    !reply.isNonceUsed &&
    !headers.has('set-cookie')
  if (!isStored) return site.manifest.showsCacheStatus ? withCacheStatus(parts, cached) : parts

  const etag = headers.get('etag') ?? stored.etag
  headers.set('etag', etag)
  // Browsers do not notice when a tag is invalidated, so they must revalidate their copy every time.
  if (!headers.has('cache-control')) headers.set('cache-control', 'public, max-age=0, must-revalidate')
  if (stored.vary.length > 0) headers.set('vary', addToVary(headers.get('vary'), stored.vary))
  if (cached.status !== 'miss' && !headers.has('age')) headers.set('age', String(Math.floor(cached.age)))
  if (!isFresh(incoming.request.headers, etag, undefined)) return { ...parts, headers: [...headers] }
  const allowed = [...headers].filter(([name]) => !/^content-(?!security|location)/.test(name))
  return { ...parts, status: 304, statusText: undefined, headers: allowed, body: null }
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
