// Measures the steps of a request, for `Server-Timing` and for traces.
import { isThenable } from '../../http/thenable.ts'
import type { RequestTracer } from '../pipeline/manifest.ts'

/** `inside` is everything that the middleware surrounds. */
export type StepName = 'middleware' | 'inside' | 'handler' | 'loader' | 'render'

export interface RequestSteps {
  /** Runs a step. */
  run<Result>(name: StepName, work: () => Result): Result
  /** Formats what is known so far as a `Server-Timing` header (W3C Server Timing, section 3); durations in milliseconds. */
  format(): string | undefined
}

/** Creates the steps of one request, which begins now. */
export function createSteps(tracer: RequestTracer | undefined, hasTiming: boolean): RequestSteps {
  const start = performance.now()
  const durations = new Map<StepName, number>()
  return {
    run(name, work) {
      const before = performance.now()
      const end = (): void => {
        durations.set(name, (durations.get(name) ?? 0) + performance.now() - before)
      }
      let isPending = false
      try {
        const result = tracer && name !== 'inside' ? tracer.step(name, work) : work()
        isPending = isThenable(result)
        if (isPending) (result as PromiseLike<unknown>).then(end, end)
        return result
      } finally {
        if (!isPending) end()
      }
    },
    format() {
      if (!hasTiming) return undefined
      const parts = []
      for (const [name, duration] of durations) {
        if (name === 'inside') continue
        const own = name === 'middleware' ? duration - (durations.get('inside') ?? 0) : duration
        parts.push(formatPart(name, own))
      }
      parts.push(formatPart('total', performance.now() - start))
      return parts.join(', ')
    },
  }
}

function formatPart(name: string, duration: number): string {
  return `${name};dur=${Math.max(0, Math.round(duration * 100) / 100)}`
}
