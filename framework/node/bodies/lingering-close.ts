// Lingering close: reads and drops the rest of a request body, so that an early response reaches the browser.
import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * Delays the end of a response until the rest of its request has arrived.
 *
 * Closing a connection while data is in flight resets it, and browsers then show a network error instead of the page that
 * says what was too large (RFC 9112, section 9.6). The rest of the body is dropped. The response ends after 10 seconds or
 * 64 MB at the latest.
 */
export function enableLingeringClose(req: IncomingMessage, res: ServerResponse): void {
  const { end } = res
  res.end = (chunk?: unknown) => {
    res.end = end
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) res.write(chunk)
    else res.flushHeaders()
    discardBody(req, () => res.end())
    return res
  }
}

const timeout = 10_000
const maxBytes = 64 * 1024 ** 2

function discardBody(req: IncomingMessage, done: () => void): void {
  const timer = setTimeout(stop, timeout)
  let size = 0
  // A listener that is still attached would keep the discarded data in memory.
  req.removeAllListeners('data')
  req.on('data', (chunk: Uint8Array) => {
    size += chunk.byteLength
    if (size > maxBytes) stop()
  })
  req.once('end', stop).once('close', stop).resume()
  if (req.complete || req.destroyed) stop()

  function stop(): void {
    clearTimeout(timer)
    req.off('end', stop).off('close', stop)
    if (size >= 0) done()
    size = Number.NEGATIVE_INFINITY
  }
}
