// Writes a response to a socket at the pace of whoever reads it.
import type { ServerResponse } from 'node:http'

/**
 * Sends a response. When the visitor leaves, its body is cancelled, which is no error.
 *
 * srvx has a function for this, which keeps quiet about a body that fails on its way.
 *
 * @returns Rejects when the body failed; the caller ends the connection
 */
export async function sendResponse(res: ServerResponse, response: Response): Promise<void> {
  const { status, statusText, headers, body } = toParts(response)
  res.writeHead(status, toReasonPhrase(statusText), headers)
  // The head of an event stream is an answer in itself: "connected". Its first event may be hours away.
  if (headers.some((text) => text.startsWith('text/event-stream'))) res.flushHeaders()
  if (body instanceof ReadableStream) return sendStream(res, body)
  res.end(body ?? undefined)
}

/** Drops the characters that Node refuses in a reason phrase; clients ignore the phrase (RFC 9112, section 4). */
export function toReasonPhrase(statusText: string): string {
  return statusText.replace(/[^\t -~\u0080-\u00ff]/g, '')
}

interface Parts {
  status: number
  statusText: string
  /** Names and values, one after the other. */
  headers: string[]
  body: ReadableStream<Uint8Array> | string | Uint8Array | null | undefined
}

/** A response of srvx gives its parts without making streams of them. */
function toParts(response: Response & { _toNodeResponse?(): Parts }): Parts {
  if (response._toNodeResponse) return response._toNodeResponse()
  const { status, statusText, body } = response
  return { status, statusText, headers: [...response.headers].flat(), body }
}

async function sendStream(res: ServerResponse, body: ReadableStream<Uint8Array>): Promise<void> {
  const reader = body.getReader()
  let hasLeft = false
  const leave = (): void => {
    hasLeft = true
    reader.cancel().catch(() => {
      // It failed before, which the loop below has seen.
    })
  }
  res.once('close', leave)
  if (res.destroyed || res.req.method === 'HEAD') leave()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      if (!res.write(value)) await untilDrained(res)
    }
    res.end()
  } catch (error) {
    // A body may fail just because the visitor has left.
    if (!hasLeft) throw error ?? new Error('The body of a response failed without a reason.')
  } finally {
    res.off('close', leave)
  }
}

/** Waits until the socket takes more, or is no more. */
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
