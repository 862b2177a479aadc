// Runs work after a response has been sent: ctx.after() and revalidations.
import type { Log } from '../../http/log.ts'
import { withTimeLimit } from '../../http/time-limit.ts'

/** Where work comes from. */
interface WorkSource {
  readonly where: string
  readonly requestId: string
}

export interface BackgroundTasks {
  /**
   * Runs work once a response has been sent. Failures are logged.
   *
   * @param sent Resolves when the response has been sent
   * @param source The route file and the request id, for the log
   */
  add(sent: Promise<void>, work: readonly (() => unknown)[], log: Log, source: WorkSource): void
  /**
   * Resolves when no work is waiting or running.
   *
   * @param timeout The time limit in milliseconds (default: none)
   * @throws Error if it takes longer
   */
  settled(timeout?: number): Promise<void>
}

/** Creates the list of the work that outlives its request. */
export function createBackgroundTasks(): BackgroundTasks {
  const pending = new Set<Promise<void>>()
  return {
    add(sent, work, log, { where, requestId }) {
      for (const step of work) {
        const task = sent
          .then(step)
          .then(
            () => {},
            (error) =>
              log.error({ requestId, err: error }, `${where}: the work passed to ctx.after() failed.`),
          )
          .finally(() => pending.delete(task))
        pending.add(task)
      }
    },
    settled(timeout) {
      if (timeout === undefined) return allDone()
      return withTimeLimit(allDone(), timeout, () => {
        throw new Error(`The work passed to ctx.after() took longer than ${timeout} ms.`)
      })
    },
  }

  async function allDone(): Promise<void> {
    while (pending.size > 0) await Promise.all(pending)
  }
}
