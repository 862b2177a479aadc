// Checks a request before the site's code sees it: host, query, handshake, slash, origin and body size.
import { hasTooManyFields } from '../../http/field-count.ts'
import { isAllowedHost, parseHost } from '../../http/host.ts'
import { HttpError } from '../../http/http-error.ts'
import type { HeaderPairs, ResponseParts } from '../../http/response.ts'
import { type RouteKind, type SlashResult, checkSlash } from '../../routing/canonical-slash.ts'
import { limitBody } from '../context/request-body.ts'
import type { RequestState } from '../context/request-state.ts'
import { assertUpgrade } from '../route/socket-route.ts'
import { assertSameSite } from './cross-site-check.ts'
import type { RunningSite } from './running-site.ts'

/**
 * Finds out whether a request is refused for its host, before its URL is matched.
 *
 * @param origin The origin of the site's links, which a proxy may have set
 */
export function findHostProblem(site: RunningSite, request: Request, origin: string): HttpError | undefined {
  if (isForThisSite(site, request, origin)) return undefined
  return new HttpError(400, 'This server does not answer for that host name.')
}

/**
 * Tells whether a request names a host that this site answers for.
 *
 * @param origin The origin of the site's links, if it is already known
 */
export function isForThisSite(
  { settings, manifest }: RunningSite,
  request: Request,
  origin?: string,
): boolean {
  const { allowedHosts } = settings
  if (!allowedHosts || manifest.isPrerendering) return true
  const hosts = [request.headers.get('host') ?? new URL(request.url).host]
  if (origin !== undefined && manifest.origin === undefined) hosts.push(new URL(origin).host)
  return hosts.every((text) => {
    const host = parseHost(text)
    return host !== undefined && isAllowedHost(host.hostname, allowedHosts)
  })
}

/**
 * Checks a request against its plan.
 *
 * Whether there is a route with this slash and method is checked last, in `answerRoute`: middleware such as `cors()` and
 * guards see every request.
 *
 * @returns A redirect, if that is the answer; a promise if the origin has to be looked up
 * @throws HttpError for a request that is refused, or the failure of a plan that could not be created
 */
export function checkRequest(state: RequestState): ResponseParts | Promise<void> | undefined {
  const { plan, incoming, site } = state
  if (plan.failure) throw plan.failure.cause
  assertQuery(incoming.search, site.settings.limits.fields)
  if (plan.kind !== 'missing' && incoming.isUpgrade) assertUpgrade(state)
  const redirect = plan.kind === 'page' ? findSlashRedirect(state) : undefined
  if (redirect && !runsAroundRedirect(state)) return redirect
  state.reply.redirect = redirect
  // `Request` cannot have these methods (Fetch standard, section 2.2.1), so the site's code never sees them.
  if (forbiddenMethods.has(incoming.method)) assertMethod(state)
  const pending = assertSameSite(state)
  if (pending) return pending.then(() => limitBody(state))
  limitBody(state)
  return undefined
}

const forbiddenMethods: ReadonlySet<string> = new Set(['TRACE', 'TRACK', 'CONNECT'])

/**
 * Checks that there is a route which accepts the method of a request.
 *
 * @throws HttpError 404, or 405 with `Allow` (RFC 9110, section 15.5.6)
 */
export function assertMethod({ incoming, plan }: RequestState): void {
  if (plan.methods.has(incoming.method)) return
  if (plan.kind === 'missing') throw new HttpError(404, 'There is no page at this address.')
  throw new HttpError(405, 'This address does not accept requests of this kind.', {
    headers: { allow: plan.allow },
  })
}

/** Refuses a query whose parameters cost far more to parse than their bytes. */
function assertQuery(search: string, maxFields: number): void {
  if (!hasTooManyFields(search, maxFields)) return
  throw new HttpError(400, `This address has more than ${maxFields} parameters.`)
}

/**
 * Checks that an endpoint is not requested under its other form, with or without a slash.
 *
 * @throws HttpError 404
 */
export function assertSlash(state: RequestState): void {
  if (state.plan.kind === 'endpoint' && findSlash(state, 'endpoint') === 'not-found') throw new HttpError(404)
}

function findSlashRedirect(state: RequestState): ResponseParts | undefined {
  const result = findSlash(state, 'page')
  if (typeof result === 'string') return undefined
  const { incoming, plan } = state
  const headers: HeaderPairs = [['location', result.redirectTo + incoming.search]]
  // Browsers keep this redirect, and must not use it for a page of another origin.
  if (plan.originChecks.length > 0) headers.push(['vary', 'Origin'])
  return { kind: 'data', status: 308, headers, body: null }
}

/**
 * Tells whether middleware runs around a redirect to the canonical URL.
 *
 * It answers preflights, whose redirects browsers do not follow, and allows a page of another origin to follow the redirect
 * (Fetch standard, section 4.3).
 */
function runsAroundRedirect({ incoming, plan }: RequestState): boolean {
  if (plan.middleware.length === 0) return false
  const from = incoming.request.headers.get('origin')
  return from !== null && from !== incoming.origin
}

function findSlash({ incoming, plan, site }: RequestState, kind: RouteKind): SlashResult {
  return checkSlash({
    pathname: incoming.pathname,
    base: site.settings.base,
    kind,
    policy: site.manifest.trailingSlash ?? 'never',
    own: plan.settings.trailingSlash,
  })
}
