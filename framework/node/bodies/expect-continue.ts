// Answers `Expect: 100-continue`: the visitor sends the body only when something reads it.
import type { IncomingMessage, Server } from 'node:http'

/** The requests whose visitor waits for `100 Continue`. */
const waiting = new WeakSet<IncomingMessage>()

/**
 * Sends `100 Continue` when the body of a request is first read (RFC 9110, section 10.1.1).
 *
 * Node would send it before any check has run. A request that is refused, for example because its body is too large, then
 * gets the final response at once, and the body is never sent.
 *
 * @param server Any server that emits `checkContinue` and `request` as `node:http` does
 */
export function delayContinue(server: Pick<Server, 'on' | 'emit'>): void {
  server.on('checkContinue', (req, res) => {
    const read = req._read
    waiting.add(req)
    req._read = (size) => {
      req._read = read
      waiting.delete(req)
      if (!res.headersSent) res.writeContinue()
      read.call(req, size)
    }
    server.emit('request', req, res)
  })
}

/** Tells whether a visitor waits for `100 Continue` and has not sent anything of the body. */
export function isBodyWithheld(req: IncomingMessage): boolean {
  return waiting.has(req) && req.readableLength === 0
}
