// Whether a request has used what belongs to its visitor alone.
import type { Exchange } from '../context/request-state.ts'
import type { ReadNotes } from './watched-request.ts'

/** Finds what was used, as in `the session was read`; `undefined` when nothing was. */
export function findTouch(exchange: Exchange, { obstacle }: ReadNotes): string | undefined {
  if (exchange.sessionSlot) return 'the session was read'
  if (exchange.cookieJar) return 'the cookies were read'
  if (exchange.isNonceUsed) return 'there is a nonce in it'
  return obstacle
}
