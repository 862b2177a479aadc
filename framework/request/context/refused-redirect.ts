// Warns about a redirect that was refused, because the visitor only sees that the request was wrong.
import type { HttpError } from '../../http/http-error.ts'
import { findRedirectRefusal } from '../../http/redirect.ts'
import { describeRoute } from './reply.ts'
import type { RequestState } from './request-state.ts'

/**
 * Logs why `redirect()` threw an error, and what to do; does nothing for other errors.
 *
 * It names only the origin of the target: the rest may contain secrets, or the text of an attacker.
 */
export function warnAboutRedirect(state: RequestState, error: HttpError): void {
  const refusal = findRedirectRefusal(error)
  if (!refusal) return
  const { incoming, plan, site } = state
  const { why, origin } = refusal
  const place = site.manifest.locate?.(error)
  const what = `${describeRoute(state)}: redirect()${place === undefined ? '' : ` at ${place}`} was refused with 400, because its target`
  const message =
    origin === undefined
      ? `${what} ${why}. Pass a path of this site, such as /notes, ./edit or ?page=2. With { external: true }, an http or https URL is allowed, too.`
      : `${what} leads to ${origin}. To allow other sites, write redirect(url, { external: true }), but never for a URL that a visitor can choose.`
  site.manifest.log.warn(
    { requestId: incoming.requestId, route: plan.id, ...(origin !== undefined && { target: origin }) },
    message,
  )
}
