import { describe, expect, it } from 'vitest'
import type { App, Task } from '../../request/pipeline/server-definition.ts'
import { type ClaimTask, type TaskRunner, runTasks } from './run-tasks.ts'

describe('runTasks()', () => {
  it('runs a task with the app and the scheduled time, and logs it', async () => {
    const seen: unknown[] = []
    const site = startTask({ run: (app, { time }) => seen.push(app, time) })

    await site.ring('2026-11-22T03:00:00Z')

    expect(seen).toEqual([site.app, new Date('2026-11-22T03:00:00Z')])
    expect(site.log).toEqual([
      {
        level: 'info',
        task: 'tidy',
        message: expect.stringMatching(/^The task tidy finished in \d+ ms\.$/),
      },
    ])
  })

  it('logs and passes on a failure with the name of the task, and runs it the next time', async () => {
    let runs = 0
    const site = startTask({
      run() {
        runs++
        throw new Error('no disk')
      },
    })

    await site.ring('2026-11-22T03:00:00Z')
    await site.ring('2026-11-23T03:00:00Z')

    expect(runs).toBe(2)
    expect(site.log[0]).toMatchObject({
      level: 'error',
      message: 'The task tidy failed.',
      err: new Error('no disk'),
    })
    expect(site.errors).toEqual([
      [new Error('no disk'), 'tidy'],
      [new Error('no disk'), 'tidy'],
    ])
  })

  it('skips a run while the previous one has not finished', async () => {
    let resolve = (): void => {}
    const promise = new Promise<void>((settle) => {
      resolve = settle
    })
    let runs = 0
    const site = startTask({
      run() {
        runs++
        return promise
      },
    })

    const first = site.ring('2026-11-22T03:00:00Z')
    await site.ring('2026-11-22T03:01:00Z')
    expect(runs).toBe(1)
    expect(site.log).toMatchObject([
      { level: 'warn', message: 'The task tidy was skipped: its previous run has not finished.' },
    ])
    await first
    resolve()
    await nextTurn()
    await site.ring('2026-11-22T03:02:00Z')
    expect(runs).toBe(2)
  })

  it('aborts the signal of running tasks when it stops, waits for them, and starts no more', async () => {
    const events: string[] = []
    const site = startTask({
      async run(_, { signal }) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        events.push('ended')
      },
    })

    await site.ring('2026-11-22T03:00:00Z')
    await site.runner.stop()
    events.push('stopped')
    await site.ring('2026-11-22T03:01:00Z')

    expect(events).toEqual(['ended', 'stopped'])
    expect(site.isTimerStopped()).toBe(true)
  })

  it.each([
    ['another process has claimed it', async () => 'taken' as const, []],
    [
      'another process is still running it',
      async () => 'running' as const,
      ['The task tidy was skipped: another process is still running it.'],
    ],
    [
      'Redis does not answer',
      () => Promise.reject(new Error('away')),
      [
        'The task tidy was skipped: Redis did not answer, and it decides which process runs a task. Check REDIS_URL.',
      ],
    ],
  ])('skips a run when %s', async (_, claim, messages) => {
    let runs = 0
    const site = startTask({ run: () => runs++ }, claim)

    await site.ring('2026-11-22T03:00:00Z')

    expect(runs).toBe(0)
    expect(site.log.map(({ message }) => message)).toEqual(messages)
  })

  it('releases a claim when the run has ended, even after a failure', async () => {
    let released = 0
    const site = startTask(
      {
        run() {
          throw new Error('no disk')
        },
      },
      async () => async () => void released++,
    )

    await site.ring('2026-11-22T03:00:00Z')

    expect(released).toBe(1)
  })
})

function startTask(task: Omit<Task, 'cron'>, claim?: ClaimTask) {
  const log: Record<string, unknown>[] = []
  const write = (level: string) => (fields: object, message: string) => {
    const { err, task: name } = fields as { err?: unknown; task?: unknown }
    log.push({ level, task: name, message, ...(err !== undefined && { err }) })
  }
  const errors: unknown[][] = []
  const app = {} as App
  let ringTimer: (time: Date) => void = () => {}
  let stopped = false
  const runner: TaskRunner = runTasks(
    [{ name: 'tidy', origin: 'routes/_server', task: { cron: '0 3 * * *', ...task } }],
    {
      app,
      log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
      onError: (...failure) => errors.push(failure),
      claim,
      startTimer(_pattern, _zone, ring) {
        ringTimer = ring
        return {
          stop() {
            stopped = true
          },
        }
      },
    },
  )
  return {
    app,
    log,
    errors,
    runner,
    isTimerStopped: () => stopped,
    async ring(time: string) {
      ringTimer(new Date(time))
      // Work that does not wait for anything is done by the next turn of the event loop.
      await nextTurn()
    },
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
