// Reports what a part of a streamed page throws after the response has started.
import { isHttpError } from '../../http/http-error.ts'
import { reportError } from '../context/error-report.ts'
import type { RequestState } from '../context/request-state.ts'
import type { PagePlan } from '../route/page-plan.ts'

/**
 * Reports what a part of a page threw after the rest had been sent.
 *
 * @returns The sentence that replaces the part
 */
export function reportLateFailure(state: RequestState, thrown: unknown, page: PagePlan): string {
  const { incoming, plan, site } = state
  const { requestId } = incoming
  const isForVisitors = isHttpError(thrown) && thrown.status < 500
  if (isForVisitors || thrown instanceof Response) {
    const what = isForVisitors ? `an HttpError ${thrown.status}` : 'a Response'
    site.manifest.log.warn(
      { requestId, route: plan.id },
      `${plan.where}: a part of the page threw ${what} after the response had started. Throw it in the loader, or outside <Suspense>.`,
    )
  } else reportError(state, thrown, page.paths)
  return isForVisitors ? thrown.message : `This part could not be loaded. Request id: ${requestId}`
}
