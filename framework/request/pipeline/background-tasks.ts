// Runs work after a response has been sent: ctx.after(), revalidations and onError.
import { withTimeLimit } from '../../http/time-limit.ts'

export interface BackgroundTasks {
  /**
   * Runs work once a response has been sent.
   *
   * @param sent Resolves when the response has been sent
   * @param work Handles its own failures
   */
  add(sent: Promise<void>, work: () => Promise<void>): void
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
    add(sent, work) {
      const task = sent.then(work).finally(() => pending.delete(task))
      pending.add(task)
    },
    settled(timeout) {
      if (timeout === undefined) return allDone()
      return withTimeLimit(allDone(), timeout, () => {
        throw new Error(`The work passed to ctx.after(), or onError, took longer than ${timeout} ms.`)
      })
    },
  }

  async function allDone(): Promise<void> {
    while (pending.size > 0) await Promise.all(pending)
  }
}
