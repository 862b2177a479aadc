// What a request must pass before the site's own code sees it.
import { limitRequestBody } from '../../http/body-limit.ts'
import type { CanonicalPath } from '../../http/canonical-url.ts'
import { isAllowedHost, parseHost } from '../../http/host.ts'
import { HttpError } from '../../http/http-error.ts'
import { checkCrossSite } from '../../http/origin.ts'
import type { Context } from '../context/context.ts'
import type { Draft } from '../response/response-parts.ts'
import type { Exchange } from '../context/request-state.ts'
import type { TrailingSlash } from './manifest.ts'
import type { RoutePlan } from '../route/route-plan.ts'
import type { RunningSite } from './running-site.ts'

/**
 * Tells whether a request names a host that this site answers for.
 *
 * @param origin The origin that links will have, which a proxy in front may have named
 */
export function isForUs(
  request: Request,
  origin: string | undefined,
  { allowedHosts, manifest }: Pick<RunningSite, 'allowedHosts' | 'manifest'>,
): boolean {
  if (!allowedHosts || manifest.isPrerendering) return true
  const hosts = [request.headers.get('host') ?? new URL(request.url).host]
  if (origin !== undefined && manifest.origin === undefined) hosts.push(new URL(origin).host)
  return hosts.every((text) => {
    const host = parseHost(text)
    return host !== undefined && isAllowedHost(host.hostname, allowedHosts)
  })
}

/**
 * Refuses methods that the route does not take.
 *
 * @throws HttpError 405 with `Allow` (RFC 9110, section 15.5.6)
 */
export function refuseMethod(method: string, plan: RoutePlan): void {
  if (plan.methods.has(method)) return
  throw new HttpError(405, 'This address does not take requests of this kind.', {
    headers: { allow: plan.allow },
  })
}

/**
 * Refuses requests that another site made the visitor's browser send.
 *
 * @throws HttpError 403
 */
export function refuseCrossSite(exchange: Exchange): void {
  const verdict = checkCrossSite(exchange.request.headers, exchange.origin)
  if (verdict.allowed) return
  exchange.log.warn(
    { requestId: exchange.requestId, route: exchange.route, header: verdict.header, value: verdict.value },
    `Refused a request from another site: ${verdict.header} is ${verdict.value}, this site is ${exchange.origin}. Behind a proxy, set ORIGIN.`,
  )
  throw new HttpError(403, 'This request came from another site.')
}

/**
 * Sends a page's visitor to the one form of its URL, with or without a slash at the end.
 *
 * @param policy The site's rule; the page's own wins
 * @throws HttpError 404 for an endpoint with a slash at the end
 */
export function toCanonicalSlash(
  plan: RoutePlan,
  path: CanonicalPath,
  exchange: Exchange,
  policy: TrailingSlash,
  base: string,
): Draft | undefined {
  const forEndpoint = policy === 'always' ? 'ignore' : 'never'
  const wanted = plan.trailingSlash ?? (plan.page ? policy : forEndpoint)
  const isRoot = path.pathname === base || path.pathname === base.slice(0, -1)
  if (wanted === 'ignore' || (isRoot && path.pathname === base)) return undefined
  const withSlash = path.trailingSlash
  if (!isRoot && withSlash === (wanted === 'always')) return undefined
  if (!plan.page) throw new HttpError(404)
  // Segments are never empty here, so the path starts with one slash and the visitor stays on this origin.
  const pathname = withSlash ? path.pathname.slice(0, -1) : `${path.pathname}/`
  return { status: 308, headers: [['location', pathname + exchange.searchText]], body: null }
}

/** Lets nobody read more of the body than the route allows, or else the site. */
export function limitBody(
  { bodyLimit }: RunningSite,
  ctx: Context,
  exchange: Exchange,
  ofRoute: number | undefined,
): void {
  exchange.bodyLimit = ofRoute
  const limited = limitRequestBody(exchange.request, ofRoute ?? bodyLimit, ofRoute === undefined)
  if (limited === exchange.request) return
  exchange.request = limited
  Object.assign(ctx, { request: limited })
}
