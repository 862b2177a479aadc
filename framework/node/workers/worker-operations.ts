// Health checks and metrics of all workers, on one port of the supervisor.
import { withTimeLimit } from '../../http/time-limit.ts'
import { addUpCounters, formatMetrics } from '../operations/metrics.ts'
import { startOperations } from '../operations/operations.ts'
import type { PoolWorker } from './worker-pool.ts'

/** How long a worker may take to answer, in milliseconds. */
const maxWait = 1000

export interface WorkerOperations {
  /** Notes what a worker has counted that stops. One that is killed counts as when it was asked last. */
  note(worker: PoolWorker, metrics: object): void
  /** Keeps what a worker has counted that has ended: counters of a site must never decrease. */
  keep(worker: PoolWorker): void
}

/**
 * Starts the operations server of several workers.
 *
 * The site is ready if one of them is. A worker that does not answer counts as it did before.
 *
 * @param listWorkers Lists those that run
 * @throws Error that says what to do when OPERATIONS_PORT is not available
 */
export async function serveWorkerOperations(
  address: { readonly host: string; readonly port: number },
  listWorkers: () => readonly PoolWorker[],
): Promise<WorkerOperations & { readonly port: number }> {
  const known = new Map<PoolWorker, object>()
  let ended: Promise<object[]> = Promise.resolve([])
  const { port } = await startOperations(address, {
    async isReady() {
      const answers = await Promise.all(
        listReady().map((worker) => within(worker.link.ask('isReady', undefined))),
      )
      return answers.includes(true)
    },
    async formatMetrics() {
      await Promise.all(listReady().map(collect))
      return formatMetrics([...(await ended), ...known.values()])
    },
  })
  return {
    port,
    note: (worker, metrics) => void known.set(worker, metrics),
    keep(worker) {
      const last = known.get(worker)
      known.delete(worker)
      if (last) ended = ended.then(async (before) => [await addUpCounters([...before, last])])
    },
  }

  function listReady(): PoolWorker[] {
    return listWorkers().filter((worker) => worker.isReady())
  }

  async function collect(worker: PoolWorker): Promise<void> {
    const metrics = await within(worker.link.ask('metrics', undefined))
    // It may have ended in the meantime.
    if (metrics && listWorkers().includes(worker)) known.set(worker, metrics)
  }
}

function within<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  return withTimeLimit(asked, maxWait, () => undefined).catch(() => undefined)
}
