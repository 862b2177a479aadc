// Completes the response, as the last step of a request: saves the session and sets the final headers.
import { type Answer, type ResponseParts, readParts, toResponse } from '../../http/response.ts'
import { andThen } from '../../http/thenable.ts'
import { addCacheHeaders } from '../caching/cache-headers.ts'
import { describeRoute } from '../context/reply.ts'
import type { RequestState } from '../context/request-state.ts'
import { commitCookies } from '../context/session.ts'
import { watchBody } from './broken-body.ts'
import { compressResponse } from './compress-response.ts'
import { mergePartsHeaders, mergeResponseHeaders } from './merge-headers.ts'
import { revealRedirect, withholdFlashes } from './navigation.ts'

/**
 * Completes a response.
 *
 * The headers of a `Response` win over `ctx.headers`, which win over `config.headers`, which win over the defaults;
 * `Set-Cookie` lines add up.
 *
 * @throws Error for a status or a session that cannot be sent
 */
export function finishResponse(state: RequestState, answer: Answer): Response | Promise<Response> {
  const shown = withholdFlashes(state, answer) ?? answer
  return andThen(commitCookies(state), (cookies) => completeResponse(state, shown, cookies))
}

function completeResponse(
  state: RequestState,
  answer: Answer,
  cookies: readonly string[],
): Response | Promise<Response> {
  const isResponse = answer instanceof Response
  const parts = isResponse ? readParts(answer) : answer
  assertStatus(state, parts)
  if (isResponse) assertUnread(state, parts, answer)
  const headers = isResponse ? mergeResponseHeaders(state, parts) : mergePartsHeaders(state, parts)
  for (const cookie of cookies) headers.push(['set-cookie', cookie])
  const timing = state.steps?.format()
  if (timing !== undefined) headers.push(['server-timing', timing])
  const complete = revealRedirect(state, addCacheHeaders(state, { ...parts, headers }))
  return andThen(compressResponse(state, complete), (sent) => {
    const response = toResponse(state.incoming.method === 'HEAD' ? withoutBody(sent) : sent)
    watchBody(state, response, sent.body)
    // Last: until here an error page can still take its place.
    state.reply.isSent = true
    return response
  })
}

function assertStatus(state: RequestState, { kind, status }: ResponseParts): void {
  if (Number.isInteger(status) && status >= 200 && status <= 599) return
  const where = describeRoute(state)
  // No other Response has a status outside of this range.
  if (kind === 'foreign') {
    throw new Error(
      `${where}: the response is Response.error(), which cannot be sent. Throw an error instead.`,
    )
  }
  throw new Error(`${where}: ctx.status is ${status}. Set a whole number from 200 to 599.`)
}

function assertUnread(state: RequestState, { body }: ResponseParts, response: Response): void {
  if (!(body instanceof ReadableStream) || !(body.locked || response.bodyUsed)) return
  throw new Error(
    `${describeRoute(state)}: the body of the response has been read already. Read response.clone() instead, and create a Response for every request.`,
  )
}

/** Makes the response to GET the one to HEAD: without its body, but with the length of the body if that is known. */
function withoutBody(parts: ResponseParts): ResponseParts {
  const { body, headers } = parts
  const hasLength = headers.some(([name]) => name === 'content-length')
  if (body === null) {
    // The length of a compressed file is not known.
    const isWithoutLength = !hasLength && !headers.some(([name]) => name === 'content-encoding')
    const isEmpty = isWithoutLength && parts.status !== 204 && parts.status !== 304
    return isEmpty ? { ...parts, headers: [...headers, ['content-length', '0']] } : parts
  }
  // The length of a stream is unknown, and GET does not name it either.
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) {
    // Close the file or stream, because it will not be read.
    if (body instanceof ReadableStream) body.cancel().catch(() => {})
    return { ...parts, body: null }
  }
  if (hasLength) return { ...parts, body: null }
  const { byteLength } = typeof body === 'string' ? new TextEncoder().encode(body) : body
  return { ...parts, headers: [...headers, ['content-length', String(byteLength)]], body: null }
}
