// Stands between requests and a session store that may be slow or away.
import { HttpError } from '../http/http-error.ts'
import type { SessionStore, StoreLog } from './session-store.ts'

/** How long a visitor waits for a store (ms). */
const timeout = 400
/** How long one line in the log speaks for all failures (ms). */
const logInterval = 30_000

const failures = new WeakSet<object>()

/** Tells whether an error says that the store does not answer, which has been logged then. */
export function isStoreFailure(error: unknown): boolean {
  return typeof error === 'object' && error !== null && failures.has(error)
}

/**
 * Makes a store whose every answer comes within 400 ms.
 *
 * What fails becomes a 503 that asks to try again. The log gets one line when it begins, another every 30 s while it
 * lasts, and one when the store answers again.
 *
 * @param now The clock, in milliseconds (default: the system's)
 */
export function guardStore(store: SessionStore, log: StoreLog, now: () => number = Date.now): SessionStore {
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

  async function guard<Value>(ask: () => Promise<Value>): Promise<Value> {
    try {
      const value = await withDeadline(ask)
      if (isDown) {
        isDown = false
        log.info({}, 'The session store answers again.')
      }
      return value
    } catch (cause) {
      noteFailure(cause)
      throw createFailure(cause)
    }
  }

  function noteFailure(cause: unknown): void {
    if (now() < quietUntil) return
    isDown = true
    quietUntil = now() + logInterval
    const reason = cause instanceof Error ? cause.message : String(cause)
    log.error({ err: cause }, `The session store does not answer: ${reason}`)
  }
}

async function withDeadline<Value>(ask: () => Promise<Value>): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeout} ms.`)), timeout)
  })
  try {
    return await Promise.race([ask(), deadline])
  } finally {
    clearTimeout(timer)
  }
}

function createFailure(cause: unknown): HttpError {
  const error = new HttpError(503, 'Your session is out of reach at the moment. Please try again shortly.', {
    cause,
    headers: { 'retry-after': '5' },
  })
  failures.add(error)
  return error
}
