// Ends requests whose visitor stops sending the body, or sends hardly anything.
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import { type Http2ServerRequest, type ServerHttp2Stream, constants } from 'node:http2'
import { isBodyWithheld } from '../bodies/expect-continue.ts'

/** How often a period is checked. */
const checksPerPeriod = 4

export interface BodyWatch {
  /** Watches a request whose body has not arrived. */
  add(req: IncomingMessage, res: ServerResponse): void
  /** Stops watching a request. */
  remove(req: IncomingMessage): void
  /** Tells whether a request has been answered with 408, so that no other response may follow. */
  hasRefused(req: IncomingMessage): boolean
}

interface Watched {
  readonly res: ServerResponse
  /** Counts the bytes that have arrived. */
  readonly countBytes: () => number
  bytesRead: number
  /** How many bytes arrived in this period. */
  received: number
  /** How many checks of this period found the server waiting for the visitor. */
  waits: number
}

/**
 * Creates the watch over the bodies that a server receives.
 *
 * A body may take as long as it needs, because a large file over a slow connection does. But in every period the visitor has
 * to send a number of bytes per second, otherwise the answer is 408 and the connection is closed. Time in which the site's
 * code does not read what has arrived does not count, and neither does the time before `100 Continue`.
 *
 * @param timeout The length of a period in milliseconds; 0 for no limit
 * @param minRate What a visitor has to send on average while the server waits, in bytes per second
 */
export function createBodyWatch(timeout: () => number, minRate: () => number): BodyWatch {
  const watched = new Map<IncomingMessage, Watched>()
  const refused = new WeakSet<IncomingMessage>()
  let timer: NodeJS.Timeout | undefined

  return {
    add(req, res) {
      const period = timeout()
      if (period === 0) return
      const countBytes = createCounter(req)
      watched.set(req, { res, countBytes, bytesRead: countBytes(), received: 0, waits: 0 })
      // One timer for all of them: most bodies have arrived long before it fires.
      timer ??= setInterval(check, period / checksPerPeriod, period).unref()
    },
    remove: (req) => void watched.delete(req),
    hasRefused: (req) => refused.has(req),
  }

  function check(period: number): void {
    for (const [req, state] of watched) {
      if (isOver(req)) watched.delete(req)
      else if (isStalled(req, state, (minRate() * period) / 1000)) {
        watched.delete(req)
        refused.add(req)
        refuse(req, state.res)
      }
    }
    if (watched.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** @param least What has to arrive in a period, in bytes */
function isStalled(req: IncomingMessage, state: Watched, least: number): boolean {
  const bytesRead = state.countBytes()
  state.received += bytesRead - state.bytesRead
  state.bytesRead = bytesRead
  // Something has arrived that the site's code has not read, or the visitor has not been asked for the body.
  const isOurTurn = req.readableLength > 0 || (streamOf(req)?.readableLength ?? 0) > 0 || isBodyWithheld(req)
  state.waits = isOurTurn ? 0 : state.waits + 1
  if (state.waits > 0 && state.waits < checksPerPeriod) return false
  const isTooLittle = state.received < least
  state.received = 0
  state.waits = 0
  return !isOurTurn && isTooLittle
}

/** The stream of a request that came over HTTP/2. */
function streamOf(req: IncomingMessage): ServerHttp2Stream | undefined {
  return (req as Partial<Pick<Http2ServerRequest, 'stream'>>).stream
}

function isOver(req: IncomingMessage): boolean {
  // A request of HTTP/2 is complete only once it has been read.
  return req.complete || req.destroyed || streamOf(req)?.state.remoteClose === 1
}

/** Creates the function that counts the bytes of a body, or of its connection if that has no other request now. */
function createCounter(req: IncomingMessage): () => number {
  if (!streamOf(req)) return () => req.socket.bytesRead
  let count = 0
  const push = req.push.bind(req)
  req.push = (chunk: Uint8Array | null) => {
    count += chunk?.byteLength ?? 0
    return push(chunk)
  }
  return () => count
}

const reason = `408 ${STATUS_CODES[408]}`
const text = `${reason}\n`

/** Answers as Node.js does when the headers take too long, and closes the connection, or the stream of HTTP/2. */
function refuse(req: IncomingMessage, res: ServerResponse): void {
  const stream = streamOf(req)
  if (stream) {
    refuseStream(stream, res)
    return
  }
  const { socket } = req
  if (!res.headersSent && socket.writable) {
    // For the log: the connection gets the answer itself, and not after those of earlier requests.
    res.statusCode = 408
    socket.write(
      `HTTP/1.1 ${reason}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${text.length}\r\nConnection: close\r\n\r\n${text}`,
    )
  }
  socket.destroySoon()
}

function refuseStream(stream: ServerHttp2Stream, res: ServerResponse): void {
  // After the first byte of a response, an error is the only way to signal that it is incomplete.
  if (res.headersSent) {
    stream.close(constants.NGHTTP2_CANCEL)
    return
  }
  stream.once('finish', () => stream.close(constants.NGHTTP2_NO_ERROR))
  res.writeHead(408, { 'content-type': 'text/plain; charset=utf-8', 'content-length': text.length }).end(text)
}
