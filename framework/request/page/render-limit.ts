// Limits how long a page may take.
import { withTimeLimit } from '../../http/time-limit.ts'
import type { RequestState } from '../context/request-state.ts'

/**
 * Settles like the work of a page, or fails after `renderTimeout`: a promise that never settles would otherwise keep the
 * visitor, and everything that the request holds, for ever.
 *
 * Work that is done at once costs nothing. The build may take any time to render a page.
 *
 * @param createError Creates what is thrown; the limit is in seconds
 * @param least The limit is at least as long as this, in milliseconds
 */
export function limitRendering<Result>(
  { site }: RequestState,
  work: Result | Promise<Result>,
  createError: (limit: number) => unknown,
  least = 0,
): Result | Promise<Result> {
  const { renderTimeout } = site.settings
  if (!(work instanceof Promise) || renderTimeout === 0 || site.manifest.isPrerendering) return work
  const limit = Math.max(renderTimeout, least)
  return withTimeLimit(work, limit, () => {
    throw createError(limit / 1000)
  })
}

/** Explains the limit in the log. */
export function explainTimeout(what: string, limit: number): Error {
  return new Error(
    `${what} took longer than ${limit} s. Make it faster, or increase renderTimeout in routes/_server.`,
  )
}
