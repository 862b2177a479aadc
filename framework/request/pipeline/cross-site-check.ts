// Refuses unsafe requests and sockets from other sites, unless cors() allows their origin.
import { HttpError } from '../../http/http-error.ts'
import { type CrossSiteVerdict, checkCrossSite, checkSocketOrigin, isSafeMethod } from '../../http/origin.ts'
import type { RequestState } from '../context/request-state.ts'

/**
 * Checks that a request comes from this site's pages (CSRF), or from an origin that its middleware allows.
 *
 * @returns A promise if a middleware has to look up the origin
 * @throws HttpError 403
 */
export function assertSameSite(state: RequestState): Promise<void> | undefined {
  const { incoming, plan } = state
  const { isUpgrade, method } = incoming
  if (!isUpgrade && (isSafeMethod(method) || plan.settings.acceptsCrossSite)) return undefined
  // Without a socket the answer to an upgrade is 404.
  if (isUpgrade && !plan.module.socket) return undefined
  const verdict = findVerdict(state)
  if (verdict.allowed) return undefined
  const from = incoming.request.headers.get('origin')
  if (from === null || plan.originChecks.length === 0) return refuse(state, verdict)
  return isAllowedByMiddleware(state, from).then((allowed) => (allowed ? undefined : refuse(state, verdict)))
}

function findVerdict({ incoming, site }: RequestState): CrossSiteVerdict {
  const { headers } = incoming.request
  return incoming.isUpgrade
    ? checkSocketOrigin(headers, incoming.origin, site.definition.socketOrigins)
    : checkCrossSite(headers, incoming.origin)
}

/** Asks one middleware after the other, the outermost first. */
async function isAllowedByMiddleware({ ctx, plan }: RequestState, origin: string): Promise<boolean> {
  for (const allowsOrigin of plan.originChecks) {
    if ((await allowsOrigin(origin, ctx)) === true) return true
  }
  return false
}

/**
 * Warns if other middleware has refused a preflight before the middleware that decides about origins ran.
 *
 * Browsers send no credentials with a preflight (Fetch standard, section 4.8), so a guard refuses all of them.
 *
 * @param response The one that the middleware returned
 */
export function reportLostPreflight(
  { incoming, plan, site }: RequestState,
  { status, headers }: Response,
): void {
  if (incoming.method !== 'OPTIONS' || status < 400 || plan.originChecks.length === 0) return
  if (!incoming.request.headers.has('access-control-request-method')) return
  // What `cors()` adds to every response.
  if (headers.has('access-control-allow-origin') || /\borigin\b/i.test(headers.get('vary') ?? '')) return
  const { where } = plan.middleware.find(({ run }) => run.allowsOrigin)!
  site.diagnostics.warnOnce(
    `preflight ${where}`,
    plan,
    `${where}: a preflight was answered with ${status} before cors() ran, so browsers do not send the request. Put cors() before the middleware that answered.`,
  )
}

function refuse(
  { incoming, plan, site }: RequestState,
  verdict: CrossSiteVerdict & { allowed: false },
): never {
  const { isUpgrade, origin, requestId } = incoming
  const { header, value } = verdict
  const [what, extra] = isUpgrade ? ['a socket for', ', or add it to socketOrigins'] : ['a request from', '']
  site.manifest.log.warn(
    { requestId, route: plan.id, header, value },
    `Refused ${what} another site: ${header} is ${value}, but this site is ${origin}. Behind a proxy, set ORIGIN. To allow another origin, use cors()${extra}.`,
  )
  throw new HttpError(403, 'This request came from another site.')
}
