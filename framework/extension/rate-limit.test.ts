// How many requests a visitor may send.
import { afterEach, describe, expect, it } from 'vitest'
import { hasRedis, type RedisServer, startRedis } from '../fixtures/redis-server.ts'
import { cookiesOf, createLiteralSite, formPost, type LiteralSite } from '../fixtures/literal-site.ts'
import { closeRedis, connectRedis } from '../redis/connection.ts'
import type { Context } from '../request/context/context.ts'
import { defineServer } from '../request/pipeline/define-server.ts'
import type { Manifest } from '../request/pipeline/manifest.ts'
import { type RateLimitOptions, rateLimit } from './rate-limit.ts'

describe('rateLimit()', () => {
  it('answers 429 with Retry-After above the limit, and describes the limit in headers', async () => {
    const site = createSite({ points: 2, duration: '1m' })

    const answers = [await site.fetch('/api'), await site.fetch('/api'), await site.fetch('/api')]

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429])
    expect(answers.map(({ headers }) => headers.get('ratelimit-limit'))).toEqual(['2', '2', '2'])
    expect(answers.map(({ headers }) => headers.get('ratelimit-remaining'))).toEqual(['1', '0', '0'])
    expect(Number(answers[0]!.headers.get('ratelimit-reset'))).toBe(60)
    expect(Number(answers[2]!.headers.get('retry-after'))).toBeGreaterThan(55)
    expect(answers[2]!.headers.get('content-type')).toBe('application/problem+json')
    expect((await answers[2]!.json()).detail).toMatch(/^Too many requests. Try again in \d+ seconds.$/)
  })

  it('counts each visitor separately, by IPv4 address or by the /64 block of an IPv6 address', async () => {
    let address = '192.0.2.1'
    const site = createSite({ points: 1, duration: 60 }, { clientAddress: () => address })
    const ask = async (from: string): Promise<number> => {
      address = from
      return (await site.fetch('/api')).status
    }

    expect([await ask('192.0.2.1'), await ask('192.0.2.1'), await ask('192.0.2.2')]).toEqual([200, 429, 200])
    expect([await ask('2001:db8::1'), await ask('2001:db8::2'), await ask('2001:db8:0:1::1')]).toEqual([
      200, 429, 200,
    ])
  })

  it('ignores an address in a header without a trusted proxy', async () => {
    const site = createSite({ points: 1, duration: 60 }, { clientAddress: () => '192.0.2.1' })
    const headers = (address: string) => ({ headers: { 'x-forwarded-for': address } })

    expect((await site.fetch('/api', headers('198.51.100.1'))).status).toBe(200)
    expect((await site.fetch('/api', headers('198.51.100.2'))).status).toBe(429)
  })

  it.each([
    ['10.1.1.2:6000', '10.1.1.2:6001'],
    ['[2001:db8::1]:80', '"[2001:DB8::1]:81"'],
    ['::ffff:10.1.1.2', '10.1.1.2'],
    ['unknown', '_hidden'],
    ['999.999.999.999', '192.0.2.1'],
  ])('counts %s and %s behind a proxy as one visitor', async (first, second) => {
    const site = createSite(
      { points: 1, duration: 60 },
      { clientAddress: () => '::ffff:192.0.2.1', trustProxy: 1 },
    )
    const headers = (address: string) => ({ headers: { 'x-forwarded-for': address } })

    expect((await site.fetch('/api', headers(first))).status).toBe(200)
    expect((await site.fetch('/api', headers(second))).status).toBe(429)
    expect((await site.fetch('/api', headers('198.51.100.1:6000'))).status).toBe(200)
  })

  it('limits only some paths and methods', async () => {
    const site = createSite({ points: 1, duration: 60, paths: ['/api'], methods: ['POST'] })
    const post = { method: 'POST' }

    expect((await site.fetch('/api', post)).status).toBe(200)
    expect((await site.fetch('/api/deep', post)).status).toBe(429)
    expect((await site.fetch('/api')).headers.get('ratelimit-limit')).toBeNull()
    expect((await site.fetch('/apis', post)).status).toBe(200)
  })

  it('counts by a key from the site, and does not limit requests without one', async () => {
    const key: RateLimitOptions['key'] = (ctx) => ctx.request.headers.get('x-key') ?? undefined
    const site = createSite({ points: 1, duration: 60, key })
    const ask = async (...headers: [string, string][]): Promise<number> =>
      (await site.fetch('/api', { headers })).status

    expect([await ask(['x-key', 'a']), await ask(['x-key', 'a']), await ask(['x-key', 'b'])]).toEqual([
      200, 429, 200,
    ])
    expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 200])
  })

  it('counts users by id and others by address, even after a logout that sets null', async () => {
    let address = '198.51.100.1'
    const site = createLiteralSite(
      {
        'be.ts': { POST: (ctx: Context) => void Object.assign(ctx.session, { userId: ctx.query.get('id') }) },
        'a.ts': { middleware: [rateLimit({ points: 1, duration: 60, key: 'user' })], GET: () => 'a' },
      },
      { clientAddress: () => address },
    )
    const be = async (query: string): Promise<string> =>
      cookiesOf(await site.fetch(`/be${query}`, formPost({})))
    const ask = async (cookie: string): Promise<number> =>
      (await site.fetch('/a', { headers: { cookie } })).status
    const [ada, ben, anonymous] = [await be('?id=1'), await be('?id=2'), await be('')]

    expect([await ask(ada), await ask(ben), await ask(anonymous), await ask(ada)]).toEqual([
      200, 200, 200, 429,
    ])
    address = '198.51.100.2'
    expect([await ask(ada), await ask(anonymous)]).toEqual([429, 200])
  })

  it('limits a folder as its middleware, including unknown URLs in it', async () => {
    const site = createLiteralSite({
      'api/_middleware.ts': { default: rateLimit({ points: 1, duration: 60 }) },
      'api/a.ts': { GET: () => 'a' },
      'b.ts': { GET: () => 'b' },
    })

    expect((await site.fetch('/api/a')).status).toBe(200)
    expect((await site.fetch('/api/nothing')).status).toBe(429)
    expect((await site.fetch('/b')).headers.has('ratelimit-limit')).toBe(false)
  })

  it('describes the limit with the fewest points left', async () => {
    const site = createLiteralSite({
      '_middleware.ts': {
        default: [rateLimit({ points: 3, duration: 60 }), rateLimit({ points: 9, duration: 60 })],
      },
      'api.ts': { GET: () => 'a' },
    })

    expect((await site.fetch('/api')).headers.get('ratelimit-limit')).toBe('3')
  })

  it.each([
    [{ points: 0, duration: 60 }, 'rateLimit: points is 0'],
    [{ points: 1, duration: 'soon' }, 'rateLimit.duration: "soon" is not a lifetime'],
    [{ points: 1, duration: '30d' }, 'is too long'],
    [{ points: 1, duration: 60, paths: ['api'] }, 'paths has "api". It must start with a slash.'],
  ])('refuses %j', (options, message) => {
    expect(() => rateLimit(options)).toThrow(message)
  })
})

describe.skipIf(!hasRedis)('rateLimit() with REDIS_URL', () => {
  let server: RedisServer | undefined
  afterEach(async () => {
    await closeRedis()
    await server?.stop()
  })

  it('counts for all processes together', async () => {
    server = await startRedis()
    const environment = { REDIS_URL: server.url }
    const [one, other] = [
      createSite({ points: 2, duration: 60 }, { environment }),
      createSite({ points: 2, duration: 60 }, { environment }),
    ]

    expect((await one.fetch('/api')).headers.get('ratelimit-remaining')).toBe('1')
    expect((await other.fetch('/api')).headers.get('ratelimit-remaining')).toBe('0')
    expect((await one.fetch('/api')).status).toBe(429)
  })

  it('counts in memory while Redis is stuck, logs that once, and returns to Redis', async () => {
    server = await startRedis()
    const environment = { REDIS_URL: server.url }
    const site = createSite({ points: 2, duration: 60, name: 'all' }, { environment })
    await site.fetch('/api')
    server.freeze()

    expect((await site.fetch('/api')).headers.get('ratelimit-remaining')).toBe('1')
    expect((await site.fetch('/api')).status).toBe(200)
    expect((await site.fetch('/api')).status).toBe(429)
    expect(site.log.map(({ message }) => message)).toEqual([
      'Redis does not respond. This process counts on its own until it does.',
    ])

    server.thaw()
    const redis = await connectRedis(server.url)
    const counted = Number(await redis.get('vial:limit:all:unknown'))
    await expect
      .poll(async () => {
        await site.fetch('/api')
        return Number(await redis.get('vial:limit:all:unknown'))
      })
      .toBeGreaterThan(counted)
  })
})

function createSite(options: RateLimitOptions, overrides: Partial<Manifest> = {}): LiteralSite {
  return createLiteralSite(
    {
      '_server.ts': { default: defineServer({ extensions: [rateLimit(options)] }) },
      'api.ts': { GET: () => 'ok', POST: () => 'ok' },
      'api/deep.ts': { POST: () => 'ok' },
      'apis.ts': { POST: () => 'ok' },
    },
    overrides,
  )
}
