// Limits how many event streams and sockets are open at the same time, for each address and in all.
import { toAddressBlock } from '../../http/address-block.ts'
import { HttpError } from '../../http/http-error.ts'
import type { OpenResponses } from '../../realtime/open-responses.ts'
import { type Connection, whileOpen } from '../../realtime/socket.ts'
import { findClientAddress } from './incoming.ts'
import type { RequestState } from './request-state.ts'

/** The limits of one process; without one, there may be any number. */
export interface OpenLimits {
  /** How many event streams and sockets visitors of one address, or of one IPv6 network (/64), may have open. */
  readonly perAddress?: number
  /** How many may be open in all. */
  readonly total?: number
}

/** What is open now. */
export interface OpenLimiter {
  readonly limits: OpenLimits
  readonly byAddress: Map<string, number>
  total: number
}

/**
 * Creates the limiter of a site; `undefined` if it sets no limit.
 *
 * @throws Error for limits that are not positive integers
 */
export function createOpenLimiter(limits: OpenLimits | undefined): OpenLimiter | undefined {
  if (limits === undefined) return undefined
  for (const [name, value] of Object.entries(limits)) {
    const isKnown = name === 'perAddress' || name === 'total'
    if (isKnown && Number.isSafeInteger(value) && (value as number) > 0) continue
    throw new Error(
      `routes/_server: openConnections.${name} is ${JSON.stringify(value)}. Set perAddress, total or both to a number from 1.`,
    )
  }
  return { limits, byAddress: new Map(), total: 0 }
}

/**
 * Refuses an event stream or a socket if too many are open.
 *
 * @throws HttpError 429 for one address, 503 in all
 */
export function assertMayOpen(state: RequestState): void {
  const { openLimiter } = state.site.ongoing
  if (!openLimiter) return
  const { limits, byAddress, total } = openLimiter
  const { perAddress = Number.POSITIVE_INFINITY, total: most = Number.POSITIVE_INFINITY } = limits
  if ((byAddress.get(addressOf(state)) ?? 0) >= perAddress) {
    throw new HttpError(429, 'Too many connections from your address are open.', { headers: retryLater })
  }
  if (total >= most) throw new HttpError(503, 'Too many connections are open.', { headers: retryLater })
}

const retryLater = { 'retry-after': '10' }

/** Counts event streams while they are open. */
export function countStreams(state: RequestState, openResponses: OpenResponses): OpenResponses {
  const { openLimiter } = state.site.ongoing
  if (!openLimiter) return openResponses
  return {
    ...openResponses,
    add(end) {
      const forget = openResponses.add(end)
      const leave = enter(openLimiter, addressOf(state))
      return () => {
        forget()
        leave()
      }
    },
  }
}

/** Counts a socket while it is open. */
export function countSocket(state: RequestState, connection: Connection): Connection {
  const { openLimiter } = state.site.ongoing
  return openLimiter ? whileOpen(connection, () => enter(openLimiter, addressOf(state))) : connection
}

/** @returns A function that may be called any number of times */
function enter(limiter: OpenLimiter, address: string): () => void {
  const { byAddress } = limiter
  byAddress.set(address, (byAddress.get(address) ?? 0) + 1)
  limiter.total++
  let isOpen = true
  return () => {
    if (!isOpen) return
    isOpen = false
    limiter.total--
    const left = byAddress.get(address)! - 1
    if (left > 0) byAddress.set(address, left)
    else byAddress.delete(address)
  }
}

function addressOf({ site, incoming }: RequestState): string {
  const address = findClientAddress(site, incoming.request)
  return address === undefined ? 'unknown' : toAddressBlock(address)
}
