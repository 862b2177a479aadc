// Lets requests for the server as a whole (`OPTIONS *`) pass through Connect to the site.
import type { Connect } from 'vite'

/**
 * Makes Connect pass targets such as `*` to all middleware, with `/` as `req.url`.
 *
 * Connect skips all middleware for a target that does not start with a slash, and answers 404. The site decides instead, from
 * `req.originalUrl`, as it does in production.
 */
export function passAsteriskTargets(middlewares: Connect.Server): void {
  const { handle } = middlewares
  middlewares.handle = (req, res, next) => {
    if (req.url?.startsWith('*')) {
      const incoming = req as Connect.IncomingMessage
      incoming.originalUrl ??= req.url
      incoming.url = '/'
    }
    handle.call(middlewares, req, res, next)
  }
}
