// What only Node knows about a request: the visitor's address, and when the response has been sent.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TLSSocket } from 'node:tls'

interface NodeSide {
  readonly ip?: string
  readonly runtime?: { readonly node?: { readonly req?: IncomingMessage; readonly res?: ServerResponse } }
}

/**
 * Finds the origin and the target of a request as they were received. `request.url` of such a request is put together on
 * first use, which costs as much as matching its route.
 *
 * @returns `undefined` for a target that a URL would contain in another form, and for a request from elsewhere
 */
export function receivedTarget(request: Request): { origin: string; target: string } | undefined {
  const req = (request as Request & NodeSide).runtime?.node?.req
  const { url = '', headers, socket } = req ?? {}
  if (!headers?.host || !plainTarget.test(url) || url.includes('/.')) return undefined
  return { origin: `${(socket as TLSSocket).encrypted ? 'https' : 'http'}://${headers.host}`, target: url }
}

/** What URL parsers leave as it is (URL Standard, section 1.3), without escapes, which may hide dots. */
const plainTarget = /^\/[\w\-.~!$&()*+,;=:@/?]*$/

/** Finds the address at the other end of the connection. */
export function addressOf(request: Request): string | undefined {
  return (request as Request & NodeSide).ip
}

/** Sets the address that `addressOf` returns, for a request that did not come through this package's listener. */
export function setAddress(request: Request, address: string): void {
  Object.defineProperty(request, 'ip', { value: address, configurable: true })
}

/** Calls back when the response has been handed to the operating system, or when the visitor has left. */
export function whenSent(request: Request, callback: () => void): void {
  const res = (request as Request & NodeSide).runtime?.node?.res
  // If the visitor has already left, the response is closed and will not emit "close" again.
  if (!res || res.closed || res.destroyed) setTimeout(callback, 0)
  else res.once('close', callback)
}

/** Aborts the signal of a request that came through this package's listener. */
export function abortSignal(request: Request): void {
  ;(request as Request & { readonly _abortController?: AbortController })._abortController?.abort()
}
