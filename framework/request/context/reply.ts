// Holds what the response will be: its status, headers and nonce, and how the cache took part.
import type { CacheResult } from '../../cache/response-cache.ts'
import { createNonce } from '../../http/nonce.ts'
import type { ResponseParts } from '../../http/response.ts'
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
  /** The policy that middleware saw on a page. If the site's code changes it, the changed one is sent. */
  visiblePolicy: string | undefined
  /** The hashes of the inlined stylesheets; the same list object for the same files. */
  styleHashes: readonly string[] | undefined
  /** How the cache took part, on routes that have `config.cache`. */
  cached: CacheUse | undefined
  /** Whether personal parts stay holes while the page renders, because other visitors may receive it. */
  keepsHoles: boolean
  /** The page with its personal parts, once they were filled in. */
  filled: { readonly body: string; readonly etag: string } | undefined
  /** What `ctx.fail` was called with. */
  failure: { readonly status: number; readonly form: unknown } | undefined
  /** The redirect to the canonical URL, if middleware runs around it. */
  redirect: ResponseParts | undefined
  /** Whether something else replaces the route's response: an error page, or what a prefetch or client navigation gets instead. */
  isReplacement: boolean
  /** The `socket` export of the route, once it accepted the upgrade. */
  socket: object | undefined
  /** Whether the response has started, so that it can no longer be changed. */
  isSent: boolean
  /** Whether the error with which its body fails has been reported. */
  isBodyFailureReported: boolean
}

/** How the cache took part in a response. */
export type CacheUse =
  | Pick<Exclude<CacheResult<unknown>, { status: 'uncacheable' }>, 'status' | 'stored' | 'age'>
  | { readonly status: 'bypass'; readonly reason: string; readonly stored?: undefined }

/** Creates the reply of a request, with the default status. */
export function createReply(): Reply {
  return {
    status: 200,
    headers: undefined,
    nonce: undefined,
    isNonceUsed: false,
    visiblePolicy: undefined,
    styleHashes: undefined,
    cached: undefined,
    keepsHoles: false,
    filled: undefined,
    failure: undefined,
    redirect: undefined,
    isReplacement: false,
    socket: undefined,
    isSent: false,
    isBodyFailureReported: false,
  }
}

/** Returns the nonce of a response, which stays the same during the request. */
export function nonceOf(reply: Reply): string {
  reply.nonce ??= createNonce()
  return reply.nonce
}

/** Names the route of a request for messages: its file, or the path if no file answers. */
export function describeRoute({ plan, incoming }: RequestState): string {
  return plan.where ?? incoming.pathname
}

/**
 * Throws if the response has started, because it can no longer be changed.
 *
 * @param what What the caller wants to change, such as `a cookie`
 * @throws Error that names the route file
 */
export function assertUnsent(state: RequestState, what: string): void {
  if (!state.reply.isSent) return
  const where = describeRoute(state)
  throw new Error(
    state.plan.page?.streamDeadline === undefined
      ? `${where}: the response has started, so it is too late for ${what}. Do this before the handler, loader or component returns.`
      : `${where}: the response has started, so it is too late for ${what}. Do this in the loader of the page, or outside <Suspense>.`,
  )
}
