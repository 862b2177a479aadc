// Runs the tasks of a site when their time comes.
import type { App, Task } from '../request/pipeline/server-definition.ts'
import type { Log } from '../http/log.ts'
import { startCron } from './cron.ts'
import type { SiteTask } from './site-tasks.ts'

/**
 * Asks all processes of a site which of them runs a task.
 *
 * @returns What ends the claim, or why it is not this one: another has it, or has not finished the last run
 */
export type ClaimTask = (name: string, time: Date) => Promise<(() => Promise<void>) | 'taken' | 'running'>

export interface TaskRunnerOptions {
  readonly app: App
  readonly log: Log
  /** Without it every process runs every task. */
  readonly claim?: ClaimTask | undefined
  /** Waits for the times of a pattern (default: by the clock). */
  readonly startTimer?: typeof startCron
}

export interface TaskRunner {
  /** Starts nothing any more, tells those that run, and waits for them. */
  stop(): Promise<void>
}

/** Runs tasks until it is stopped; one that fails is logged, and one that still runs is passed over. */
export function runTasks(
  tasks: readonly SiteTask[],
  { app, log, claim, startTimer = startCron }: TaskRunnerOptions,
): TaskRunner {
  const running = new Map<string, Promise<void>>()
  const stopping = new AbortController()
  const timers = tasks.map(({ name, task }) =>
    startTimer(task.cron, task.timeZone ?? 'UTC', (time) => ring(name, task, time)),
  )
  return {
    async stop() {
      for (const timer of timers) timer.stop()
      stopping.abort()
      await Promise.all(running.values())
    },
  }

  function ring(name: string, task: Task, time: Date): void {
    if (stopping.signal.aborted) return
    if (running.has(name)) {
      log.warn({ task: name, time }, `The task ${name} was passed over: its last run has not ended.`)
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
        log.warn({ task: name, time }, `The task ${name} was passed over: another process still runs it.`)
        return
      }
      release = claimed
    } catch (error) {
      // Twice may do harm, such as two letters to everybody; once too few is made up for by the next time.
      log.error(
        { err: error, task: name, time },
        `The task ${name} was passed over: Redis cannot be asked who runs it.`,
      )
      return
    }
    if (!stopping.signal.aborted) await run(name, task, time)
    await release?.().catch((error) =>
      log.warn({ err: error, task: name }, `The claim of ${name} stays until it ends.`),
    )
  }

  async function run(name: string, task: Task, time: Date): Promise<void> {
    const start = performance.now()
    const sinceStart = (): number => Math.round(performance.now() - start)
    try {
      await task.run(app, { time, signal: stopping.signal })
      const duration = sinceStart()
      log.info({ task: name, time, duration }, `The task ${name} is done after ${duration} ms.`)
    } catch (error) {
      log.error({ err: error, task: name, time, duration: sinceStart() }, `The task ${name} failed.`)
    }
  }
}
