// Turns a stored response into an answer.
import type { StoredResponse } from '../../cache/cache-store.ts'
import { shareHeaders } from '../../http/header-line.ts'
import { type Answer, type HeaderPairs, toResponse } from '../../http/response.ts'
import type { RequestState } from '../context/request-state.ts'

/** Turns a stored response into an answer, as if the route had just returned it. */
export function replayResponse({ ctx, plan, reply, site }: RequestState, stored: StoredResponse): Answer {
  for (const [name, value] of stored.changes) {
    if (value === null) ctx.headers.delete(name)
    else ctx.headers.set(name, value)
  }
  const { kind, headers, nonce, personalCacheControl, template } = stored
  const body = stored.body as string | Uint8Array<ArrayBuffer>
  if (!shared.has(stored)) {
    shared.add(stored)
    shareHeaders(headers as HeaderPairs)
  }
  const parts = { kind, status: 200, headers, body, personalCacheControl, template }
  if (stored.isResponse) return toResponse(parts)
  if (nonce !== undefined) reply.nonce = nonce
  if (plan.page) reply.styleHashes = site.pageFiles.styleHashesOf(plan.page)
  return parts
}

/** The stored responses whose headers have been formatted. */
const shared = new WeakSet<StoredResponse>()
