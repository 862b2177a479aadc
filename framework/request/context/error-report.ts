// Reports an unexpected error, once, to the log and to the site's onError.
import { explainReactError } from '../../render/explain-react.ts'
import type { ErrorReport } from '../pipeline/manifest.ts'
import type { RequestState } from './request-state.ts'
import { isVisitorGone, logDeparture } from './visitor-left.ts'

/**
 * Describes an error and the request during which it happened.
 *
 * @param files The route files that were involved, outermost first
 */
export function createErrorReport(
  { incoming, plan, visitor }: RequestState,
  error: unknown,
  files: readonly string[] = [],
): ErrorReport {
  const session = visitor.session?.session as object | undefined
  return {
    error: explainReactError(error),
    requestId: incoming.requestId,
    request: incoming.request,
    route: plan.id,
    files,
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
