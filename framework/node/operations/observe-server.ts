// What a server shows to those who run it: its request log, its metrics and the operations server.
import cluster from 'node:cluster'
import type { Handler } from '../../request/pipeline/handler.ts'
import type { RunningSite } from '../../request/pipeline/running-site.ts'
import type { Log } from '../../http/log.ts'
import { watchEventLoop } from './event-loop-delay.ts'
import { formatMetrics, openMetrics } from './metrics.ts'
import { startOperations } from './operations.ts'
import { type RequestRecord, type RequestWatch, watchRequests } from '../log/request-record.ts'
import type { Settings } from '../settings.ts'

export interface ObserveOptions {
  readonly handler: Handler
  readonly settings: Settings
  readonly log: Log
  /** Creates the function that logs requests, once the site has started. */
  openRequestLog(): Promise<((record: RequestRecord) => void) | undefined>
}

export interface ServerObserver {
  /** Creates the watch of the server's requests; it starts the site. */
  watch(): Promise<RequestWatch | undefined>
  /** From now on visitors reach the site. */
  announceStart(): void
  /** Reads the metrics of this process; `undefined` without `OPERATIONS_PORT`. */
  collectMetrics(): Promise<object | undefined>
}

/**
 * Starts what can be seen of a server before its site starts.
 *
 * A worker opens no operations server: its supervisor does that for all workers, with `collectMetrics` of each.
 *
 * @throws Error that says what to do when OPERATIONS_PORT is not available
 */
export async function observeServer({
  handler,
  settings,
  log,
  openRequestLog,
}: ObserveOptions): Promise<ServerObserver> {
  let isListening = false
  let running: RunningSite | undefined
  let watch: RequestWatch | undefined
  const metrics =
    settings.operations &&
    (await openMetrics({
      counts: () => running?.ongoing.counts,
      eventStreams: () => running?.ongoing.openResponses.count() ?? 0,
      inFlight: () => watch?.inFlight() ?? 0,
    }))
  if (metrics && settings.operations && !cluster.isWorker) {
    const { host } = settings.operations
    const { port } = await startOperations(settings.operations, {
      isReady: async () => isListening && (await handler.isReady()),
      formatMetrics: async () => formatMetrics([await metrics.collect()]),
    })
    log.info({ host, port }, 'Health checks and metrics are served.')
  }
  return {
    async watch() {
      running = await handler.open()
      const logRequest = await openRequestLog()
      const { maxInFlight } = settings
      const { maxEventLoopDelay } = running.settings
      if (!logRequest && !metrics && maxInFlight === undefined && maxEventLoopDelay === 0) return undefined
      const isOverloaded = maxEventLoopDelay > 0 ? watchEventLoop(maxEventLoopDelay).isOverloaded : undefined
      const end = (record: RequestRecord): void => {
        logRequest?.(record)
        metrics?.count(record)
      }
      watch = watchRequests(end, maxInFlight, isOverloaded)
      return watch
    },
    announceStart() {
      isListening = true
    },
    collectMetrics: async () => metrics?.collect(),
  }
}
