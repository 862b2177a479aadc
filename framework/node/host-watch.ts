// Records the requests of a server that the author starts: for MAX_IN_FLIGHT, `maxEventLoopDelay` and `requestLog`.
import { chooseRequestId } from '../http/request-id.ts'
import { toPlatformResponse } from '../http/response.ts'
import type { RunningSite } from '../request/pipeline/running-site.ts'
import { busyHeaders, busyStatus, busyText } from './listener/busy-answer.ts'
import { watchEventLoop } from './operations/event-loop-delay.ts'
import { type RequestRecord, type RequestWatch, attachRecord, watchRequests } from './log/request-record.ts'

export interface HostWatchOptions {
  /** How many requests may be in flight (default: any number). */
  readonly maxInFlight?: number | undefined
  /** Creates the function that logs requests, once the site has started. */
  readonly openRequestLog?: (() => Promise<((record: RequestRecord) => void) | undefined>) | undefined
}

export interface HostWatch {
  /** The watch for requests of `node:http`. */
  readonly forNode: RequestWatch
  /**
   * Answers a `Request`, which is in flight until its `Response` exists.
   *
   * @param fetch Answers a request
   * @returns An instance of the platform's `Response`: 503 for a request that is one too many
   */
  answer(request: Request, fetch: (request: Request) => Response | Promise<Response>): Promise<Response>
}

/**
 * Creates the watch of a server that the author starts.
 *
 * That server usually has a request log of its own, so only a site that sets `requestLog` logs its requests here.
 *
 * @param running The site, which may still be starting
 */
export function createHostWatch(
  running: Promise<RunningSite>,
  { maxInFlight, openRequestLog }: HostWatchOptions,
): HostWatch {
  let logRequest: ((record: RequestRecord) => void) | undefined
  let isOverloaded: (() => boolean) | undefined
  let trustedHops = 0
  const watch = watchRequests(
    (record) => {
      if (hasStarted) logRequest?.(record)
      else void started.then(() => logRequest?.(record))
    },
    maxInFlight,
    () => isOverloaded?.() ?? false,
  )
  // The requests that start the site are recorded too.
  let isNeeded = true
  let hasStarted = false
  const started = running.then(start).catch(() => {})

  return {
    forNode: { ...watch, begin: (req) => (isNeeded ? watch.begin(req) : undefined) },
    async answer(request, fetch) {
      if (!isNeeded) return toPlatformResponse(await fetch(request))
      const record = watch.begin({ method: request.method, url: readTarget(request.url) })
      let status = 500
      try {
        if (watch.isTooMany(record)) {
          status = busyStatus
          const sent = request.headers.get('x-request-id')
          record.requestId = chooseRequestId(sent, trustedHops)
          return createBusyResponse(request.method, record.requestId)
        }
        attachRecord(request, record)
        const response = toPlatformResponse(await fetch(request))
        status = response.status
        record.bytes = request.method === 'HEAD' ? 0 : Number(response.headers.get('content-length') ?? 0)
        return response
      } finally {
        watch.endNow(record, { statusCode: status })
      }
    },
  }

  async function start({ definition, settings }: RunningSite): Promise<void> {
    const { maxEventLoopDelay, trustProxy } = settings
    trustedHops = trustProxy.hops
    if (maxEventLoopDelay > 0) isOverloaded = watchEventLoop(maxEventLoopDelay).isOverloaded
    if (definition.requestLog) logRequest = await openRequestLog?.()
    hasStarted = true
    isNeeded = maxInFlight !== undefined || isOverloaded !== undefined || logRequest !== undefined
  }
}

/** Reads path and query of a URL as they were received. */
function readTarget(url: string): string {
  const start = url.indexOf('/', url.indexOf('//') + 2)
  return start < 0 ? '/' : url.slice(start)
}

function createBusyResponse(method: string, requestId: string): Response {
  const headers = { ...busyHeaders, 'x-request-id': requestId }
  return new Response(method === 'HEAD' ? null : busyText, { status: busyStatus, headers })
}
