// Attaches the site's WebSockets to Vite's HTTP server, beside Vite's own.
import type { IncomingMessage, Server } from 'node:http'
import type { Connect, HttpServer, ProxyOptions } from 'vite'
import { type SocketServer, createSocketServer } from '../../node/sockets/socket-server.ts'

/**
 * Accepts the WebSocket requests of Vite's server, except those for Vite's client and its proxy.
 *
 * They pass through Vite's middleware like all other requests, which checks their host.
 */
export function attachSockets(
  httpServer: HttpServer | null,
  middlewares: Connect.Server,
  proxy: Record<string, string | ProxyOptions> | undefined,
): SocketServer {
  const sockets = createSocketServer()
  httpServer?.on('upgrade', (req, socket, head) => {
    if (isVites(req) || isProxied(req.url ?? '/', proxy)) return
    sockets.receive(httpServer as Server, (...request) => middlewares(...request), req, socket, head)
  })
  return sockets
}

function isVites({ headers }: IncomingMessage): boolean {
  return /^vite-(hmr|ping)$/.test(headers['sec-websocket-protocol'] ?? '')
}

/** Tells whether Vite's proxy answers a URL, by the same rule. */
export function isProxied(url: string, proxy: Record<string, unknown> = {}): boolean {
  return Object.keys(proxy).some((context) =>
    context.startsWith('^') ? new RegExp(context).test(url) : url.startsWith(context),
  )
}
