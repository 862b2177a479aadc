// The metrics of a process in the format of Prometheus. The package that keeps them is loaded only on demand.
import type { Gauge } from 'prom-client'
import type { SiteCounts } from '../../request/pipeline/site-counts.ts'
import type { RequestRecord } from '../log/request-record.ts'

export interface MetricsSource {
  /** What the site has counted; `undefined` before it has started. */
  counts(): SiteCounts | undefined
  eventStreams(): number
  inFlight(): number
}

export interface Metrics {
  /** Counts a request. */
  count(record: RequestRecord): void
  /** Reads the metrics of this process as plain data, which another process can pass to `formatMetrics`. */
  collect(): Promise<object>
}

/** In seconds. */
const durations = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Starts to keep the metrics of this process. */
export async function openMetrics({ counts, eventStreams, inFlight }: MetricsSource): Promise<Metrics> {
  const { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } = await import('prom-client')
  const registry = new Registry()
  const registers = [registry]
  const labelNames = ['method', 'route', 'status'] as const
  collectDefaultMetrics({ register: registry })
  const total = new Counter({
    name: 'vial_http_requests_total',
    help: 'Requests that were answered, by route pattern and class of status.',
    labelNames,
    registers,
  })
  const duration = new Histogram({
    name: 'vial_http_request_duration_seconds',
    help: 'Time until the last byte of a response; of an event stream, until it began. Without sockets.',
    labelNames,
    buckets: durations,
    registers,
  })
  const addGauge = (name: string, help: string, read: () => number): Gauge =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  addGauge(
    'vial_http_requests_in_flight',
    'Requests without a complete response; no event streams and sockets.',
    inFlight,
  )
  addGauge('vial_sockets', 'Open WebSockets.', () => counts()?.sockets ?? 0)
  addGauge('vial_event_streams', 'Open event streams.', eventStreams)
  new Counter({
    name: 'vial_sessions_opened_total',
    help: 'Requests that used their session.',
    registers,
    collect() {
      this.reset()
      this.inc(counts()?.sessions ?? 0)
    },
  })
  new Counter({
    name: 'vial_cache_total',
    help: 'Responses of routes with config.cache: hit, stale, miss, or bypass if the response was personal.',
    labelNames: ['result'],
    registers,
    collect() {
      this.reset()
      for (const [result, count] of Object.entries(counts()?.cache ?? {})) this.inc({ result }, count)
    },
  })

  return {
    count(record) {
      if (record.kind === 'health') return
      const labels = {
        method: methods.has(record.method) ? record.method : 'OTHER',
        route: nameRoute(record),
        status: `${Math.floor(record.status / 100)}xx`,
      }
      total.inc(labels)
      if (record.status !== 101) {
        duration.observe(labels, ((record.streamStart ?? performance.now()) - record.start) / 1000)
      }
    },
    collect: () => registry.getMetricsAsJSON(),
  }
}

/** Formats the metrics of one or several processes, added up. */
export async function formatMetrics(all: readonly object[]): Promise<string> {
  const { AggregatorRegistry } = await import('prom-client')
  return AggregatorRegistry.aggregate(all as object[]).metrics()
}

/** Adds up what processes have counted, without what they were doing at the moment. */
export async function addUpCounters(all: readonly object[]): Promise<object[]> {
  const { AggregatorRegistry } = await import('prom-client')
  const metrics = await AggregatorRegistry.aggregate(all as object[]).getMetricsAsJSON()
  return metrics.filter(({ type }) => ['counter', 'histogram'].includes(String(type)))
}

/** Clients may invent methods and paths, so neither may become a label. */
const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

function nameRoute({ kind, route }: RequestRecord): string {
  return kind === 'file' ? 'file' : route || 'unmatched'
}
