// What the response will be: status, headers and nonce, while the request is being answered.
import type { CacheResult } from '../../cache/response-cache.ts'
import { createNonce } from '../../http/nonce.ts'
import type { RequestState } from './request-state.ts'

export interface Reply {
  /** `ctx.status`. */
  status: number
  /** `ctx.headers`, once they were used. */
  headers: Headers | undefined
  /** Created when first needed; ask `nonceOf`. */
  nonce: string | undefined
  /** Whether the response contains the nonce. */
  isNonceUsed: boolean
  /** The policy that middleware saw on a page: one that the site's code changed is kept. */
  visiblePolicy: string | undefined
  /** The hashes of the stylesheets inside the page; the same list for the same files. */
  styleHashes: readonly string[] | undefined
  /** How the cache took part, on routes that have `config.cache`. */
  cached: CacheUse | undefined
  /** What `ctx.fail` was called with. */
  failure: { readonly status: number; readonly form: unknown } | undefined
  /** Whether an error page or the refusal of a prefetch takes the place of the route's response. */
  isReplacement: boolean
  /** The `socket` export of the route, once it accepted the upgrade. */
  socket: object | undefined
  /** Whether the response has started: it is too late to change it. */
  isSent: boolean
}

/** How the cache took part in a response. */
export type CacheUse =
  | Pick<Exclude<CacheResult<unknown>, { status: 'uncacheable' }>, 'status' | 'stored' | 'age'>
  | { readonly status: 'bypass'; readonly reason: string; readonly stored?: undefined }

/** Starts the response of a request. */
export function createReply(): Reply {
  return {
    status: 200,
    headers: undefined,
    nonce: undefined,
    isNonceUsed: false,
    visiblePolicy: undefined,
    styleHashes: undefined,
    cached: undefined,
    failure: undefined,
    isReplacement: false,
    socket: undefined,
    isSent: false,
  }
}

/** Gives the nonce of a response, the same one for as long as the request lasts. */
export function nonceOf(reply: Reply): string {
  reply.nonce ??= createNonce()
  return reply.nonce
}

/** Names the route of a request in messages: its file, or the path where no file answers. */
export function describeRoute({ plan, incoming }: RequestState): string {
  return plan.where ?? incoming.pathname
}

/**
 * Refuses to change a response that has started.
 *
 * @param what What the caller wanted to change, such as `a cookie`
 * @throws Error that names the route file
 */
export function assertUnsent(state: RequestState, what: string): void {
  if (!state.reply.isSent) return
  throw new Error(
    `${describeRoute(state)}: the response has started, it is too late for ${what}. Do this before the handler, loader or component returns.`,
  )
}
