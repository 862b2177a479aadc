// ctx.after(): work that goes on when the visitor has the response.
import type { Log } from '../../http/log.ts'

export interface Afterwards {
  /**
   * Runs work once a response has gone out; failures are logged.
   *
   * @param sent Resolves when the response has gone out
   * @param file The route file, for the log
   */
  add(sent: Promise<void>, work: readonly (() => unknown)[], log: Log, file: string): void
  /**
   * Resolves when nothing is waiting or running.
   *
   * @param timeout How long that may take, in milliseconds (default: as long as it takes)
   * @throws Error when it takes longer
   */
  settled(timeout?: number): Promise<void>
}

/** Makes the keeper of work that outlives its request. */
export function createAfterwards(): Afterwards {
  const pending = new Set<Promise<void>>()
  return {
    add(sent, work, log, file) {
      for (const step of work) {
        const task = sent
          .then(step)
          .then(
            () => {},
            (error) => log.error({ err: error }, `${file}: the work of ctx.after() failed.`),
          )
          .finally(() => pending.delete(task))
        pending.add(task)
      }
    },
    async settled(timeout) {
      if (timeout === undefined) return allDone()
      let timer: ReturnType<typeof setTimeout> | undefined
      const late = new Promise<void>((_, reject) => {
        const error = new Error(`Work after responses took longer than ${timeout} ms.`)
        timer = setTimeout(() => reject(error), timeout)
      })
      await Promise.race([allDone(), late]).finally(() => clearTimeout(timer))
    },
  }

  async function allDone(): Promise<void> {
    while (pending.size > 0) await Promise.all(pending)
  }
}
