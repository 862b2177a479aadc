// Records what happens to each request of a server: for its line in the log, the metrics and the limit of requests in flight.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RequestNotes } from '../../request/pipeline/manifest.ts'

/** What is known about a request once its response has been sent. */
export interface RequestRecord extends RequestNotes {
  readonly method: string
  /** As it was received, without the query. */
  readonly path: string
  /** When the request arrived, in milliseconds of `performance.now()`. */
  readonly start: number
  /** 101 for a socket, 499 if the visitor left before there was a response. */
  status: number
  /** The size of the body that was handed to the connection. */
  bytes: number
  /** Whether the visitor left before the response was complete. */
  isAborted: boolean
  /** When an event stream began, in milliseconds of `performance.now()`; it may stay open for hours. */
  streamStart: number | undefined
  /** Whether `endLater` has been called. */
  isAwaited: boolean
}

export interface RequestWatch {
  /** Starts to record a request, whose `url` is a path with a query; `undefined` if it need not be recorded. */
  begin(req: Pick<IncomingMessage, 'method' | 'url'>): RequestRecord | undefined
  /** Ends the record when the connection has taken the whole response, or when the visitor leaves. */
  endLater(record: RequestRecord, res: ServerResponse): void
  /** Ends the record of a response that the connection has taken at once; `endLater` would cost more. */
  endNow(record: RequestRecord, res: Pick<ServerResponse, 'statusCode'>): void
  /** Notes that the response is an event stream, which does not count as a request in flight any longer. */
  beginStream(record: RequestRecord): void
  /** The requests that have no complete response yet, without event streams and sockets. */
  inFlight(): number
  /** Whether a request is one too many. */
  isTooMany(record: RequestRecord): boolean
}

/** A watch that records every request. */
interface FullWatch extends RequestWatch {
  begin(req: Pick<IncomingMessage, 'method' | 'url'>): RequestRecord
}

/**
 * Creates the record keeper of a server.
 *
 * @param onEnd Receives each record once its response is sent or its visitor has left
 * @param maxInFlight How many requests may be in flight (default: any number). Health checks are never too many
 * @param isOverloaded Whether every request is one too many at the moment (default: never)
 */
export function watchRequests(
  onEnd: (record: RequestRecord) => void,
  maxInFlight: number = Number.POSITIVE_INFINITY,
  isOverloaded: () => boolean = () => false,
): FullWatch {
  let inFlight = 0
  return {
    begin(req) {
      inFlight++
      return {
        method: req.method ?? '',
        path: withoutQuery(req.url ?? '/'),
        start: performance.now(),
        status: 0,
        bytes: 0,
        isAborted: false,
        streamStart: undefined,
        isAwaited: false,
        kind: undefined,
        route: undefined,
        requestId: undefined,
        traceId: undefined,
      }
    },
    endLater(record, res) {
      if (record.isAwaited) return
      record.isAwaited = true
      res.once('close', () => {
        record.isAborted = !res.writableFinished && !sentOtherwise.has(res.statusCode)
        end(record, res.headersSent || sentOtherwise.has(res.statusCode) ? res.statusCode : 499)
      })
    },
    endNow(record, res) {
      if (!record.isAwaited) end(record, res.statusCode)
    },
    beginStream(record) {
      if (record.streamStart !== undefined) return
      record.streamStart = performance.now()
      inFlight--
    },
    inFlight: () => inFlight,
    isTooMany: ({ path }) => (inFlight > maxInFlight || isOverloaded()) && !/\/(healthz|readyz)$/.test(path),
  }

  function end(record: RequestRecord, status: number): void {
    if (record.streamStart === undefined) inFlight--
    record.status = status
    onEnd(record)
  }
}

/** The status of answers that are written to the connection itself: a socket, and 408 for a body that does not arrive. */
const sentOtherwise: ReadonlySet<number> = new Set([101, 408])

function withoutQuery(target: string): string {
  const end = target.indexOf('?')
  return end < 0 ? target : target.slice(0, end)
}

/** The property of a request that holds its record. Text, because `vite preview` and the built site are two copies of this. */
const key = 'vialRecord'

/** Connects a request with its record. */
export function attachRecord(request: Request, record: RequestRecord): void {
  ;(request as { [key]?: RequestRecord })[key] = record
}

/** Finds the record of a request; `undefined` for one that did not come through a watched listener. */
export function recordOf(request: Request): RequestRecord | undefined {
  return (request as { [key]?: RequestRecord })[key]
}
