// Decides which worker runs a task.
import type { TaskTurn } from './process-link.ts'

export interface TaskTurns<Worker> {
  /** @param time When the run is due (milliseconds since 1970) */
  claim(worker: Worker, name: string, time: number): TaskTurn
  release(worker: Worker, name: string): void
  /** Releases what a worker was running when it ended. */
  releaseAll(worker: Worker): void
}

/** Creates the turns: the first worker that asks runs the task, unless its previous run has not ended. */
export function createTaskTurns<Worker>(): TaskTurns<Worker> {
  const lastTimes = new Map<string, number>()
  const runners = new Map<string, Worker>()
  return {
    claim(worker, name, time) {
      if (time <= (lastTimes.get(name) ?? Number.NEGATIVE_INFINITY)) return 'taken'
      lastTimes.set(name, time)
      if (runners.has(name)) return 'running'
      runners.set(name, worker)
      return 'run'
    },
    release,
    releaseAll(worker) {
      for (const name of runners.keys()) release(worker, name)
    },
  }

  function release(worker: Worker, name: string): void {
    if (runners.get(name) === worker) runners.delete(name)
  }
}
