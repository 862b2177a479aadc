// Decides when a response that changes nothing writes the session cookie: to renew it, or to clear an invalid one.
import type { Unsealed } from './sealer.ts'
import type { SessionConfig } from './session-config.ts'
import type { SessionState } from './session-state.ts'

/** How urgent the renewal of a rolling session is. */
export type Renewal = 'due' | 'overdue'

/** When a request started. */
export interface RequestStart {
  /** The `count` of the cookie history. */
  readonly order: number
  /** In milliseconds since 1970. */
  readonly time: number
}

/** A session is renewed once this part of its lifetime is over. Its idle lifetime is shorter by at most that part. */
const dueAfter = 0.1
/** From this part on, slow responses renew it, too. */
const overdueAfter = 0.5
/** A response that takes longer leaves the cookie alone (ms): another process may have replaced it in the meantime. */
const slowAfter = 5000
const clockSkew = 60_000

/** Tells whether the site renews sessions in use, and this cookie is old enough for it. */
export function findRenewal(
  { rolling, ttlSeconds, now }: SessionConfig,
  { expiresAt, stale }: Unsealed,
): Renewal | undefined {
  if (!rolling) return undefined
  const lifetime = ttlSeconds * 1000
  const left = expiresAt - now()
  if (left < lifetime * (1 - overdueAfter)) return 'overdue'
  // A longer lifetime than the site's is from before the site shortened it.
  return left < lifetime * (1 - dueAfter) || left > lifetime + clockSkew || stale ? 'due' : undefined
}

/** Tells whether a response that has only read its session renews the cookie. */
export function mayRenew(
  config: SessionConfig,
  state: SessionState,
  start: RequestStart | undefined,
): boolean {
  const { cookie, renewal } = state
  if (renewal === undefined || cookie === undefined || config.history.isEnded(cookie, 0)) return false
  return isLatest(config, cookie, start) && (renewal === 'overdue' || !isSlow(config, start))
}

/** Tells whether a response clears a cookie that was invalid when the request arrived. */
export function mayClear(config: SessionConfig, cookie: string, start: RequestStart | undefined): boolean {
  return isLatest(config, cookie, start) && !isSlow(config, start)
}

/** Tells whether another request has ended the session since this request started. */
export function wasEndedMeanwhile(
  { history }: SessionConfig,
  { cookie }: SessionState,
  start: RequestStart | undefined,
): boolean {
  return cookie !== undefined && history.isEnded(cookie, start?.order ?? history.count)
}

/**
 * Records that a response writes the session cookie.
 *
 * @param seal The value of the new cookie; `undefined` if the response clears it
 */
export function recordCommit(
  { history }: SessionConfig,
  state: SessionState,
  seal: string | undefined,
): void {
  const { cookie, regenerated, destroyed } = state
  if (cookie === undefined) return
  if (seal === undefined || regenerated || destroyed) history.recordEnd(cookie)
  else history.recordReplacement(cookie, seal)
}

function isLatest({ history }: SessionConfig, cookie: string, start: RequestStart | undefined): boolean {
  return !history.isReplaced(cookie, start?.order ?? history.count)
}

function isSlow({ now }: SessionConfig, start: RequestStart | undefined): boolean {
  return start !== undefined && now() - start.time > slowAfter
}
