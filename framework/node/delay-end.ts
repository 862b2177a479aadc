// Keeps a connection open while the visitor still sends what nobody reads, so that the response gets through.
import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * Holds back the end of a response until the rest of its request has come.
 *
 * A connection that closes while data is on its way is reset, and browsers show that instead of the page which says what was
 * too large (RFC 9112, section 9.6). The rest is thrown away; after 10 seconds or 64 MB it is over in any case.
 */
export function delayEnd(req: IncomingMessage, res: ServerResponse): void {
  const { end } = res
  res.end = (chunk?: unknown) => {
    res.end = end
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) res.write(chunk)
    else res.flushHeaders()
    discard(req, () => res.end())
    return res
  }
}

const patience = 10_000
const most = 64 * 1024 ** 2

function discard(req: IncomingMessage, done: () => void): void {
  const timer = setTimeout(stop, patience)
  let size = 0
  // Whoever still listens would keep in memory what is to be thrown away.
  req.removeAllListeners('data')
  req.on('data', (chunk: Uint8Array) => {
    size += chunk.byteLength
    if (size > most) stop()
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
