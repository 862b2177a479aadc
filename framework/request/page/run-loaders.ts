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
  if (!results.some(isThenable)) return pickResponse(results)
  watchProgress(results, progress)
  return Promise.allSettled(results).then((settled) => {
    progress.waiting = undefined
    for (const [level, outcome] of settled.entries()) {
      if (outcome.status === 'rejected') throw locateFailure(outcome.reason, { level })
      if (isHttpError(outcome.value)) throw locateFailure(outcome.value, { level })
      if (outcome.value instanceof Response) return outcome.value
    }
    return settled.map((outcome) => (outcome as PromiseFulfilledResult<unknown>).value)
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

function pickResponse(data: readonly unknown[]): readonly unknown[] | Response {
  for (const [level, value] of data.entries()) {
    if (value instanceof Response) return value
    // Returning an error means the same as throwing it: a guard must not fail open because of one word.
    if (isHttpError(value)) throw locateFailure(value, { level })
  }
  return data
}
