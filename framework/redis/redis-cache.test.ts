// Cached responses in a real Redis that stops and starts.
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { CacheStore, StoredResponse } from '../cache/cache-store.ts'
import { createLiteralSite } from '../fixtures/literal-site.ts'
import { type RedisServer, hasRedis, startRedis } from '../fixtures/redis-server.ts'
import { closeRedis, connectRedis } from './connection.ts'
import { createRedisCache } from './redis-cache.ts'

const response = (body: string | Uint8Array): StoredResponse => ({
  headers: [['content-type', 'text/plain']],
  body,
  kind: 'foreign',
  isResponse: true,
  changes: [['x-a', null]],
  vary: ['accept'],
  etag: '"a"',
  madeAt: 5,
})

describe.skipIf(!hasRedis)('createRedisCache()', () => {
  let server: RedisServer
  let messages: string[]
  const open = async (): Promise<CacheStore> => {
    const write = (_: object, message: string): void => void messages.push(message)
    return createRedisCache(await connectRedis(server.url), { info: write, warn: write })
  }
  beforeEach(async () => {
    messages = []
    server = await startRedis()
  })
  afterEach(async () => {
    vi.useRealTimers()
    await closeRedis()
    await server.stop()
  })
  afterAll(closeRedis)

  it.each([
    ['text', 'Grüße'],
    ['bytes', new Uint8Array([0, 255, 254])],
  ])('finds %s in every process until it expires', async (_, body) => {
    const [one, other] = [await open(), await open()]
    const before = await one.read('a', ['t'])
    await one.write('a', response(body), before!.version, 60)

    expect(await other.read('a', ['t'])).toEqual({ version: before!.version, value: response(body) })
    const redis = await connectRedis(server.url)
    expect(await redis.ttl('vial:cache:a')).toBeGreaterThan(58)
  })

  it('deletes one key', async () => {
    const store = await open()
    await store.write('a', response('x'), '', 60)
    await store.forget('a')

    expect((await store.read('a', []))?.value).toBeUndefined()
  })

  it('does not find a response that was started before its tag was invalidated', async () => {
    const [one, other] = [await open(), await open()]
    const before = await one.read('a', ['t', 'u'])
    await one.write('b', response('x'), before!.version, 60)
    await other.invalidate('u')
    await one.write('a', response('x'), before!.version, 60)

    expect((await one.read('a', ['t', 'u']))?.value).toBeUndefined()
    expect((await one.read('b', ['t', 'u']))?.value).toBeUndefined()
  })

  it('does not find a response if Redis has lost its tags', async () => {
    const store = await open()
    const { version } = (await store.read('a', ['t']))!
    await store.write('a', response('x'), version, 60)
    await (await connectRedis(server.url)).del('vial:cache-tag:t')

    expect((await store.read('a', ['t']))?.value).toBeUndefined()
  })

  it('continues without Redis, and does not wait for it again for a second', async () => {
    const store = await open()
    const redis = await connectRedis(server.url)
    const commands = [vi.spyOn(redis, 'mget'), vi.spyOn(redis, 'set')]
    const countCommands = (): number => commands.reduce((sum, { mock }) => sum + mock.calls.length, 0)
    const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now())
    server.freeze()
    try {
      expect(await store.read('a', [])).toBeUndefined()
      expect(countCommands()).toBe(1)
      await store.write('a', response('x'), '', 60)
      expect(await store.read('a', [])).toBeUndefined()
      expect(countCommands()).toBe(1)

      clock.mockReturnValue(Date.now() + 1000)
      expect(await store.read('a', [])).toBeUndefined()
      expect(countCommands()).toBe(2)
      expect(messages).toEqual(['Redis does not respond. No responses are cached until it does.'])
    } finally {
      clock.mockRestore()
      server.thaw()
    }
  })

  it('repeats an invalidation that Redis has missed before it finds anything', async () => {
    const store = await open()
    const { version } = (await store.read('a', ['t']))!
    await store.write('a', response('old'), version, 60)
    server.freeze()
    await store.invalidate('t')
    server.thaw()

    await expect.poll(() => store.read('a', ['t'])).toBeDefined()
    expect((await store.read('a', ['t']))?.value).toBeUndefined()
    expect(messages.at(-1)).toBe('Redis responds again. Responses are cached again.')
  })

  it('shares responses between processes, and does without them while Redis is down', async () => {
    let made = 0
    const modules = {
      'a.ts': { config: { cache: { maxAge: 60, tags: ['t'] } }, GET: () => `answer ${++made}` },
      'b.ts': { POST: (ctx: { invalidate(tag: string): Promise<void> }) => ctx.invalidate('t') },
    }
    const [one, other] = [1, 2].map(() => createLiteralSite(modules, { openCacheStore: open }))

    expect(await one!.text('/a')).toBe('answer 1')
    await expect.poll(() => other!.text('/a')).toBe('answer 1')
    await other!.fetch('/b', { method: 'POST' })
    expect(await one!.text('/a')).toMatch(/answer [23]/)

    await server.stop()
    const gone = await one!.fetch('/a')
    expect(gone.status).toBe(200)
  })
})
