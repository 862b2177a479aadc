// Lists what the pages of the dev server must allow in addition, so that Vite's client works.
import type { ResolvedConfig } from 'vite'
import type { DevHost } from '../../node/dev/dev-site.ts'

/**
 * Creates what a dev server adds to the Content-Security-Policy of the site: a nonce, with which Vite's client writes its
 * styles and its overlay, and the addresses of its socket.
 */
export function createVitePolicy(config: Pick<ResolvedConfig, 'server'>): NonNullable<DevHost['csp']> {
  const sources = listSocketSources(config)
  return { additions: sources.length > 0 ? { 'connect-src': sources } : {}, alwaysNonce: true }
}

/**
 * Lists the addresses, as sources of a policy, where Vite's client looks for its server.
 *
 * All addresses would include sockets of the site to other servers, which would then fail only in production.
 */
function listSocketSources({ server }: Pick<ResolvedConfig, 'server'>): string[] {
  const { ws, middlewareMode, port: serverPort } = server
  if (ws === false) return []
  const { clientPort, host, port, server: httpServer } = ws ?? {}
  const own = clientPort || port || (middlewareMode && !httpServer ? defaultPort : undefined)
  // Without a port of its own, the client tries the origin of the page, and then the port of the server: a proxy between
  // them may pass no sockets. The name of the page's host is not known.
  const hosts = [`*:${own ?? serverPort}`, ...(host && !own ? [`${host}:*`] : [])]
  return hosts.flatMap((name) => [`ws://${name}`, `wss://${name}`])
}

/** Where Vite listens for its client if it has no server of its own. */
const defaultPort = 24678
