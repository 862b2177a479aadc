// Remembers where the site's code reads what belongs to the visitor, for messages about routes that all visitors share.
import { describeRoute } from './reply.ts'
import type { RequestState } from './request-state.ts'

/**
 * Keeps the place of the first read of its kind.
 *
 * It costs a stack trace, so it does nothing on other routes, and after the author was warned about this one.
 *
 * @param read What happened, as messages say it: `the session was read`
 */
export function keepReadLocation(state: RequestState, read: string): void {
  const { plan, site, visitor } = state
  const { cache, prerender } = plan.settings
  const { locate, prerendered } = site.manifest
  if (!(cache || (prerender && !prerendered)) || visitor.readAt?.has(read) || visitor.hasParts) return
  if (!locate || site.diagnostics.hasWarned(warningKey(state))) return
  visitor.readAt ??= new Map()
  visitor.readAt.set(read, new Error())
}

/** Identifies the warning about a route in this version of the code: a change may uncover another read. */
export function warningKey(state: RequestState): string {
  return `${state.site.manifest.codeVersion?.() ?? ''}${describeRoute(state)}`
}

/** Finds that place, such as `routes/_layout.tsx:5`. */
export function findReadLocation({ site, visitor }: RequestState, read: string): string | undefined {
  const error = visitor.readAt?.get(read)
  return error && site.manifest.locate?.(error)
}

/** Formats that place: ` at routes/_layout.tsx:5`, or nothing if it is not known. */
export function formatReadLocation(state: RequestState, read: string): string {
  const place = findReadLocation(state, read)
  return place === undefined ? '' : ` at ${place}`
}

/** Says that a request header was read. */
export function headerRead(name: string): string {
  return `the request header ${name} was read`
}
