// Keeps a number of workers running: starts them, replaces those that die, and replaces all for a new version.
import cluster, { type Worker } from 'node:cluster'
import type { ProcessLog } from '../log/log.ts'
import { type ProcessLink, createLink } from './process-link.ts'
import { workerVariable } from './supervisor-link.ts'

/** A worker that has been started. */
export interface PoolWorker {
  /** `undefined` if the system could not start a process. */
  readonly pid: number | undefined
  readonly link: ProcessLink
  /** Whether it is listening. */
  isReady(): boolean
}

export interface WorkerPoolOptions {
  readonly count: number
  readonly log: ProcessLog
  /** How long a worker may take to stop before it is killed, in milliseconds. */
  readonly stopTimeout: number
  /** Called for every new worker, before it runs. */
  onStart(worker: PoolWorker): void
  onEnd(worker: PoolWorker): void
  /** Called when no worker runs, and none can be started. */
  onGiveUp(reason: string): void
}

export interface WorkerPool {
  workers(): readonly PoolWorker[]
  /**
   * Starts the workers: the first one alone, because the others would only repeat its error.
   *
   * @returns The port; `undefined` if the first worker could not start
   */
  start(): Promise<number | undefined>
  /** Replaces the workers one by one. The site is served all the time. */
  reload(): Promise<void>
  /** Stops all workers as SIGTERM does. Resolves to whether all of them finished their work. */
  stop(): Promise<boolean>
  kill(): void
}

interface Entry extends PoolWorker {
  readonly worker: Worker
  readonly ended: Promise<Exit>
  /** Resolves to the port; rejects if the worker ends before it is ready. */
  readonly ready: Promise<number>
  /** Whether it has been asked to stop. */
  isLeaving: boolean
}

interface Exit {
  readonly code: number | null
  readonly signal: string | null
}

/** How many workers in a row may end while they start, with no other worker running. */
const maxFailures = 5
/** The wait after the first worker that could not start, which doubles with each further one, in milliseconds. */
const firstDelay = 200
const maxDelay = 10_000

export function createWorkerPool(options: WorkerPoolOptions): WorkerPool {
  const { count, log } = options
  const entries = new Set<Entry>()
  let failures = 0
  let isStopping = false
  let reloading: Promise<void> | undefined
  let isReloadDue = false

  return {
    workers: () => [...entries],
    async start() {
      try {
        const port = await startWorker().ready
        for (let index = 1; index < count; index++) startUntilReady()
        return port
      } catch {
        return undefined
      }
    },
    reload() {
      isReloadDue = true
      reloading ??= reloadWhileDue().finally(() => {
        reloading = undefined
      })
      return reloading
    },
    async stop() {
      isStopping = true
      const results = await Promise.all([...entries].map(stopWorker))
      return results.every(Boolean)
    },
    kill() {
      isStopping = true
      for (const { worker } of entries) worker.process.kill('SIGKILL')
    },
  }

  function startWorker(): Entry {
    const worker = cluster.fork({ [workerVariable]: '1' })
    const link = createLink(worker.process)
    let isReady = false
    const ended = waitForExit(worker)
    const ready = new Promise<number>((resolve, reject) => {
      link.receive('ready', ({ port }) => {
        isReady = true
        failures = 0
        resolve(port)
      })
      ended.then(({ code }) => reject(new Error(`The worker ended with ${code}.`)))
    })
    ready.catch(() => {})
    const entry: Entry = {
      pid: worker.process.pid,
      link,
      isReady: () => isReady,
      worker,
      ended,
      ready,
      isLeaving: false,
    }
    entries.add(entry)
    options.onStart(entry)
    ended.then(({ code, signal }) => {
      entries.delete(entry)
      link.end()
      options.onEnd(entry)
      if (!isReady || entry.isLeaving || isStopping) return
      log.error({ worker: entry.pid, code, signal }, 'A worker ended. Another one takes its place.')
      startUntilReady()
    })
    return entry
  }

  /** Starts a worker, and waits longer and longer while it cannot start. */
  async function startUntilReady(): Promise<void> {
    while (!isStopping) {
      const entry = startWorker()
      try {
        await entry.ready
        return
      } catch {
        if (isStopping) return
        failures++
        if (failures >= maxFailures && ![...entries].some(({ isReady }) => isReady())) {
          isStopping = true
          options.onGiveUp(`${failures} workers in a row ended before they were ready.`)
          return
        }
        const delay = Math.min(maxDelay, firstDelay * 2 ** (failures - 1))
        log.error({ worker: entry.pid }, `A worker could not start. The next attempt is in ${delay} ms.`)
        await new Promise((resolve) => setTimeout(resolve, delay))
      }
    }
  }

  async function reloadWhileDue(): Promise<void> {
    while (isReloadDue && !isStopping) {
      isReloadDue = false
      log.info({}, 'Replacing the workers one by one.')
      if (await replaceAll()) log.info({}, 'All workers have been replaced.')
    }
  }

  async function replaceAll(): Promise<boolean> {
    for (const old of [...entries]) {
      if (isStopping) return false
      // One that has ended in the meantime was replaced then.
      if (!entries.has(old)) continue
      const successor = startWorker()
      try {
        await successor.ready
      } catch {
        if (!isStopping) {
          log.error(
            { worker: successor.pid },
            'The new worker could not start. The others keep running the version that they have.',
          )
        }
        return false
      }
      await stopWorker(old)
    }
    return !isStopping
  }

  /** Resolves to whether the worker has finished its work. */
  async function stopWorker(entry: Entry): Promise<boolean> {
    entry.isLeaving = true
    // Before a worker is ready, it has no work to finish.
    const hasWork = entry.isReady()
    if (hasWork) entry.link.tell('stop', undefined)
    else entry.worker.process.kill('SIGTERM')
    const timer = setTimeout(() => {
      log.error({ worker: entry.pid }, 'A worker did not stop in time and is killed.')
      entry.worker.process.kill('SIGKILL')
    }, options.stopTimeout)
    const { code } = await entry.ended
    clearTimeout(timer)
    return !hasWork || code === 0
  }
}

function waitForExit(worker: Worker): Promise<Exit> {
  return new Promise((resolve) => {
    worker.once('exit', (code, signal) => resolve({ code, signal }))
    // When there are too many processes, for example, none has been started.
    worker.on('error', () => {
      if (worker.process.pid === undefined) resolve({ code: null, signal: null })
    })
  })
}
