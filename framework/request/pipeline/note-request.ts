// Notes what a request turned out to be, for its line in the log and its trace.
import type { RequestNotes } from './manifest.ts'
import type { RunningSite } from './running-site.ts'

/** Notes what is known about a request. */
export function noteRequest(
  { manifest, tracer }: RunningSite,
  request: Request,
  { kind, route, requestId }: Partial<Omit<RequestNotes, 'traceId'>>,
): void {
  if (tracer && route) tracer.route(request, route)
  const notes = manifest.recordOf?.(request)
  if (!notes) return
  notes.traceId = tracer?.traceId(request)
  notes.kind = kind
  notes.route = route
  notes.requestId = requestId
}
