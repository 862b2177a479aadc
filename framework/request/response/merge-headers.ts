// Merges the headers of a response: those of the response, of `ctx.headers`, of `config.headers` and the defaults.
import { addToVary, isPersonal, toPrivate } from '../../cache/cacheability.ts'
import { shareHeaders } from '../../http/header-line.ts'
import type { HeaderPair, HeaderPairs, ResponseParts } from '../../http/response.ts'
import { pathBelowBase } from '../../routing/base-path.ts'
import { describeRoute } from '../context/reply.ts'
import type { RequestState } from '../context/request-state.ts'
import { cspName } from './document-headers.ts'
import { describesReplaced } from './page-only-headers.ts'

/** Merges the headers of a response from the framework: everything that the site sets overrides them. */
export function mergePartsHeaders(state: RequestState, parts: ResponseParts): HeaderPairs {
  const { incoming, plan, reply, visitor } = state
  const defaults = findDefaults(state, parts)
  // Most responses override no default: their headers need no table.
  if (!reply.headers && plan.settings.headers.size === 0 && !reply.isNonceUsed) {
    const added = isPersonal(visitor) ? toPersonal(defaults) : defaults
    if (added === defaults || !parts.headers.some(([name]) => hasHeader(added, name)))
      return [...parts.headers, ...added, ['x-request-id', incoming.requestId]]
  }
  const { cookies, own: merged } = splitCookies(parts.headers)
  setSiteHeaders(state, merged, defaults)
  keepNoncePrivate(state, merged)
  return [...merged.values(), ...cookies, ...setCookiesOf(reply.headers)]
}

/** Merges the headers of a `Response` that the site's code has made or seen: its own headers win. */
export function mergeResponseHeaders(state: RequestState, parts: ResponseParts): HeaderPairs {
  const { reply, site, visitor } = state
  const { cookies, own } = splitCookies(parts.headers)
  // A policy that the site's code changed is sent as it is. Ours is computed again: it may need a nonce by now, and the
  // site's headers may replace it.
  const hasOurPolicy = reply.visiblePolicy !== undefined && own.get(cspName)?.[1] === reply.visiblePolicy
  if (hasOurPolicy) own.delete(cspName)
  const merged: HeaderTable = new Map()
  setSiteHeaders(state, merged, hasOurPolicy ? site.headers.ofDocument(reply) : site.headers.defaults)
  const vary = own.get('vary')?.[1]
  for (const pair of own.values()) setHeader(merged, pair)
  if (isPersonal(visitor)) {
    if (vary !== undefined) setHeader(merged, ['vary', addToVary(vary, ['Cookie'])])
    const { personalCacheControl } = parts
    if (personalCacheControl !== undefined) setHeader(merged, ['cache-control', personalCacheControl])
  }
  // Without a content type browsers would have to guess, which `nosniff` forbids.
  if (parts.body !== null && !merged.has('content-type')) {
    setHeader(merged, ['content-type', 'application/octet-stream'])
  }
  keepNoncePrivate(state, merged)
  const location = addBase(parts, site.settings.base)
  if (location !== undefined) setHeader(merged, ['location', location])
  return [...merged.values(), ...cookies, ...setCookiesOf(reply.headers)]
}

/** Makes the default headers of a site those of a personal response. They are the same for all requests, so only once. */
function toPersonal(defaults: HeaderPairs): HeaderPairs {
  const known = personalDefaults.get(defaults)
  if (known) return known
  const merged: HeaderTable = new Map(defaults.map((pair) => [pair[0], pair]))
  merged.delete('x-request-id')
  setHeader(merged, unstored)
  varyByCookie(merged)
  const headers = shareHeaders([...merged.values()])
  personalDefaults.set(defaults, headers)
  return headers
}

const personalDefaults = new WeakMap<HeaderPairs, HeaderPairs>()

function hasHeader(headers: HeaderPairs, name: string): boolean {
  return headers.some(([other]) => other === name)
}

/** Headers by name. They stay pairs, so that those that many responses share keep their formatted lines. */
type HeaderTable = Map<string, HeaderPair>

function setHeader(headers: HeaderTable, pair: HeaderPair): void {
  headers.set(pair[0], pair)
}

/** Separates the `Set-Cookie` lines, the only header that may occur several times. */
function splitCookies(headers: HeaderPairs): { cookies: HeaderPairs; own: HeaderTable } {
  const own: HeaderTable = new Map()
  const cookies: HeaderPairs = []
  for (const pair of headers) {
    if (pair[0] === 'set-cookie') cookies.push(pair)
    else setHeader(own, pair)
  }
  return { cookies, own }
}

function findDefaults({ reply, site }: RequestState, { kind }: ResponseParts): HeaderPairs {
  return kind === 'page' ? site.headers.ofDocument(reply) : site.headers.defaults
}

/** Sets the defaults, `config.headers` and `ctx.headers`, and makes a personal response private. */
function setSiteHeaders(state: RequestState, merged: HeaderTable, defaults: HeaderPairs): void {
  const { incoming, plan, reply, visitor } = state
  const isForOneVisitor = isPersonal(visitor)
  for (const pair of defaults) setHeader(merged, pair)
  setHeader(merged, ['x-request-id', incoming.requestId])
  if (isForOneVisitor) setHeader(merged, unstored)
  for (const pair of plan.settings.headers) {
    const [name] = pair
    if (describesReplaced(reply, name)) continue
    // On a cached route and around personal parts, `config.headers` applies only to the shared response.
    if (name === 'cache-control' && (reply.cached || reply.filled) && isForOneVisitor) continue
    setHeader(merged, pair)
  }
  for (const pair of reply.headers ?? []) if (pair[0] !== 'set-cookie') setHeader(merged, pair)
  if (!isForOneVisitor) return
  varyByCookie(merged)
  if (merged.get('cache-control')?.[1] === 'no-store') setHeader(merged, unstored)
}

function varyByCookie(merged: HeaderTable): void {
  const vary = merged.get('vary')?.[1]
  setHeader(merged, vary === undefined ? variedByCookie : ['vary', addToVary(vary, ['Cookie'])])
}

/** What most personal responses need, formatted once. */
const [unstored, variedByCookie] = shareHeaders([
  ['cache-control', 'private, no-store'],
  ['vary', 'Cookie'],
]) as [HeaderPair, HeaderPair]

/** Keeps a response with a nonce out of shared caches, where an attacker could read the nonce. */
function keepNoncePrivate(state: RequestState, merged: HeaderTable): void {
  if (!state.reply.isNonceUsed) return
  const cacheControl = merged.get('cache-control')?.[1]
  const privately = toPrivate(cacheControl)
  if (cacheControl !== undefined && cacheControl !== privately) warnAboutNonce(state, cacheControl)
  setHeader(merged, ['cache-control', privately])
}

/** Warns the author, once per route, that a shared `Cache-Control` becomes private because of a nonce. */
function warnAboutNonce(state: RequestState, cacheControl: string): void {
  if (!/\b(public|s-maxage|max-age)\b/i.test(cacheControl)) return
  const where = describeRoute(state)
  state.site.diagnostics.warnOnce(
    `the nonce ${where}`,
    state.plan,
    `${where}: a page with a nonce is for one visitor, so "${cacheControl}" is sent as private. Set it to private, or move the inline script to a file.`,
  )
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
