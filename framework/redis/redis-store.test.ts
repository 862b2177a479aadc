// Sessions in a real Redis.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasRedis, startRedis, type RedisServer } from '../fixtures/redis-server.ts'
import { createSession, describeStore } from '../fixtures/store-conformance.ts'
import { createSessionId } from '../session/session-id.ts'
import type { SessionStore } from '../session/session-store.ts'
import { closeRedis, connectRedis } from './connection.ts'
import { redisStore } from './redis-store.ts'

interface Started {
  store: SessionStore
  warnings: string[]
}

async function start(
  store: SessionStore,
  environment: Record<string, string> = {},
  isDevelopment = false,
): Promise<Started> {
  const warnings: string[] = []
  const log = {
    debug() {},
    info() {},
    warn: (_: object, message: string) => void warnings.push(message),
    error() {},
  }
  await store.start!({ environment, log, isDevelopment, hotData: new Map() })
  return { store, warnings }
}

describe.skipIf(!hasRedis)('redisStore() with Redis', () => {
  let server: RedisServer
  let store: SessionStore
  beforeAll(async () => {
    server = await startRedis()
    store = (await start(redisStore({ url: server.url }))).store
  })
  afterAll(async () => {
    await closeRedis()
    await server.stop()
  })

  describeStore('as a store', async () => store)

  it('lets Redis expire sessions and the lists of users', async () => {
    const redis = await connectRedis(server.url)
    const id = createSessionId()
    await store.write(id, createSession({ user: 'ttl' }), 60, { mustExist: false })
    const ttls = async (): Promise<number[]> =>
      Promise.all([redis.ttl(`vial:session:${id}`), redis.ttl('vial:session:user:ttl')])
    expect(await ttls()).toEqual([60, 60])

    await store.touch(id, createSession(), 90)
    expect(await ttls()).toEqual([90, 90])

    await store.write(createSessionId(), createSession({ user: 'ttl' }), 30, { mustExist: false })
    expect(await ttls()).toEqual([90, 90])
  })

  it('uses REDIS_URL, and its prefix for all keys', async () => {
    const { store: other, warnings } = await start(redisStore({ prefix: 'other:' }), {
      REDIS_URL: server.url,
    })
    const id = createSessionId()
    await other.write(id, createSession(), 60, { mustExist: false })

    const redis = await connectRedis(server.url)
    expect(await redis.keys('other:*')).toEqual([`other:${id}`])
    expect(await store.read(id)).toBeUndefined()
    expect(warnings).toEqual([])
  })
})

describe('redisStore() without Redis', () => {
  it('keeps sessions in memory, and logs a warning in production', async () => {
    const production = await start(redisStore(), { REDIS_URL: '' })
    const id = createSessionId()
    await production.store.write(id, createSession(), 60, { mustExist: false })

    expect(await production.store.read(id)).toBeDefined()
    expect(production.warnings).toEqual([
      'redisStore(): REDIS_URL is not set. Sessions are kept in the memory of this process and lost when it ends.',
    ])
    expect((await start(redisStore(), {}, true)).warnings).toEqual([])
  })

  it('refuses to work before it has been started', async () => {
    expect(() => redisStore().read(createSessionId())).toThrow(/has not been started/)
  })
})
