// Converts between Node's request and response and the platform's Request and Response.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { NodeRequest } from 'srvx/node'
import { type ResponseParts, findParts } from '../../http/response.ts'
import { chooseRequestId } from '../../http/request-id.ts'
import type { SiteSettings } from '../../request/pipeline/running-site.ts'
import type { SiteLimits } from '../../request/pipeline/site-limits.ts'
import { decodeBodyLikeFetch } from '../bodies/decode-body.ts'
import { isBodyWithheld } from '../bodies/expect-continue.ts'
import { enableLingeringClose } from '../bodies/lingering-close.ts'
import { busyHeaders, busyStatus, busyText } from './busy-answer.ts'
import { enableDepartureMarks } from './mark-departures.ts'
import { enableRequestCopies } from './request-copies.ts'
import { hasOneHost, isKnownVersion, normalizeTarget } from './request-line.ts'
import { type RequestRecord, type RequestWatch, attachRecord } from '../log/request-record.ts'
import { endWithText, setHead } from './response-head.ts'
import { announceClose, sendResponse, toReasonPhrase } from './send-response.ts'
import { createBodyWatch } from './stalled-request.ts'
import { endWhenStalled } from './stalled-response.ts'

/** The settings of a site that the listener enforces. */
export interface ListenerSettings extends Pick<SiteSettings, 'readTimeout' | 'writeTimeout' | 'trustProxy'> {
  readonly limits: Pick<SiteLimits, 'headers' | 'minReadRate'>
}

const defaultSettings: ListenerSettings = {
  readTimeout: 60_000,
  writeTimeout: 60_000,
  trustProxy: { hops: 0 },
  limits: { headers: 200, minReadRate: 500 },
}

export interface RequestListenerOptions {
  /** Whether the server is stopping: connections are then closed after their response. */
  isClosing?(): boolean
  /** Reads the settings of the site; `undefined` while it has not started (default: those of a site that sets none). */
  settings?(): ListenerSettings | undefined
  /** Whether nothing but this listener sets headers of its responses: then their heads are written faster (default: false). */
  readonly isSoleWriter?: boolean | undefined
  /** Records requests (default: nothing does). */
  readonly watch?: RequestWatch | undefined
  /** Answers WebSocket requests from `upgrade` events; resolves to `undefined` when the connection has become a socket. */
  upgrade?(req: IncomingMessage, res: ServerResponse, request: Request): Promise<Response | undefined>
  /** Called for failures that can no longer be shown on a page; with the response if its body has failed. */
  onError(error: unknown, response?: Response): void
}

/**
 * Creates a listener for `node:http`, which also fits Connect-style middleware.
 *
 * Requests with a target or `Host` that no browser sends are answered with 400 here.
 *
 * @param fetch Answers a request
 */
export function createRequestListener(
  fetch: (request: Request) => Response | Promise<Response>,
  options: RequestListenerOptions,
): (req: IncomingMessage, res: ServerResponse) => void {
  enableRequestCopies()
  enableDepartureMarks()
  // Nearly all requests have the same host, so check it once.
  let knownHost: string | undefined
  const readSettings = (): ListenerSettings => options.settings?.() ?? defaultSettings
  const bodies = createBodyWatch(
    () => readSettings().readTimeout,
    () => readSettings().limits.minReadRate,
  )

  // One object for each request instead of a set of closures, which would cost more than the checks below.
  return (req, res) => {
    const { watch } = options
    const exchange: Exchange = {
      req,
      res,
      record: watch?.begin(req),
      place: options.isClosing ? countRequest(req.socket) : 0,
    }
    const { record } = exchange
    if (req.rawHeaders.length > 2 * readSettings().limits.headers)
      return refuse(exchange, '431 Request Header Fields Too Large')
    if (!isKnownVersion(req)) return refuse(exchange)
    if (!hasOneHost(req, knownHost)) return refuse(exchange)
    knownHost = req.headers.host
    if (!normalizeTarget(req)) return refuse(exchange)
    if (record && watch!.isTooMany(record)) return refuseForNow(exchange)
    try {
      const request = new NodeRequest({ req, res }) as Request
      if (record) attachRecord(request, record)
      if (req.method !== 'GET' && req.method !== 'HEAD') decodeBodyLikeFetch(request)
      if (isBodyPending(req)) bodies.add(req, res)
      const response =
        options.upgrade && (req as { upgrade?: boolean }).upgrade
          ? options.upgrade(req, res, request)
          : fetch(request)
      if (response instanceof Promise) {
        // From now on the visitor may leave before there is a response.
        if (record) watch!.endLater(record, res)
        response.then((settled) => send(exchange, settled)).catch((error) => fail(exchange, error))
      } else send(exchange, response)
    } catch (error) {
      fail(exchange, error)
    }
  }

  function send(exchange: Exchange, response: Response | undefined): void {
    if (!response) return
    // Requests that arrived together with this one are read before the connection is told to end.
    if (options.isClosing?.()) setImmediate(writeAndClose, exchange, response)
    else write(exchange, response)
  }

  function writeAndClose(exchange: Exchange, response: Response): void {
    const { req, res, place } = exchange
    if (place === req.socket[requestCount]) res.shouldKeepAlive = false
    try {
      write(exchange, response)
    } catch (error) {
      fail(exchange, error)
    }
  }

  function write(exchange: Exchange, response: Response): void {
    const { req, res, record } = exchange
    if (bodies.hasRefused(req)) return void response.body?.cancel().catch(() => {})
    // Unread body data would be parsed as the next request on this connection, or block it for ever.
    const isPending = isBodyPending(req)
    bodies.remove(req)
    if (isPending) closeAfterwards(exchange)
    const { watch } = options
    const { writeTimeout } = readSettings()
    const parts = findParts(response)
    if (!parts || !isPlain(parts)) {
      if (record) watch!.endLater(record, res)
      sendResponse(res, response, writeTimeout, record && ((...body) => noteBody(record, ...body))).catch(
        (error) => fail(exchange, error, response),
      )
      return
    }
    const size = sendPlain(res, parts, options.isSoleWriter ?? false)
    const isWaiting = res.writableLength > 0
    if (isWaiting) endWhenStalled(res, writeTimeout)
    if (!record) return
    record.bytes = size
    if (isWaiting) watch!.endLater(record, res)
    else watch!.endNow(record, res)
  }

  function noteBody(record: RequestRecord, bytes: number, isEventStream: boolean): void {
    record.bytes += bytes
    if (isEventStream) options.watch!.beginStream(record)
  }

  /** The id for an answer without the site: the same as in its line of the log. */
  function identify({ req, record }: Exchange): { readonly 'x-request-id': string } {
    const id =
      record?.requestId ??
      chooseRequestId(req.headers['x-request-id'] as string, readSettings().trustProxy.hops)
    if (record) record.requestId = id
    return { 'x-request-id': id }
  }

  function refuse(exchange: Exchange, reason = '400 Bad Request'): void {
    const { res, record } = exchange
    if (record) options.watch!.endLater(record, res)
    res.shouldKeepAlive = false
    res.writeHead(Number.parseInt(reason, 10), { ...plainText, ...identify(exchange) }).end(`${reason}\n`)
  }

  function refuseForNow(exchange: Exchange): void {
    const { req, res, record } = exchange
    options.watch!.endLater(record!, res)
    if (isBodyPending(req)) closeAfterwards({ req, res })
    const headers = { ...busyHeaders, ...identify(exchange) }
    res.writeHead(busyStatus, headers).end(req.method === 'HEAD' ? undefined : busyText)
  }

  function fail(exchange: Exchange, error: unknown, response?: Response): void {
    const { res, record } = exchange
    if (record) options.watch!.endLater(record, res)
    options.onError(error, response)
    // After the first byte, breaking the connection is the only way to signal that the response is incomplete.
    if (res.headersSent) res.destroy()
    else res.writeHead(500, { ...plainText, ...identify(exchange) }).end('500 Internal Server Error\n')
  }
}

/** Ends the connection after the response, because the rest of the body arrives on it. */
function closeAfterwards({ req, res }: Pick<Exchange, 'req' | 'res'>): void {
  // In HTTP/2, `adaptHttp2()` closes only the stream of the request.
  if (req.httpVersionMajor >= 2) return
  res.shouldKeepAlive = false
  if (!isBodyWithheld(req)) enableLingeringClose(req, res)
}

/** One request on its way to its response. */
interface Exchange {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly record: RequestRecord | undefined
  /** Which request of its connection it is. */
  readonly place: number
}

const requestCount: unique symbol = Symbol('requestCount')

declare module 'node:net' {
  interface Socket {
    /** How many requests have arrived on this connection. */
    [requestCount]?: number
  }
}

/**
 * Counts the requests of a connection: while others wait behind one, its response must not end the connection, because
 * no request that comes after the end is answered (RFC 9112, section 9.6).
 */
function countRequest(socket: Socket): number {
  const count = (socket[requestCount] ?? 0) + 1
  socket[requestCount] = count
  return count
}

type PlainParts = ResponseParts & { readonly body: string | Uint8Array | null }

function isPlain(parts: ResponseParts): parts is PlainParts {
  const { body } = parts
  return body === null || typeof body === 'string' || body instanceof Uint8Array
}

/**
 * Writes headers and body in one go, without a stream or a promise.
 *
 * @param isSoleWriter Whether nothing else sets headers of the response
 * @returns The size of the body that is sent, in bytes
 */
function sendPlain(
  res: ServerResponse,
  { status, statusText, headers: all, body, ascii }: PlainParts,
  isSoleWriter: boolean,
): number {
  // The response to HEAD has no body, so its length would be wrong: that of a stream is unknown.
  const isWithoutBody = status === 204 || status === 304 || res.req.method === 'HEAD'
  let given: string | undefined
  let hasCoding = false
  for (const [name, value] of all) {
    if (name === 'content-length') given = value
    else if (name === 'transfer-encoding') hasCoding = true
  }
  // A response of another server, for example, which the cache has stored: a body has a length or a transfer coding, never
  // both (RFC 9112, section 6.2).
  const headers = hasCoding ? all.filter(([name]) => name !== 'transfer-encoding') : all
  const size = isWithoutBody || body === null ? 0 : countBytes(body, ascii)
  const missing = given === undefined && !isWithoutBody ? String(size) : undefined
  const isSet = isSoleWriter && !isWithoutBody && !statusText && setHead(res, status, headers, missing)
  if (!isSet) {
    const flat = headers.flat()
    if (missing !== undefined) flat.push('content-length', missing)
    announceClose(res, flat)
    if (statusText) res.writeHead(status, toReasonPhrase(status, statusText), flat)
    else res.writeHead(status, flat)
  }
  if (isSet && typeof body === 'string' && body !== '') endWithText(res, body, size)
  else res.end(body ?? undefined)
  return size
}

/** Counting the bytes of a text that was put together would join its pieces, and writing it joins them again with the head. */
function countBytes(body: string | Uint8Array, ascii: string | undefined): number {
  return ascii !== undefined && ascii === body ? ascii.length : Buffer.byteLength(body)
}

/** While the listener runs, `req.complete` is false even for a request without a body, so check the headers too. */
function isBodyPending(req: IncomingMessage): boolean {
  if (req.complete) return false
  // HTTP/2 needs no header for a body.
  const { stream } = req as { stream?: { readonly endAfterHeaders: boolean } }
  if (stream) return !stream.endAfterHeaders
  const { 'content-length': length, 'transfer-encoding': coding } = req.headers
  return coding !== undefined || (length !== undefined && length !== '0')
}

const plainText = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' }
