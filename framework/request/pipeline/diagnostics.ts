// Reports errors to the log and to the site's `onError`, and warns about routes.
import { splitTarget } from '../../http/canonical-url.ts'
import type { Context } from '../context/context.ts'
import { isDeparture } from '../context/visitor-left.ts'
import type { RoutePlan } from '../route/route-plan.ts'
import type { BackgroundTasks } from './background-tasks.ts'
import type { ErrorReport, Manifest, RequestTracer } from './manifest.ts'
import type { ErrorPlace, ServerDefinition } from './server-definition.ts'

export interface Diagnostics {
  /**
   * Logs an unexpected error of a request and passes it to the site's `onError`, once.
   *
   * @param message What the log says (default: the message of the error). With it, the request is already over
   */
  report(report: ErrorReport, ctx: Context, message?: string): void
  /**
   * Passes an error that belongs to no request, and is logged elsewhere, to the site's `onError`.
   *
   * @returns Whether it is an error; false if it only means that a visitor has left
   */
  passOn(error: unknown, place: ErrorPlace): boolean
  /** Logs a warning about a route, unless one with the same key was logged before. */
  warnOnce(key: string, route: Pick<RoutePlan, 'id' | 'where'>, message: string): void
  /** Tells whether a warning with this key was logged. */
  hasWarned(key: string): boolean
}

interface DiagnosticsOptions {
  readonly definition: ServerDefinition<Context>
  readonly tracer: RequestTracer | undefined
  readonly background: BackgroundTasks
}

/** Creates the reports of a site. */
export function createDiagnostics(
  { log }: Manifest,
  { definition, tracer, background }: DiagnosticsOptions,
): Diagnostics {
  const warned = new Set<string>()
  return {
    report(report, ctx, message) {
      const { error, requestId, request, route } = report
      // Without the query, which may hold tokens and personal data.
      const path = splitTarget(request.url).pathname
      const traceId = tracer?.traceId(request)
      if (message === undefined) tracer?.fail(request, error)
      const fields = {
        err: error,
        requestId,
        method: request.method,
        path,
        route,
        ...(traceId && { traceId }),
      }
      log.error(fields, message ?? (error instanceof Error ? error.message : String(error)))
      callOnError(error, ctx, { route, requestId })
    },
    passOn(error, place) {
      if (isDeparture(error)) return false
      callOnError(error, undefined, place)
      return true
    },
    warnOnce(key, { id, where }, message) {
      if (!warned.has(key)) log.warn({ route: id, file: where }, message)
      warned.add(key)
    },
    hasWarned: (key) => warned.has(key),
  }

  /** Calls `onError` after the current step; what it throws is logged. */
  function callOnError(error: unknown, ctx: Context | undefined, place: ErrorPlace): void {
    if (!definition.onError) return
    background.add(Promise.resolve(), async () => {
      try {
        await definition.onError?.(error, ctx, place)
      } catch (failure) {
        log.error({ err: failure, requestId: place.requestId }, 'routes/_server: onError failed.')
      }
    })
  }
}
