// Tells whether an error only means that the visitor has left, which is not reported.
import { isMarkedDeparture } from '../../http/departure.ts'
import type { RequestState } from './request-state.ts'

/**
 * Tells whether a request failed because its visitor has left: the connection was reset, the body was cut off, or work that
 * depends on `ctx.signal` was aborted.
 *
 * An abort while the visitor is still there is an error of the site, and so is any other error after the visitor has left.
 */
export function isVisitorGone({ incoming, lifetime }: RequestState, error: unknown): boolean {
  const own = lifetime.controller?.signal
  const { signal } = incoming.request
  if (!own?.aborted && !signal.aborted) return false
  return isCausedBy(error, (cause) => cause === signal.reason || isAbort(cause))
}

/** Tells whether the visitor of a request has left. */
export function hasVisitorLeft({ incoming }: RequestState): boolean {
  return incoming.request.signal.aborted
}

/** Tells whether an error only means that some visitor has left, without knowing the request. */
export function isDeparture(error: unknown): boolean {
  return isCausedBy(error, isMarkedDeparture)
}

/** Logs, with level debug, what failed because the visitor has left. */
export function logDeparture({ incoming, plan, site }: RequestState, error: unknown): void {
  const { requestId, method } = incoming
  const fields = { err: error, requestId, method, route: plan.id }
  site.manifest.log.debug(fields, 'The visitor left before the response was complete.')
}

/**
 * Tells whether a test is true for an error or one of its causes.
 *
 * `Promise.any()` fails with the errors of everything that it waited for, which must then all pass the test.
 */
function isCausedBy(error: unknown, test: (cause: Partial<AggregateError>) => boolean): boolean {
  return listCauses(error).some((cause: Partial<AggregateError>) => {
    if (test(cause)) return true
    const { errors } = cause
    return Array.isArray(errors) && errors.length > 0 && errors.every((one) => listCauses(one).some(test))
  })
}

/** Lists an error and its causes: Node puts the reason of the abort into `cause`, and libraries wrap errors. */
function listCauses(error: unknown): object[] {
  const causes: object[] = []
  for (let cause = error; typeof cause === 'object' && cause !== null && causes.length < maxCauses; ) {
    causes.push(cause)
    cause = (cause as Partial<Error>).cause
  }
  return causes
}

/** Bounds the work for causes that form a circle. */
const maxCauses = 8

function isAbort({ name, code }: Partial<Error> & { code?: unknown }): boolean {
  return name === 'AbortError' || brokenConnection.has(code)
}

/** How Node says that the connection of a request broke while its body was read. */
const brokenConnection: ReadonlySet<unknown> = new Set(['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'])
