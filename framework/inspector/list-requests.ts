// Shortens recorded requests for the list, and filters what a search finds.
import type { RecordedRequest } from './inspector-source.ts'
import type { ListedRequest } from './request-list.ts'

/** Selects what the list shows of a request. */
export function toListed(request: RecordedRequest): ListedRequest {
  const { id, method, target, time, status, duration, isAborted, facts } = request
  return {
    id,
    method,
    target,
    time: formatTime(time),
    status,
    duration,
    route: facts?.route ?? '',
    session: facts?.session ?? '',
    cache: facts?.cache ?? '',
    isAborted,
  }
}

/** Formats the time of day, as the terminal of the dev server shows it. */
export function formatTime(time: number): string {
  return new Date(time).toLocaleTimeString('en-GB')
}

/** Tells whether one of several texts contains all words of a search, in upper or lower case. */
export function fits(query: string, ...texts: readonly (string | undefined)[]): boolean {
  const text = texts.join('\n').toLowerCase()
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}
