// A worker's side of the link to its supervisor, which connects it with the other workers of the machine.
import cluster from 'node:cluster'
import type { CacheStore } from '../../cache/cache-store.ts'
import { withTimeLimit } from '../../http/time-limit.ts'
import type { Transport } from '../../realtime/channel.ts'
import { createLink } from './process-link.ts'
import type { ClaimTask } from '../tasks/run-tasks.ts'

/** The variable that the supervisor sets for its workers; the limiter and `memoryStore()` read it too. */
export const workerVariable = 'VIAL_WORKER'

export interface Supervisor {
  /** Tells the supervisor that this worker is listening. */
  ready(port: number): void
  onStop(stop: () => void): void
  /** Carries the messages of rooms to the other workers. */
  readonly transport: Transport
  /** Claims a run of a task among all workers. */
  readonly claimTask: ClaimTask
  /** Makes a store in memory invalidate tags in all workers. */
  shareInvalidation(store: CacheStore): CacheStore
  /**
   * Tells the other workers where the files of this release are, before visitors see pages that need them.
   *
   * @param add Called with the folder of every other release, now and later
   */
  shareFiles(folder: string, add: (folder: string) => Promise<void>): Promise<void>
  /** Sets what answers the supervisor when it is asked for metrics and health. */
  answer(questions: WorkerAnswers): void
  /** Leaves what this worker has counted to the supervisor, as its last step. Never rejects. */
  leave(metrics: object): Promise<void>
}

export interface WorkerAnswers {
  isReady(): Promise<boolean>
  collectMetrics(): Promise<object | undefined>
}

/** How long the supervisor may take to answer a worker that ends, in milliseconds. */
const maxWait = 1000

let supervisor: Supervisor | undefined

/** Finds the supervisor; `undefined` if this process is not one of several workers. */
export function findSupervisor(): Supervisor | undefined {
  // Programs that the site starts inherit the variable, but are not workers.
  if (cluster.isWorker && process.env[workerVariable]) supervisor ??= connectSupervisor()
  return supervisor
}

function connectSupervisor(): Supervisor {
  const link = createLink(process as never)
  return {
    ready: (port) => link.tell('ready', { port }),
    onStop: (stop) => link.receive('stop', stop),
    transport: {
      send: (text) => link.tell('room', text),
      receive: (callback) => link.receive('room', callback),
      close() {},
    },
    async claimTask(name, time) {
      const turn = await link.ask('claim', { name, time: time.getTime() })
      return turn === 'run' ? async () => link.tell('release', name) : turn
    },
    shareInvalidation(store) {
      link.receive('invalidate', (tag) => store.invalidate(tag))
      return {
        ...store,
        async invalidate(tag) {
          await store.invalidate(tag)
          // The next request of the visitor may reach another worker.
          await link.ask('invalidate', tag)
        },
      }
    },
    async shareFiles(folder, add) {
      link.receive('otherFiles', add)
      // The supervisor may be of an older version, which does not know the question.
      const folders = (await link.ask('files', folder)) ?? []
      for (const other of folders) if (other !== folder) await add(other)
    },
    answer({ isReady, collectMetrics }) {
      link.receive('isReady', isReady)
      link.receive('metrics', collectMetrics)
    },
    async leave(metrics) {
      await withTimeLimit(link.ask('counted', metrics), maxWait, () => undefined).catch(() => {})
    },
  }
}
