// What only the Node side of a request knows: the visitor's address and when the response has gone out.
import type { ServerResponse } from 'node:http'

interface NodeSide {
  readonly ip?: string
  readonly runtime?: { readonly node?: { readonly res?: ServerResponse } }
}

/** Finds the address at the other end of the connection. */
export function addressOf(request: Request): string | undefined {
  return (request as Request & NodeSide).ip
}

/** Calls back when the response has been handed to the system or the visitor has left. */
export function whenSent(request: Request, callback: () => void): void {
  const res = (request as Request & NodeSide).runtime?.node?.res
  // A visitor who has left already closed it, and it does not close twice.
  if (!res || res.closed || res.destroyed) setTimeout(callback, 0)
  else res.once('close', callback)
}
