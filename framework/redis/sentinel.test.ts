// A real master, its replica, and the sentinel that watches them.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { describeRedis } from '../fixtures/redis-conformance.ts'
import { type WatchedRedis, hasRedis, startSentinel } from '../fixtures/redis-server.ts'
import { closeRedis, connectRedis } from './connection.ts'

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
    await connection.call('wait', 1, 0)
    await redis.master.stop()

    await vi.waitFor(async () => expect(await connection.set('b', '1')).toBe('OK'), {
      timeout: 20_000,
      interval: 50,
    })
    expect(await connection.get('a')).toBe('kept')
  })
})
