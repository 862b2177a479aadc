// Wraps a session store so that a slow or unavailable one cannot hold up requests.
import { HttpError } from '../http/http-error.ts'
import type { Log } from '../http/log.ts'
import { withTimeLimit } from '../http/time-limit.ts'
import type { SessionStore } from './session-store.ts'

/** How long a request waits for the store (ms). */
const timeout = 400
/** While failures continue, they are logged once per interval (ms). */
const logInterval = 30_000

const failures = new WeakSet<object>()

/** Tells whether an error means that the store did not respond. Such an error has been logged already. */
export function isStoreFailure(error: unknown): boolean {
  return typeof error === 'object' && error !== null && failures.has(error)
}

/**
 * Wraps a store so that every call settles within 400 ms.
 *
 * A failure becomes a 503 with `Retry-After`. The log gets one line when failures begin, one every 30 s while they
 * continue, and one when the store responds again.
 *
 * @param now The clock, in milliseconds (default: the system clock)
 */
export function guardStore(
  store: SessionStore,
  log: Pick<Log, 'info' | 'error'>,
  now: () => number = Date.now,
): SessionStore {
  let isDown = false
  let quietUntil = 0
  const { listByUser } = store
  return {
    read: (id) => guard(() => store.read(id)),
    write: (id, session, ttlSeconds, options) => guard(() => store.write(id, session, ttlSeconds, options)),
    touch: (id, times, ttlSeconds) => guard(() => store.touch(id, times, ttlSeconds)),
    delete: (id) => guard(() => store.delete(id)),
    ...(listByUser && { listByUser: (user: string) => guard(() => listByUser.call(store, user)) }),
  }

  async function guard<Value>(call: () => Promise<Value>): Promise<Value> {
    try {
      const value = await withDeadline(call)
      if (isDown) {
        isDown = false
        log.info({}, 'The session store responds again.')
      }
      return value
    } catch (cause) {
      logFailure(cause)
      throw createFailure(cause)
    }
  }

  function logFailure(cause: unknown): void {
    if (now() < quietUntil) return
    isDown = true
    quietUntil = now() + logInterval
    const reason = cause instanceof Error ? cause.message : String(cause)
    log.error({ err: cause }, `The session store does not respond: ${reason}`)
  }
}

function withDeadline<Value>(call: () => Promise<Value>): Promise<Value> {
  return withTimeLimit(call(), timeout, () => {
    throw new Error(`no response within ${timeout} ms.`)
  })
}

function createFailure(cause: unknown): HttpError {
  const error = new HttpError(503, 'Your session is temporarily unavailable. Please try again in a moment.', {
    cause,
    headers: { 'retry-after': '5' },
  })
  failures.add(error)
  return error
}
