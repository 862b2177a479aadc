// Warns the developer when the session cookie is sent over http, where browsers drop it.
import type { App } from '../pipeline/server-definition.ts'
import type { RequestState } from './request-state.ts'

const warned = new WeakSet<App>()
// Browsers keep a Secure cookie of their own machine, whatever the scheme.
const ownMachine = /^http:\/\/(localhost|[^/]+\.localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/

/** Warns once about a secure cookie in the response to a request over http: no visitor could sign in. */
export function warnAboutInsecureCookie({ site, incoming }: RequestState): void {
  const { app, manifest, sessionConfig } = site
  const { origin, requestId } = incoming
  if (origin.startsWith('https:') || !sessionConfig.cookie.options.secure) return
  if (warned.has(app) || ownMachine.test(origin)) return
  warned.add(app)
  manifest.log.warn(
    { requestId, origin },
    `The session cookie is for https, and a visitor came to ${origin}: browsers will drop it. Behind a proxy that terminates TLS, set ORIGIN or TRUST_PROXY.`,
  )
}
