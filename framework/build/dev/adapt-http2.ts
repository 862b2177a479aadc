// Gives HTTP/2 requests the shape of HTTP/1.1, because Vite's server speaks HTTP/2 as soon as it has a certificate.
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { type Http2ServerRequest, type Http2ServerResponse, constants } from 'node:http2'
import type { Connect } from 'vite'

/**
 * Middleware that adapts an HTTP/2 request and its response; other requests pass unchanged.
 *
 * `:authority` becomes `host`, which may be missing, and must not name another host (RFC 9113, section 8.3.1). Headers of
 * the connection, which HTTP/2 forbids, are removed from responses (section 8.2.2). A request whose body is not needed ends
 * with its response. A response that is destroyed resets its stream with an error.
 */
export const adaptHttp2: Connect.NextHandleFunction = (req, res, next) => {
  // A request over HTTP/1.1 may call itself HTTP/2.0, which the listener refuses.
  if (!('stream' in req)) return next()
  closeUnread(req as unknown as Http2ServerRequest)
  const { ':authority': authority, host } = req.headers
  if (typeof authority === 'string' && authority.toLowerCase() !== (host ?? authority).toLowerCase()) {
    res.writeHead(400).end('400 Bad Request\n')
    return
  }
  if (typeof authority === 'string' && host === undefined) {
    req.headers.host = authority
    req.rawHeaders.push('host', authority)
  }
  adaptResponse(
    res as ServerResponse & Http2ServerResponse,
    req as Connect.IncomingMessage & Http2ServerRequest,
  )
  next()
}

/**
 * Closes the stream when the response is complete but the body of the request is not, for example because it is too large.
 * The client then stops sending it (RFC 9113, section 8.1). Otherwise both would keep the stream, and the server its data.
 */
function closeUnread({ stream }: Http2ServerRequest): void {
  if (stream.endAfterHeaders) return
  stream.once('finish', () => {
    // Some clients take a response for aborted if its last data and the end of the stream arrive together.
    setImmediate(() => {
      if (stream.readableEnded) return
      stream.close(constants.NGHTTP2_NO_ERROR)
      // Data that nothing reads would keep the closed stream.
      stream.destroy()
    })
  })
}

type Response = ServerResponse & Http2ServerResponse

function adaptResponse(
  res: Response,
  { stream, method }: Pick<Http2ServerRequest, 'stream' | 'method'>,
): void {
  const writeHead = res.writeHead as (status: number, headers: OutgoingHttpHeaders) => Response
  const adapted = (status: number, ...rest: unknown[]): Response => {
    const headers = rest.at(-1)
    // HTTP/2 has no reason phrase.
    return writeHead.call(res, status, isRecord(headers) ? toRecord(headers) : {})
  }
  Object.defineProperties(res, {
    writeHead: { value: adapted, writable: true, configurable: true },
    destroyed: { get: () => stream.destroyed },
    closed: { get: () => stream.closed },
    // Without an error, Node closes the stream as if the response were complete (RFC 9113, section 8.1).
    destroy: { value: (error = new Error('The response is incomplete.')) => stream.destroy(error) },
  })
  // Node says so for every method but HEAD, whose stream it ends before there is a response.
  if (method === 'HEAD')
    stream.once('close', () => {
      if (!res.writableEnded) res.emit('close')
    })
}

function isRecord(value: unknown): value is OutgoingHttpHeaders | string[] {
  return typeof value === 'object' && value !== null
}

/** Joins names and values that follow each other, as `node:http` takes them. */
function toRecord(headers: OutgoingHttpHeaders | string[]): OutgoingHttpHeaders {
  const record: Record<string, OutgoingHttpHeaders[string]> = {}
  for (const [name, value] of toPairs(headers)) {
    if (ofConnection.test(name) || value === undefined) continue
    const before = record[name]
    record[name] = before === undefined ? value : [before, value].flat().map(String)
  }
  return record
}

function toPairs(headers: OutgoingHttpHeaders | string[]): [string, OutgoingHttpHeaders[string]][] {
  if (!Array.isArray(headers))
    return Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
  const pairs: [string, string][] = []
  for (let index = 0; index + 1 < headers.length; index += 2) {
    pairs.push([headers[index]!.toLowerCase(), headers[index + 1]!])
  }
  return pairs
}

const ofConnection = /^(connection|keep-alive|proxy-connection|transfer-encoding|upgrade|http2-settings)$/
