// Tells the developer when the session cookie is sent where browsers will not keep it.
import type { App } from '../pipeline/server-definition.ts'
import type { Exchange } from './request-state.ts'

const warned = new WeakSet<App>()
// Browsers keep a Secure cookie of their own machine, whatever the scheme.
const ownMachine = /^http:\/\/(localhost|[^/]+\.localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/

/** Warns once about a secure cookie in the answer to a request over http: nobody could sign in. */
export function warnOverHttp({ app, log, origin, requestId, sessionConfig }: Exchange): void {
  if (origin.startsWith('https:') || !sessionConfig.cookie.options.secure) return
  if (warned.has(app) || ownMachine.test(origin)) return
  warned.add(app)
  log.warn(
    { requestId, origin },
    `The session cookie is for https, and a visitor came to ${origin}: browsers will drop it. Behind a proxy that speaks https, set ORIGIN or TRUST_PROXY.`,
  )
}
