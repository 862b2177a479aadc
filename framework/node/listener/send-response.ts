// Writes a response to a socket at the pace of its reader (backpressure).
import { STATUS_CODES, type ServerResponse } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import { endWhenStalled } from './stalled-response.ts'

/**
 * Sends a response. When the visitor leaves, the body is cancelled, which is not an error.
 *
 * srvx has a function for this, but it does not report a body that fails midway.
 *
 * @param writeTimeout How long the reader may take none of the data that waits for it, in milliseconds; 0 for no limit
 * @param noteBody Learns the size of each piece of the body, and whether it belongs to an event stream
 * @returns A promise that rejects when the body fails; the caller then closes the connection
 */
export async function sendResponse(
  res: ServerResponse,
  response: Response,
  writeTimeout: number = 0,
  noteBody: (bytes: number, isEventStream: boolean) => void = () => {},
): Promise<void> {
  const { status, statusText, headers, body } = toParts(response)
  announceClose(res, headers)
  res.writeHead(status, toReasonPhrase(status, statusText), headers)
  // Send the headers of an event stream at once: they tell the client that it is connected. The first event may be hours away.
  const isEventStream = headers.some((text) => text.startsWith('text/event-stream'))
  if (isEventStream) res.flushHeaders()
  if (body instanceof ReadableStream) {
    endWhenStalled(res, writeTimeout)
    if (isEventStream) noteBody(0, true)
    return sendStream(res, body, (bytes) => noteBody(bytes, isEventStream))
  }
  if (body && res.req.method !== 'HEAD') noteBody(Buffer.byteLength(body), false)
  res.end(body ?? undefined)
  if (res.writableLength > 0) endWhenStalled(res, writeTimeout)
}

/**
 * Adds `close` to the response's own `Connection` header if the connection ends after the response.
 *
 * Without it, Node.js would keep the connection open, although the client or the server asked for its end (RFC 9112,
 * section 9.6).
 *
 * @param headers Names and values in turn, names in lower case
 */
export function announceClose(res: ServerResponse, headers: string[]): void {
  // HTTP/2 has neither this header nor this property.
  if (res.shouldKeepAlive !== false) return
  const index = headers.findIndex((text, place) => place % 2 === 0 && text === 'connection')
  if (index < 0 || /\bclose\b/i.test(headers[index + 1]!)) return
  headers[index + 1] += ', close'
}

/**
 * Gives the reason phrase of a response: its own without the characters that Node refuses, else the standard one.
 *
 * Clients ignore it (RFC 9112, section 4), but some tools take an empty one for a broken response.
 */
export function toReasonPhrase(status: number, statusText: string): string {
  return statusText.replace(/[^\t -~\u0080-\u00ff]/g, '') || (STATUS_CODES[status] ?? 'Unknown')
}

interface Parts {
  status: number
  statusText: string
  /** Names and values, one after the other. */
  headers: string[]
  body: ReadableStream<Uint8Array> | string | Uint8Array | null | undefined
}

/** Reads the parts of a response; srvx's own class gives them without creating streams. */
function toParts(response: Response & { _toNodeResponse?(): Parts }): Parts {
  if (response._toNodeResponse) return response._toNodeResponse()
  const { status, statusText, body } = response
  return { status, statusText, headers: [...response.headers].flat(), body }
}

async function sendStream(
  res: ServerResponse,
  body: ReadableStream<Uint8Array>,
  noteBytes: (bytes: number) => void,
): Promise<void> {
  const reader = body.getReader()
  let hasLeft = false
  const leave = (): void => {
    hasLeft = true
    reader.cancel().catch(() => {
      // The body had already failed, which the loop below reports.
    })
  }
  res.once('close', leave)
  if (res.destroyed || res.req.method === 'HEAD') leave()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      // The site's code may put text into the stream of a Response.
      noteBytes(Buffer.byteLength(value))
      if (!res.write(value)) await untilDrained(res)
    }
    res.end()
  } catch (error) {
    // What came before the failure leaves in the next turn of the event loop, and the caller closes the connection.
    await setImmediate()
    // The body may fail only because the visitor has left.
    if (!hasLeft) throw error ?? new Error('The body of a response failed without a reason.')
  } finally {
    res.off('close', leave)
  }
}

/** Waits until the socket accepts more data or is closed. */
function untilDrained(res: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (res.destroyed) return resolve()
    const settle = (): void => {
      res.off('drain', settle)
      res.off('close', settle)
      resolve()
    }
    res.on('drain', settle)
    res.on('close', settle)
  })
}
