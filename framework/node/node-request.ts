// What only Node knows about a request: the visitor's address, and when the response has been sent.
import type { ServerResponse } from 'node:http'

interface NodeSide {
  readonly ip?: string
  readonly runtime?: { readonly node?: { readonly res?: ServerResponse } }
}

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
