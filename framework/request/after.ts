// ctx.after(): work that goes on when the visitor has the response.
import type { Log } from './log.ts'

export interface Afterwards {
  /** Starts the work; failures are logged. */
  run(work: readonly (() => unknown)[], log: Log, file: string): void
  /** Resolves when nothing is running. */
  settled(): Promise<void>
}

/** Makes the keeper of work that outlives its request. */
export function createAfterwards(): Afterwards {
  const running = new Set<Promise<void>>()
  return {
    run(work, log, file) {
      for (const step of work) {
        const task = Promise.resolve()
          .then(step)
          .then(
            () => {},
            (error) => log.error({ err: error }, `${file}: the work of ctx.after() failed.`),
          )
          .finally(() => running.delete(task))
        running.add(task)
      }
    },
    async settled() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
