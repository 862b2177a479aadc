// Decides by Redis which process of a site runs a task.
import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'

/** How long nobody else takes the same time of a task: longer than clocks differ and processes are held up (ms). */
const timeClaimTtl = 60 * 60 * 1000
/** How long a run counts as running when its process has died (ms). */
const runClaimTtl = 30_000

type Claim = (name: string, time: Date) => Promise<(() => Promise<void>) | 'taken' | 'running'>

/** Makes the function that claims a run; it gives what ends the claim, or why there is none. */
export function createTaskClaim(redis: Redis): Claim {
  return async (name, time) => {
    const key = `vial:task:${name}`
    const isFirst = await redis.set(`${key}:${time.getTime()}`, '1', 'PX', timeClaimTtl, 'NX')
    if (isFirst === null) return 'taken'
    const token = randomUUID()
    const isAlone = await redis.set(key, token, 'PX', runClaimTtl, 'NX')
    if (isAlone === null) return 'running'
    const renewal = setInterval(() => {
      // The next one may come through; if none does, the run is over for the others when its time is.
      redis.call('EVAL', renew, 1, key, token, runClaimTtl).catch(() => {})
    }, runClaimTtl / 3)
    renewal.unref()
    return async () => {
      clearInterval(renewal)
      await redis.call('EVAL', release, 1, key, token)
    }
  }
}

// Only its own: after a standstill the claim may be another's.
const renew = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end`
const release = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end`
