// A connection to a real Redis that its client gives up at once, instead of in a rare moment.
import { Redis } from 'ioredis'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { hasRedis, startRedis, type RedisServer } from '../fixtures/redis-server.ts'
import { keepOpen } from './keep-open.ts'

describe.skipIf(!hasRedis)('keepOpen()', () => {
  let server: RedisServer
  let redis: Redis
  afterEach(async () => {
    vi.useRealTimers()
    redis.disconnect()
    await server.stop()
  })

  async function open(): Promise<void> {
    server = await startRedis()
    redis = new Redis(server.url, { retryStrategy: () => null })
    redis.on('error', () => {
      // There is no server between stop() and start().
    })
    keepOpen(redis)
    await until('ready')
  }

  function until(event: string): Promise<void> {
    return new Promise((resolve) => redis.once(event, resolve))
  }

  it('opens a connection again that has ended, however often', async () => {
    await open()
    for (let count = 0; count < 2; count++) {
      const ended = until('end')
      await server.stop()
      await ended
      const opened = until('ready')
      await server.start()
      await opened
      expect(await redis.ping()).toBe('PONG')
    }
  })

  it.each(['disconnect', 'quit'] as const)('leaves a connection closed after %s()', async (close) => {
    await open()
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    const ended = until('end')
    await redis[close]()
    await ended

    await vi.advanceTimersByTimeAsync(10_000)

    expect(redis.status).toBe('end')
  })
})
