// Reports an error that no visitor may read: to the log and to the site's onError, once.
import type { ErrorReport } from '../pipeline/manifest.ts'
import type { RequestState } from './request-state.ts'

/**
 * Describes what went wrong during a request.
 *
 * @param files The route files that take part, outermost first
 */
export function createErrorReport(
  { incoming, plan, visitor }: RequestState,
  error: unknown,
  files: readonly string[] = [],
): ErrorReport {
  const session = visitor.session?.session as object | undefined
  return {
    error,
    requestId: incoming.requestId,
    request: incoming.request,
    route: plan.id,
    files,
    session: session && Object.fromEntries(Object.keys(session).map((name) => [name, '•••'])),
  }
}

/** Reports an error. */
export function reportError(state: RequestState, error: unknown, files?: readonly string[]): void {
  state.site.diagnostics.report(createErrorReport(state, error, files), state.ctx)
}
