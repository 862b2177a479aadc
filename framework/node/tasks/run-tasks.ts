// Runs the tasks of a site when they are due.
import type { App, Task } from '../../request/pipeline/server-definition.ts'
import type { Log } from '../../http/log.ts'
import { startCron } from './cron.ts'
import type { SiteTask } from './site-tasks.ts'

/**
 * Claims a run of a task among all processes of a site.
 *
 * @returns A function that releases the claim, or why this process must not run the task: another process has taken this
 * run, or is still running the previous one
 */
export type ClaimTask = (name: string, time: Date) => Promise<(() => Promise<void>) | 'taken' | 'running'>

export interface TaskRunnerOptions {
  readonly app: App
  readonly log: Log
  /** Receives what a task throws, which is logged as well. */
  onError(error: unknown, name: string): void
  /** Without it, every process runs every task. */
  readonly claim?: ClaimTask | undefined
  /** Starts the timer of a pattern (default: by the system's clock). */
  readonly startTimer?: typeof startCron
}

export interface TaskRunner {
  /** Starts no more tasks, aborts the signal of those that run, and waits for them. */
  stop(): Promise<void>
}

/** Runs tasks until it is stopped. Failures are logged, and a run is skipped while the previous one still runs. */
export function runTasks(
  tasks: readonly SiteTask[],
  { app, log, onError, claim, startTimer = startCron }: TaskRunnerOptions,
): TaskRunner {
  const running = new Map<string, Promise<void>>()
  const stopping = new AbortController()
  const timers = tasks.map(({ name, task }) =>
    startTimer(task.cron, task.timeZone ?? 'UTC', (time) => startRun(name, task, time)),
  )
  return {
    async stop() {
      for (const timer of timers) timer.stop()
      stopping.abort()
      await Promise.all(running.values())
    },
  }

  function startRun(name: string, task: Task, time: Date): void {
    if (stopping.signal.aborted) return
    if (running.has(name)) {
      log.warn(
        { task: name, scheduled: time },
        `The task ${name} was skipped: its previous run has not finished.`,
      )
      return
    }
    running.set(
      name,
      attempt(name, task, time).finally(() => running.delete(name)),
    )
  }

  async function attempt(name: string, task: Task, time: Date): Promise<void> {
    let release: (() => Promise<void>) | undefined
    try {
      const claimed = await claim?.(name, time)
      if (claimed === 'taken') return
      if (claimed === 'running') {
        log.warn(
          { task: name, scheduled: time },
          `The task ${name} was skipped: another process is still running it.`,
        )
        return
      }
      release = claimed
    } catch (error) {
      // Skip it: running a task twice may do harm, such as sending every mail twice, and a missed run is made up next time.
      log.error(
        { err: error, task: name, time },
        `The task ${name} was skipped: Redis did not answer, and it decides which process runs a task. Check REDIS_URL.`,
      )
      return
    }
    if (!stopping.signal.aborted) await run(name, task, time)
    await release?.().catch((error) =>
      log.warn(
        { err: error, task: name },
        `The claim of ${name} could not be released and stays until it expires.`,
      ),
    )
  }

  async function run(name: string, task: Task, time: Date): Promise<void> {
    const start = performance.now()
    const sinceStart = (): number => Math.round(performance.now() - start)
    try {
      await task.run(app, { time, signal: stopping.signal })
      const duration = sinceStart()
      log.info({ task: name, scheduled: time, duration }, `The task ${name} finished in ${duration} ms.`)
    } catch (error) {
      log.error(
        { err: error, task: name, scheduled: time, duration: sinceStart() },
        `The task ${name} failed.`,
      )
      onError(error, name)
    }
  }
}
