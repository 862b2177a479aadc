// Completes the response, as the last step of a request: saves the session and sets the final headers.
import { addToVary, isPersonal, toPrivate } from '../../cache/cacheability.ts'
import {
  type Answer,
  type HeaderPairs,
  type ResponseParts,
  readParts,
  toResponse,
} from '../../http/response.ts'
import { andThen } from '../../http/thenable.ts'
import { pathBelowBase } from '../../routing/base-path.ts'
import { addCacheHeaders } from '../caching/cache-headers.ts'
import { describeRoute } from '../context/reply.ts'
import type { RequestState } from '../context/request-state.ts'
import { commitCookies } from '../context/session.ts'
import { watchBody } from './broken-body.ts'
import { compressResponse } from './compress-response.ts'
import { cspName } from './document-headers.ts'
import { revealRedirect, withholdFlashes } from './navigation.ts'
import { pageOnlyHeaders } from './page-only-headers.ts'

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

/** Merges the headers of a response from the framework: everything that the site sets overrides them. */
function mergePartsHeaders(state: RequestState, parts: ResponseParts): HeaderPairs {
  const { incoming, plan, reply, visitor } = state
  const isPlain =
    !reply.headers && plan.settings.headers.size === 0 && !reply.isNonceUsed && !isPersonal(visitor)
  if (isPlain) {
    return [...parts.headers, ...findDefaults(state, parts), ['x-request-id', incoming.requestId]]
  }
  const { cookies, own: merged } = splitCookies(parts.headers)
  setSiteHeaders(state, merged, findDefaults(state, parts))
  keepNoncePrivate(state, merged)
  return [...merged, ...cookies, ...setCookiesOf(reply.headers)]
}

/** Merges the headers of a `Response` that the site's code has made or seen: its own headers win. */
function mergeResponseHeaders(state: RequestState, parts: ResponseParts): HeaderPairs {
  const { reply, site, visitor } = state
  const { cookies, own } = splitCookies(parts.headers)
  // A policy that the site's code changed is sent as it is. Ours is computed again: it may need a nonce by now, and the
  // site's headers may replace it.
  const hasOurPolicy = reply.visiblePolicy !== undefined && own.get(cspName) === reply.visiblePolicy
  if (hasOurPolicy) own.delete(cspName)
  const merged = new Map<string, string>()
  setSiteHeaders(state, merged, hasOurPolicy ? site.headers.documents.of(reply) : site.headers.defaults)
  const vary = own.get('vary')
  for (const [name, value] of own) merged.set(name, value)
  if (isPersonal(visitor)) {
    if (vary !== undefined) merged.set('vary', addToVary(vary, ['Cookie']))
    const { personalCacheControl } = parts
    if (personalCacheControl !== undefined) merged.set('cache-control', personalCacheControl)
  }
  // Without a content type browsers would have to guess, which `nosniff` forbids.
  if (parts.body !== null && !merged.has('content-type')) {
    merged.set('content-type', 'application/octet-stream')
  }
  keepNoncePrivate(state, merged)
  const location = addBase(parts, site.settings.base)
  if (location !== undefined) merged.set('location', location)
  return [...merged, ...cookies, ...setCookiesOf(reply.headers)]
}

/** Separates the `Set-Cookie` lines, the only header that may occur several times. */
function splitCookies(headers: HeaderPairs): { cookies: HeaderPairs; own: Map<string, string> } {
  const own = new Map<string, string>()
  const cookies: HeaderPairs = []
  for (const pair of headers) {
    if (pair[0] === 'set-cookie') cookies.push(pair)
    else own.set(pair[0], pair[1])
  }
  return { cookies, own }
}

function findDefaults({ reply, site }: RequestState, { kind }: ResponseParts): HeaderPairs {
  return kind === 'page' ? site.headers.documents.of(reply) : site.headers.defaults
}

/** Sets the defaults, `config.headers` and `ctx.headers`, and makes a personal response private. */
function setSiteHeaders(state: RequestState, merged: Map<string, string>, defaults: HeaderPairs): void {
  const { incoming, plan, reply, visitor } = state
  const isForOneVisitor = isPersonal(visitor)
  for (const [name, value] of defaults) merged.set(name, value)
  merged.set('x-request-id', incoming.requestId)
  if (isForOneVisitor) merged.set('cache-control', 'private, no-store')
  for (const [name, value] of plan.settings.headers) {
    if (reply.isReplacement && pageOnlyHeaders.has(name)) continue
    // On a cached route and around personal parts, `config.headers` applies only to the shared response.
    if (name === 'cache-control' && (reply.cached || reply.filled) && isForOneVisitor) continue
    merged.set(name, value)
  }
  for (const [name, value] of reply.headers ?? []) if (name !== 'set-cookie') merged.set(name, value)
  if (!isForOneVisitor) return
  merged.set('vary', addToVary(merged.get('vary'), ['Cookie']))
  if (merged.get('cache-control') === 'no-store') merged.set('cache-control', 'private, no-store')
}

/** Keeps a response with a nonce out of shared caches, where an attacker could read the nonce. */
function keepNoncePrivate(state: RequestState, merged: Map<string, string>): void {
  if (!state.reply.isNonceUsed) return
  const cacheControl = merged.get('cache-control')
  const privately = toPrivate(cacheControl)
  if (cacheControl !== undefined && cacheControl !== privately) {
    state.site.headers.documents.warnAboutNonce(state, cacheControl)
  }
  merged.set('cache-control', privately)
}

function setCookiesOf(headers: Headers | undefined): HeaderPairs {
  return headers?.getSetCookie().map((line) => ['set-cookie', line]) ?? []
}

/** Adds the base to a redirect inside the site, unless its target already has it. */
function addBase({ target }: ResponseParts, base: string): string | undefined {
  if (target === undefined) return undefined
  const path = target.slice(0, target.search(/[?#]|$/))
  return pathBelowBase(path, base) === undefined ? base.slice(0, -1) + target : undefined
}

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
