// A real master, its replica, and the sentinel that watches them.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { describeRedis } from '../fixtures/redis-conformance.ts'
import { type WatchedRedis, hasRedis, startSentinel } from '../fixtures/redis-server.ts'
import { closeRedis, connectRedis } from './connection.ts'

/** On a machine that stalls for two seconds, a sentinel does nothing for the next thirty. */
const patience = { timeout: 90_000, interval: 50 }

describeRedis('a Redis that Sentinel knows', startSentinel)

describe.skipIf(!hasRedis)('a master that fails', () => {
  let redis: WatchedRedis
  beforeAll(async () => {
    redis = await startSentinel()
  })
  afterAll(async () => {
    await closeRedis()
    await redis?.stop()
  })

  it('is replaced by its replica, with the data', async () => {
    const connection = await connectRedis(redis.url)
    await connection.set('a', 'kept')
    // For at most 100 ms at a time, because a command that takes much longer fails.
    await vi.waitFor(async () => expect(await connection.call('wait', 1, 100)).toBe(1), patience)
    await redis.master.stop()

    await vi.waitFor(async () => expect(await connection.set('b', '1')).toBe('OK'), patience)
    expect(await connection.get('a')).toBe('kept')
  })
})
