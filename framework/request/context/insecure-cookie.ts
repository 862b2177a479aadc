// Warns the author when the session cookie is sent over plain HTTP, where browsers drop it.
import type { App } from '../pipeline/server-definition.ts'
import type { RequestState } from './request-state.ts'

const warned = new WeakSet<App>()
// Browsers accept Secure cookies from the local machine even over plain HTTP.
const localOrigin = /^http:\/\/(localhost|[^/]+\.localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/

/** Warns once about a Secure cookie in the response to a plain HTTP request: no visitor could log in. */
export function warnAboutInsecureCookie({ site, incoming }: RequestState): void {
  const { app, manifest, sessionConfig } = site
  const { origin, requestId } = incoming
  if (origin.startsWith('https:') || !sessionConfig.cookie.options.secure) return
  if (warned.has(app) || localOrigin.test(origin)) return
  warned.add(app)
  manifest.log.warn(
    { requestId, origin },
    `The session cookie requires HTTPS, but a visitor used ${origin}: browsers will drop it. Behind a proxy that terminates TLS, set ORIGIN or TRUST_PROXY.`,
  )
}
