// The connection to a real Redis that stops and starts.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { hasRedis, startRedis, type RedisServer } from '../fixtures/redis-server.ts'
import { closeRedis, connectRedis } from './connection.ts'

describe.skipIf(!hasRedis)('connectRedis()', () => {
  let server: RedisServer | undefined
  afterEach(async () => {
    await closeRedis()
    await server?.stop()
  })

  it('returns the same connection to every caller', async () => {
    server = await startRedis()
    const [one, other] = await Promise.all([connectRedis(server.url), connectRedis(server.url)])

    expect(one).toBe(other)
    expect(await one.set('a', '1')).toBe('OK')
  })

  it('times out while Redis is stuck, and works when it responds again', async () => {
    server = await startRedis()
    const redis = await connectRedis(server.url)

    server.freeze()
    await expect(redis.get('a')).rejects.toThrow('timed out')

    server.thaw()
    expect(await redis.ping()).toBe('PONG')
  })

  it('keeps a reply that arrives while the process is busy for longer than the limit', async () => {
    server = await startRedis()
    const redis = await connectRedis(server.url)
    await redis.set('a', '1')

    const reply = redis.get('a')
    blockProcess(1000)

    expect(await reply).toBe('1')
  })

  it('replaces a connection that is silent, with all commands that wait, and fails at once from then on', async () => {
    server = await startRedis()
    const redis = await connectRedis(server.url)
    server.freeze()
    const closed = new Promise((resolve) => redis.once('close', resolve))
    const commands = Array.from({ length: 100 }, () => redis.get('a').catch(() => 'failed'))

    expect(new Set(await Promise.all(commands))).toEqual(new Set(['failed']))
    await closed
    await expect(redis.get('a')).rejects.toThrow(/^(?!.*timed out)/)
    const ready = new Promise((resolve) => redis.once('ready', resolve))
    server.thaw()
    await ready
    expect(await redis.ping()).toBe('PONG')
  })

  it('fails while Redis is down, and reconnects automatically', async () => {
    server = await startRedis()
    const redis = await connectRedis(server.url)
    const closed = new Promise((resolve) => redis.once('close', resolve))
    await server.stop()
    await closed

    await expect(redis.get('a')).rejects.toThrow()
    const refusal = /^No connection to Redis: .*ECONNREFUSED/
    await vi.waitFor(() => expect(redis.get('a')).rejects.toThrow(refusal), 30_000)

    const ready = new Promise((resolve) => redis.once('ready', resolve))
    await server.start()
    await ready
    expect(await redis.ping()).toBe('PONG')
  })

  it('returns a connection before Redis has started', async () => {
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
  it('refuses a URL that is not one of a Redis', async () => {
    await expect(connectRedis('localhost:6379')).rejects.toThrow(
      'REDIS_URL is not the URL of a Redis. Use one such as redis://127.0.0.1:6379, ',
    )
  })
})

/** Blocks the event loop, as a synchronous database does. */
function blockProcess(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}
