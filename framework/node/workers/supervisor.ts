// Runs a site in several worker processes that share its port.
import cluster from 'node:cluster'
import { realpathSync } from 'node:fs'
import { join, relative } from 'node:path'
import rateLimiters from 'rate-limiter-flexible/lib/RateLimiterCluster.js'
import { withTimeLimit } from '../../http/time-limit.ts'
import { watchHangUp } from './hang-up.ts'
import type { ProcessLog } from '../log/log.ts'
import type { Settings } from '../settings.ts'
import { toUrl } from '../listener/site-url.ts'
import { createReleaseList } from './release-list.ts'
import { createTaskTurns } from './task-turns.ts'
import { type WorkerOperations, serveWorkerOperations } from './worker-operations.ts'
import { type PoolWorker, type WorkerPool, createWorkerPool } from './worker-pool.ts'

/** How long a worker may take to learn of an invalidated tag, or of the files of a new release, in milliseconds. */
const learnTimeout = 1000
/** How many messages may wait for a worker before those of rooms are dropped: a late message is worse than none. */
const maxWaiting = 10_000
/** After the time limit, a worker needs a moment for the last steps of its stop, in milliseconds. */
const lastMoment = 5000

export interface SupervisorOptions {
  readonly settings: Settings
  readonly log: ProcessLog
  readonly count: number
}

/**
 * Starts the workers and keeps them running until a signal ends the site.
 *
 * SIGHUP replaces them one by one with what is then in the folder of the build.
 *
 * @throws Error that says what to do when OPERATIONS_PORT is not available
 */
export async function supervise({ settings, log, count }: SupervisorOptions): Promise<void> {
  // Workers accept from the same queue of the system. With Node's default, this process would accept every connection and
  // pass it on: a worker that dies takes those with it that are on their way, and short connections cost twice as much.
  cluster.schedulingPolicy = cluster.SCHED_NONE
  cluster.setupPrimary(findProgram())
  // Rate limits of all workers are counted here.
  new rateLimiters.RateLimiterClusterMaster()
  let operations: WorkerOperations | undefined
  const { onStart, onEnd } = connectWorkers(() => pool.workers(), log)
  const pool = createWorkerPool({
    count,
    log,
    stopTimeout: settings.shutdownTimeout + lastMoment,
    onStart(worker) {
      onStart(worker)
      worker.link.receive('counted', (metrics) => operations?.note(worker, metrics))
    },
    onEnd(worker) {
      onEnd(worker)
      operations?.keep(worker)
    },
    onGiveUp(reason) {
      log.fatal({}, `${reason} The server stops. Their errors are above.`)
      process.exit(1)
    },
  })
  const isStopping = listenToSignals(pool, log)
  if (settings.operations) {
    const { host } = settings.operations
    const opened = await serveWorkerOperations(settings.operations, () => pool.workers())
    log.info({ host, port: opened.port }, 'Health checks and metrics are served.')
    operations = opened
  }
  const port = await pool.start()
  if (isStopping()) return
  if (port === undefined) {
    log.fatal({}, 'The first worker could not start. The server stops.')
    process.exit(1)
  }
  const { host } = settings
  log.info({ host, port, workers: count }, `Listening on ${toUrl(host, port)} with ${count} workers`)
}

/**
 * Finds the script as it was named: a link on its way, such as `current`, may lead to another release for the next worker.
 *
 * The shell remembers such a name of the working directory in `PWD`, while Node only sees the real one.
 */
function findProgram(): { exec: string; cwd: string } {
  const directory = process.cwd()
  const script = process.argv[1]!
  const { PWD: named } = process.env
  const cwd = named !== undefined && isSameFolder(named, directory) ? named : directory
  const path = relative(directory, script)
  return { exec: path.startsWith('..') ? script : join(cwd, path), cwd }
}

function isSameFolder(one: string, other: string): boolean {
  try {
    return realpathSync(one) === other
  } catch {
    return false
  }
}

/** Answers what workers tell and ask. */
function connectWorkers(
  listWorkers: () => readonly PoolWorker[],
  log: ProcessLog,
): { onStart(worker: PoolWorker): void; onEnd(worker: PoolWorker): void } {
  const turns = createTaskTurns<PoolWorker>()
  const slow = new WeakSet<PoolWorker>()
  const releases = createReleaseList()
  return {
    onStart(worker) {
      const listOthers = (): PoolWorker[] => listWorkers().filter((other) => other !== worker)
      worker.link.receive('claim', ({ name, time }) => turns.claim(worker, name, time))
      worker.link.receive('release', (name) => turns.release(worker, name))
      worker.link.receive('room', (text) => {
        for (const other of listOthers()) sendToRoom(other, text)
      })
      worker.link.receive('invalidate', async (tag) => {
        await tellAll(listOthers(), 'invalidate', tag)
      })
      worker.link.receive('files', async (folder) => {
        await tellAll(listOthers(), 'otherFiles', folder)
        return releases.add(folder)
      })
    },
    onEnd: turns.releaseAll,
  }

  function sendToRoom(worker: PoolWorker, text: string): void {
    if (worker.link.countWaiting() < maxWaiting) {
      worker.link.tell('room', text)
      return
    }
    if (!slow.has(worker)) {
      const message = 'A worker does not take the messages of rooms fast enough and misses some.'
      log.warn({ worker: worker.pid }, message)
    }
    slow.add(worker)
  }
}

/** Resolves when all workers know, or when one takes too long. */
async function tellAll(
  workers: readonly PoolWorker[],
  name: 'invalidate' | 'otherFiles',
  data: string,
): Promise<void> {
  const told = workers.map(async ({ link, isReady }) => {
    // A worker that is starting answers later. It has cached nothing yet, and asks for the files itself.
    if (isReady()) await link.ask(name, data).catch(() => {})
    else link.tell(name, data)
  })
  await withTimeLimit(Promise.all(told), learnTimeout, () => [])
}

function listenToSignals(pool: WorkerPool, log: ProcessLog): () => boolean {
  let isStopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(signal))
  watchHangUp({ reload: () => void pool.reload(), stop: () => stop('SIGHUP') })
  return () => isStopping

  function stop(signal: string): void {
    if (isStopping) {
      // A second signal means: do not wait.
      pool.kill()
      process.exit(1)
    }
    isStopping = true
    log.info({ signal }, 'Stopping: the workers finish the requests in flight.')
    pool.stop().then((isClean) => process.exit(isClean ? 0 : 1))
  }
}
