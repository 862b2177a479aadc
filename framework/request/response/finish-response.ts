// The last step: saves the session and gives the response its headers, once.
import { appRedirectTarget } from '../../http/redirect.ts'
import { type HeaderPairs, copyResponse, createResponse, plainBodyOf } from '../../http/response.ts'
import { type DocumentHeaders, cspName } from './document-headers.ts'
import { type Draft, isDocument, isDraft, toResponse } from './response-parts.ts'
import type { Exchange } from '../context/request-state.ts'
import { commitCookies } from '../context/session.ts'
import { refuseToShow, showRedirect } from './prefetch.ts'

type Pair = HeaderPairs[number]

/** Headers of every response, unless `_server.ts`, the route or the response says otherwise. */
export const defaultHeaders: HeaderPairs = [
  ['x-content-type-options', 'nosniff'],
  ['referrer-policy', 'strict-origin-when-cross-origin'],
  ['x-frame-options', 'SAMEORIGIN'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
]

/** What responses are completed with. */
export interface ResponseSettings {
  /** Headers of every response of this site. */
  readonly defaultHeaders: HeaderPairs
  /** Those of documents, defaults included. */
  readonly documentHeaders: DocumentHeaders
  /** The site's base path, put before redirects inside the site. */
  readonly base: string
}

/**
 * Completes a response.
 *
 * The response's own headers win over `ctx.headers`, which win over `config.headers`, which win over the defaults;
 * `Set-Cookie` lines add up.
 */
export function finishResponse(
  exchange: Exchange,
  answer: Draft | Response,
  settings: ResponseSettings,
): Response | Promise<Response> {
  const refusal = refuseToShow(exchange, answer)
  if (refusal) return finishResponse(exchange, refusal, settings)
  const cookies = commitCookies(exchange)
  return cookies instanceof Promise
    ? cookies.then((lines) => complete(exchange, answer, lines, settings))
    : complete(exchange, answer, cookies, settings)
}

/**
 * Makes the response that middleware sees.
 *
 * Our pages have their policy already, so that one made from it (`new Response(page.body, page)`) has it, too.
 */
export function toVisibleResponse(
  exchange: Exchange,
  answer: Draft | Response,
  { documentHeaders }: ResponseSettings,
): Response {
  if (!isDraft(answer) || !isDocument(answer)) return toResponse(answer)
  const policy = documentHeaders.of(exchange).find(([name]) => name === cspName)
  exchange.seenPolicy = policy?.[1]
  return toResponse(policy ? { ...answer, headers: [...answer.headers, policy] } : answer)
}

function complete(
  exchange: Exchange,
  answer: Draft | Response,
  cookies: readonly string[],
  settings: ResponseSettings,
): Response {
  const response = isDraft(answer)
    ? finishDraft(exchange, answer, cookies, settings)
    : finishForeign(exchange, answer, cookies, settings)
  exchange.sent = true
  if (response.status >= 300 && response.status < 400) return showRedirect(exchange, response)
  return exchange.request.method === 'HEAD' ? withoutBody(response, answer) : response
}

function finishDraft(
  exchange: Exchange,
  draft: Draft,
  cookies: readonly string[],
  { defaultHeaders: ofAll, documentHeaders }: ResponseSettings,
): Response {
  if (!Number.isInteger(draft.status) || draft.status < 200 || draft.status > 599) {
    throw new Error(`${exchange.file}: ctx.status is ${draft.status}. Set a whole number from 200 to 599.`)
  }
  const isPage = isDocument(draft)
  const defaults = isPage ? documentHeaders.of(exchange) : ofAll
  const isPlain =
    !exchange.headers && !exchange.routeHeaders && !isPersonal(exchange) && !exchange.isNonceUsed
  const pairs = isPlain
    ? [...draft.headers, ...defaults, ['x-request-id', exchange.requestId] satisfies Pair]
    : mergePairs(exchange, draft, defaults)
  if (isPage && exchange.isNonceUsed) keepPrivate(exchange, pairs, documentHeaders)
  for (const cookie of cookies) pairs.push(['set-cookie', cookie])
  return createResponse(draft.body, draft.status, pairs)
}

function mergePairs(exchange: Exchange, draft: Draft, defaults: readonly Pair[]): Pair[] {
  const merged = new Map<string, string>([...draft.headers, ...defaults])
  merged.set('x-request-id', exchange.requestId)
  if (isPersonal(exchange)) merged.set('cache-control', 'private, no-store')
  // On a cached route `config.headers` speaks of what is for all.
  const isException = exchange.cached !== undefined && isPersonal(exchange)
  for (const [name, value] of Object.entries(exchange.routeHeaders ?? {})) {
    const key = name.toLowerCase()
    if (key !== 'cache-control' || !isException) merged.set(key, value)
  }
  for (const [name, value] of exchange.headers ?? []) {
    if (name !== 'set-cookie') merged.set(name, value)
  }
  if (isPersonal(exchange)) {
    merged.set('vary', addToVary(merged.get('vary')))
    if (merged.get('cache-control') === 'no-store') merged.set('cache-control', 'private, no-store')
  }
  const pairs: Pair[] = [...merged]
  for (const cookie of exchange.headers?.getSetCookie() ?? []) pairs.push(['set-cookie', cookie])
  return pairs
}

/**
 * Completes a `Response` that the site's own code made.
 *
 * A copy, because the same one may be given to many visitors: `const toLogin = redirect('/login')`.
 */
function finishForeign(
  exchange: Exchange,
  original: Response,
  cookies: readonly string[],
  { defaultHeaders, documentHeaders, base }: ResponseSettings,
): Response {
  const given: Pair[] = [...original.headers]
  // Our page, whose policy nobody has touched: it still may get a nonce, or make way for one of the site's own.
  const isPage = given.some(([name, value]) => name === cspName && value === exchange.seenPolicy)
  const pairs = isPage ? given.filter(([name]) => name !== cspName) : given
  const defaults = isPage ? documentHeaders.of(exchange) : defaultHeaders
  const own = new Map(pairs)
  for (const [name, value] of mergePairs(exchange, noDraft, defaults)) {
    if (name === 'set-cookie' || !own.has(name)) pairs.push([name, value])
    else if (name === 'vary' && isPersonal(exchange)) setPair(pairs, name, addToVary(own.get(name)))
  }
  for (const cookie of cookies) pairs.push(['set-cookie', cookie])
  const { fileCaching } = exchange
  if (fileCaching && isPersonal(exchange) && own.get('cache-control') === fileCaching.shared) {
    setPair(pairs, 'cache-control', fileCaching.personal)
  }
  const type = pairs.find(([name]) => name === 'content-type')?.[1]
  // Without a type browsers would guess, and `nosniff` forbids them to.
  if (type === undefined && original.body !== null) pairs.push(['content-type', 'application/octet-stream'])
  if (exchange.isNonceUsed && type?.startsWith('text/html')) keepPrivate(exchange, pairs, documentHeaders)
  const target = appRedirectTarget(original)
  if (target !== undefined && base !== '/' && !isInside(target, base)) {
    setPair(pairs, 'location', base.slice(0, -1) + target)
  }
  return copyResponse(original, pairs)
}

const noDraft: Draft = { status: 200, headers: [], body: null }

/** A nonce that a cache gives to many is one that an attacker can read. */
function keepPrivate(exchange: Exchange, pairs: Pair[], documentHeaders: DocumentHeaders): void {
  const name = 'cache-control'
  const said = pairs.find(([other]) => other === name)?.[1]
  if (said === undefined) pairs.push([name, 'private, no-store'])
  else setPair(pairs, name, documentHeaders.toPrivate(exchange, said))
}

function setPair(pairs: Pair[], name: string, value: string): void {
  const index = pairs.findIndex(([other]) => other === name)
  pairs[index] = [name, value]
}

function isInside(path: string, base: string): boolean {
  return path === base.slice(0, -1) || path.startsWith(base)
}

/** Whether the response is for this visitor only. */
function isPersonal(exchange: Exchange): boolean {
  return exchange.sessionSlot !== undefined || exchange.cookieJar !== undefined
}

function addToVary(vary: string | undefined): string {
  if (!vary) return 'Cookie'
  return /(^|,)\s*(cookie|\*)\s*(,|$)/i.test(vary) ? vary : `${vary}, Cookie`
}

function withoutBody(response: Response, answer: Draft | Response): Response {
  const pairs: Pair[] = [...response.headers]
  const body = isDraft(answer) ? answer.body : plainBodyOf(answer)
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) {
    // Nobody will read it: let go of files and streams.
    response.body?.cancel().catch(() => {})
  } else if (!response.headers.has('content-length')) {
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
    pairs.push(['content-length', String(bytes.byteLength)])
  }
  return createResponse(null, response.status, pairs)
}
