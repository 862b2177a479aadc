// Turns a stored response into an answer.
import type { StoredResponse } from '../../cache/cache-store.ts'
import { isAscii } from '../../http/ascii.ts'
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
  const ascii = prepare(stored)
  const parts = { kind, status: 200, headers, body, personalCacheControl, template, ascii }
  if (stored.isResponse) return toResponse(parts)
  if (nonce !== undefined) reply.nonce = nonce
  if (plan.page) reply.styleHashes = site.pageFiles.styleHashesOf(plan.page)
  return parts
}

/**
 * Does what need not be done again for every visitor: formats the headers of a stored response, and looks at its text.
 *
 * @returns The body if it is ASCII
 */
function prepare(stored: StoredResponse): string | undefined {
  if (prepared.has(stored)) return prepared.get(stored)
  const { body, headers } = stored
  shareHeaders(headers as HeaderPairs)
  const ascii = typeof body === 'string' && isAscii(body) ? body : undefined
  prepared.set(stored, ascii)
  return ascii
}

/** The prepared responses, and their bodies if these are ASCII. */
const prepared = new WeakMap<StoredResponse, string | undefined>()
