// The connection to a real Redis that comes and goes.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { hasRedis, startRedis, type RedisServer } from '../fixtures/redis-server.ts'
import { closeRedis, connectRedis } from './connection.ts'

describe.skipIf(!hasRedis)('connectRedis()', () => {
  let server: RedisServer | undefined
  afterEach(async () => {
    vi.useRealTimers()
    await closeRedis()
    await server?.stop()
  })

  it('gives everybody the same connection', async () => {
    server = await startRedis()
    const [one, other] = await Promise.all([connectRedis(server.url), connectRedis(server.url)])

    expect(one).toBe(other)
    expect(await one.set('a', '1')).toBe('OK')
  })

  it('fails after 400 ms while Redis is stuck, and goes on when it is back', async () => {
    server = await startRedis()
    const redis = await connectRedis(server.url)

    server.freeze()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    let failure: unknown
    const asked = redis.get('a').catch((error: unknown) => {
      failure = error
    })
    await vi.advanceTimersByTimeAsync(399)
    expect(failure).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1)
    await asked
    expect(String(failure)).toContain('timed out')

    vi.useRealTimers()
    server.thaw()
    expect(await redis.ping()).toBe('PONG')
  })

  it('fails at once while Redis is gone, and comes back by itself', async () => {
    server = await startRedis()
    const redis = await connectRedis(server.url)
    const closed = new Promise((resolve) => redis.once('close', resolve))
    await server.stop()
    await closed

    await expect(redis.get('a')).rejects.toThrow()

    const ready = new Promise((resolve) => redis.once('ready', resolve))
    await server.start()
    await ready
    expect(await redis.ping()).toBe('PONG')
  })

  it('gives a connection although Redis is not there yet', async () => {
    server = await startRedis()
    await server.stop()
    const redis = await connectRedis(server.url)

    const ready = new Promise((resolve) => redis.once('ready', resolve))
    await server.start()
    await ready
    expect(await redis.ping()).toBe('PONG')
  })
})

describe('connectRedis()', () => {
  it('refuses what is no address of a Redis', async () => {
    await expect(connectRedis('localhost:6379')).rejects.toThrow(
      'REDIS_URL is no address of a Redis. Write one such as redis://127.0.0.1:6379.',
    )
  })
})
