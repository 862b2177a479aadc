// Answers a request that offers to upgrade to another protocol as if it did not.
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'

/**
 * Returns a request to the HTTP server without its `Upgrade` header, which a server may ignore (RFC 9110, section 7.8).
 *
 * Node emits "upgrade" for every request with that header, with the body unread. Java's HTTP client, for example, offers
 * HTTP/2 with the first request of a connection, even with a POST.
 */
export function replayRequest(server: Server, req: IncomingMessage, socket: Duplex, head: Buffer): void {
  const lines = [`${req.method} ${req.url} HTTP/${req.httpVersion}`]
  for (let index = 0; index < req.rawHeaders.length; index += 2) {
    const name = req.rawHeaders[index]!
    const value = req.rawHeaders[index + 1]!
    if (/^(upgrade|http2-settings)$/i.test(name)) continue
    lines.push(`${name}: ${/^connection$/i.test(name) ? withoutUpgrade(value) : value}`)
  }
  // The parser has already accepted these lines and gets them unchanged, so no request can be smuggled between them.
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]))
  // A server with a certificate takes an encrypted connection as a raw one if it gets it in "connection".
  server.emit('encrypted' in socket ? 'secureConnection' : 'connection', socket)
}

function withoutUpgrade(value: string): string {
  const options = value.split(',').map((option) => option.trim())
  return options.filter((option) => !/^(upgrade|http2-settings)$/i.test(option)).join(', ')
}
