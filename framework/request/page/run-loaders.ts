// Runs the loaders of a page and of its layouts, all at the same time.
import { isHttpError } from '../../http/http-error.ts'
import { attempt, isThenable } from '../../http/thenable.ts'
import type { RequestState } from '../context/request-state.ts'
import { locateFailure } from '../route/failure.ts'
import type { PagePlan } from '../route/page-plan.ts'

/** What a page waits for, to say which loader takes too long. */
export interface LoaderProgress {
  /** The levels whose loaders have not settled; `undefined` once all of them have. */
  waiting: Set<number> | undefined
}

/** Calls all loaders at once and waits for all of them. The outermost failure or response wins. */
export function runLoaders(
  { ctx }: RequestState,
  { levels }: PagePlan,
  progress: LoaderProgress,
): readonly unknown[] | Response | Promise<readonly unknown[] | Response> {
  const results = levels.map(({ loader }) => loader && attempt(() => loader(ctx)))
  if (!results.some(isThenable)) return toData(results, (result) => result)
  watchProgress(results, progress)
  return Promise.allSettled(results).then((settled) => {
    progress.waiting = undefined
    return toData(settled, (outcome, level) => {
      if (outcome.status === 'rejected') throw locateFailure(outcome.reason, { level })
      return outcome.value
    })
  })
}

/** Keeps the levels whose loaders have not settled. */
function watchProgress(results: readonly unknown[], progress: LoaderProgress): void {
  const waiting = new Set<number>()
  progress.waiting = waiting
  for (const [level, result] of results.entries()) {
    if (!isThenable(result)) continue
    waiting.add(level)
    const settle = (): void => void waiting.delete(level)
    result.then(settle, settle)
  }
}

/**
 * Lists what the loaders returned, or returns the outermost response.
 *
 * @param read Returns the value of one result, or throws
 */
function toData<Result>(
  results: readonly Result[],
  read: (result: Result, level: number) => unknown,
): readonly unknown[] | Response {
  const data: unknown[] = []
  for (const [level, result] of results.entries()) {
    const value = read(result, level)
    if (value instanceof Response) return value
    // Returning an error means the same as throwing it: a guard must not fail open because of one word.
    if (isHttpError(value)) throw locateFailure(value, { level })
    data.push(value)
  }
  return data
}
