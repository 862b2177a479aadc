// Reports an unexpected error, once, to the log and to the site's onError.
import { explainBrowserGlobal } from '../../render/explain-browser-global.ts'
import { explainReactError } from '../../render/explain-react.ts'
import type { ErrorReport } from '../pipeline/manifest.ts'
import { explainCommonJs } from './explain-common-js.ts'
import { explainTypeScriptFile } from './explain-typescript.ts'
import type { RequestState } from './request-state.ts'
import { isVisitorGone, logDeparture } from './visitor-left.ts'

/**
 * Describes an error and the request during which it happened.
 *
 * @param files The route files that were involved, outermost first (default: the file of the route)
 */
export function createErrorReport(
  { incoming, plan, site, visitor }: RequestState,
  error: unknown,
  files: readonly string[] = plan.where === undefined ? [] : [plan.where.replace(/^routes\//, '')],
): ErrorReport {
  const explained = explainCommonJs(explainTypeScriptFile(explainReactError(explainBrowserGlobal(error))))
  const session = visitor.session?.session as object | undefined
  return {
    error: site.manifest.review?.explain(incoming.request, explained) ?? explained,
    requestId: incoming.requestId,
    request: incoming.request,
    route: plan.id,
    files,
    middleware: plan.middleware.map(({ where }) => where),
    session: session && Object.fromEntries(Object.keys(session).map((name) => [name, '•••'])),
  }
}

/**
 * Reports an unexpected error to the log and to the site's `onError`.
 *
 * That the visitor has left is not an error: it goes to the log with level debug, and not to `onError`.
 */
export function reportError(state: RequestState, error: unknown, files?: readonly string[]): void {
  if (isVisitorGone(state, error)) logDeparture(state, error)
  else state.site.diagnostics.report(createErrorReport(state, error, files), state.ctx)
}

/**
 * Reports what failed when the response had begun or was over, in the same way.
 *
 * @param message What the log says
 */
export function reportAfterResponse(state: RequestState, error: unknown, message: string): void {
  if (isVisitorGone(state, error)) logDeparture(state, error)
  else state.site.diagnostics.report(createErrorReport(state, error), state.ctx, message)
}
