// Work that goes on after a response: ctx.after() and revalidations.
import type { Log } from '../../http/log.ts'
import { withTimeLimit } from '../../http/time-limit.ts'

export interface BackgroundTasks {
  /**
   * Runs work once a response has been sent; failures are logged.
   *
   * @param sent Resolves when the response has been sent
   * @param where The route file, for the log
   */
  add(sent: Promise<void>, work: readonly (() => unknown)[], log: Log, where: string): void
  /**
   * Resolves when nothing is waiting or running.
   *
   * @param timeout How long that may take, in milliseconds (default: as long as it takes)
   * @throws Error when it takes longer
   */
  settled(timeout?: number): Promise<void>
}

/** Creates the list of work that outlives its request. */
export function createBackgroundTasks(): BackgroundTasks {
  const pending = new Set<Promise<void>>()
  return {
    add(sent, work, log, where) {
      for (const step of work) {
        const task = sent
          .then(step)
          .then(
            () => {},
            (error) => log.error({ err: error }, `${where}: the work of ctx.after() failed.`),
          )
          .finally(() => pending.delete(task))
        pending.add(task)
      }
    },
    settled(timeout) {
      if (timeout === undefined) return allDone()
      return withTimeLimit(allDone(), timeout, () => {
        throw new Error(`Work after responses took longer than ${timeout} ms.`)
      })
    },
  }

  async function allDone(): Promise<void> {
    while (pending.size > 0) await Promise.all(pending)
  }
}
