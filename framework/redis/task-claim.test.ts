import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RedisServer, hasRedis, startRedis } from '../fixtures/redis-server.ts'
import { createTaskClaim } from './task-claim.ts'

describe.skipIf(!hasRedis)('createTaskClaim()', () => {
  let server: RedisServer
  let redis: Redis

  beforeAll(async () => {
    server = await startRedis()
    redis = new Redis(server.url)
  })

  afterAll(async () => {
    redis.disconnect()
    await server.stop()
  })

  it('lets one of many processes claim a scheduled time', async () => {
    const time = new Date('2026-11-22T03:00:00Z')
    const claims = await Promise.all(Array.from({ length: 5 }, () => createTaskClaim(redis)('one', time)))

    expect(claims.filter((claim) => claim === 'taken')).toHaveLength(4)
    expect(claims.filter((claim) => typeof claim === 'function')).toHaveLength(1)
  })

  it('refuses another time until the run has ended', async () => {
    const claim = createTaskClaim(redis)
    const release = await claim('two', new Date('2026-11-22T03:00:00Z'))
    expect(await claim('two', new Date('2026-11-22T03:01:00Z'))).toBe('running')

    await (release as () => Promise<void>)()

    expect(await claim('two', new Date('2026-11-22T03:02:00Z'))).toBeTypeOf('function')
    expect(await redis.pttl('vial:task:two')).toBeGreaterThan(25_000)
  })

  it('does not release the claim of another process', async () => {
    const claim = createTaskClaim(redis)
    const release = (await claim('three', new Date('2026-11-22T03:00:00Z'))) as () => Promise<void>
    await redis.set('vial:task:three', 'another process')

    await release()

    expect(await redis.get('vial:task:three')).toBe('another process')
  })
})
