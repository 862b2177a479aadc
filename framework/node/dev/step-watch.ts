// Warns in development about middleware and handlers that do not answer: nothing else would say what a request waits for.
import { AsyncLocalStorage } from 'node:async_hooks'
import { isThenable } from '../../http/thenable.ts'

/** Knows which steps of a request have not ended. */
export interface StepWatch {
  /** Runs everything that a request does. */
  run<Result>(request: Request, work: () => Result): Result
  /** Remembers the pattern of the request that is running. */
  route(id: string): void
  /**
   * Runs a step of the request.
   *
   * @param name `handler`, `loader`, `render`, or where a middleware comes from, such as `routes/_middleware.ts`
   */
  step<Result>(name: string, work: () => Result): Result
}

interface WatchedRequest {
  /** The steps that have not ended, outermost first. */
  readonly steps: string[]
  route: string
}

/**
 * Creates a watch, which warns once about each middleware and handler.
 *
 * It does not end the request: a handler may wait, for example for the next message of a long poll.
 *
 * @param limit How long a request may take, in milliseconds (default: 10 seconds, as for loaders)
 */
export function createStepWatch(warn: (message: string) => void, limit = 10_000): StepWatch {
  const current = new AsyncLocalStorage<WatchedRequest>()
  const reported = new Set<string>()
  return {
    run(request, work) {
      const watched: WatchedRequest = { steps: [], route: '' }
      const timer = setTimeout(() => report(request, watched), limit)
      timer.unref()
      return withEnd(
        () => current.run(watched, work),
        () => clearTimeout(timer),
      )
    },
    route(id) {
      const watched = current.getStore()
      if (watched) watched.route = id
    },
    step(name, work) {
      const steps = current.getStore()?.steps
      if (!steps) return work()
      steps.push(name)
      return withEnd(work, () => steps.splice(steps.lastIndexOf(name), 1))
    },
  }

  function report({ method, url }: Request, { steps, route }: WatchedRequest): void {
    const name = steps.at(-1)
    // `renderTimeout` ends loaders and components, and names them.
    if (name === undefined || name === 'loader' || name === 'render') return
    const where = name === 'handler' ? `The handler of ${route}` : name
    if (reported.has(where)) return
    reported.add(where)
    warn(
      `${where} has not answered ${method} ${new URL(url).pathname} for ${limit / 1000} s. If it is not meant to wait, look for a promise that never settles.`,
    )
  }
}

/** Does some work, and calls a function when it has ended: at once, or when its promise settles. */
export function withEnd<Result>(work: () => Result, end: () => void): Result {
  let isPending = false
  try {
    const result = work()
    isPending = isThenable(result)
    if (isPending) (result as PromiseLike<unknown>).then(end, end)
    return result
  } finally {
    if (!isPending) end()
  }
}
