// Decides through Redis which process of a site runs a task.
import { randomUUID } from 'node:crypto'
import type { RedisConnection } from './connection.ts'

/** How long a run's scheduled time stays claimed (ms). Longer than clocks may differ and processes may be delayed. */
const timeClaimTtl = 60 * 60 * 1000
/** How long a run counts as running after its process has died (ms). */
const runClaimTtl = 30_000

type Claim = (name: string, time: Date) => Promise<(() => Promise<void>) | 'taken' | 'running'>

/**
 * Creates the function that claims a run of a task.
 *
 * It returns a function that releases the claim, `'taken'` if another process has claimed the same scheduled time, or
 * `'running'` if an earlier run has not ended.
 */
export function createTaskClaim(redis: RedisConnection): Claim {
  return async (name, time) => {
    const key = `vial:task:${name}`
    const isFirst = await redis.set(`${key}:${time.getTime()}`, '1', 'PX', timeClaimTtl, 'NX')
    if (isFirst === null) return 'taken'
    const token = randomUUID()
    const isAlone = await redis.set(key, token, 'PX', runClaimTtl, 'NX')
    if (isAlone === null) return 'running'
    const renewal = setInterval(() => {
      // The next renewal may succeed. If none does, the claim expires and another process may run the task.
      redis.call('EVAL', renew, 1, key, token, runClaimTtl).catch(() => {})
    }, runClaimTtl / 3)
    renewal.unref()
    return async () => {
      clearInterval(renewal)
      await redis.call('EVAL', release, 1, key, token)
    }
  }
}

// Both check the token, because after a long stall the claim may belong to another process.
const renew = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end`
const release = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end`
