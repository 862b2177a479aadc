// Remembers where the site's code reads what belongs to the visitor, for messages about routes that all visitors share.
import { describeRoute } from './reply.ts'
import type { RequestState } from './request-state.ts'

/**
 * Keeps the place of the first such read.
 *
 * It costs a stack trace, so it does nothing on other routes, and after the author was warned about this one.
 */
export function keepReadLocation(state: RequestState): void {
  const { plan, site, visitor } = state
  const { cache, prerender } = plan.settings
  const { locate, prerendered } = site.manifest
  if (!(cache || (prerender && !prerendered)) || visitor.readAt || visitor.hasParts) return
  if (locate && !site.diagnostics.warned.has(warningKey(state))) visitor.readAt = new Error()
}

/** Identifies the warning about a route in this version of the code: a change may uncover another read. */
export function warningKey(state: RequestState): string {
  return `${state.site.manifest.codeVersion?.() ?? ''}${describeRoute(state)}`
}

/** Formats that place: ` at routes/_layout.tsx:5`, or nothing if it is not known. */
export function formatReadLocation({ site, visitor }: RequestState): string {
  const place = visitor.readAt && site.manifest.locate?.(visitor.readAt)
  return place === undefined ? '' : ` at ${place}`
}
