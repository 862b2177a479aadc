// Tests sessions in a store with the real commands: built processes that share a Redis, and the dev server.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cookiesOf, testSecret } from '../fixtures/literal-site.ts'
import { type RedisServer, hasRedis, startRedis } from '../fixtures/redis-server.ts'
import {
  type RunningServer,
  type TemporarySite,
  createTemporarySite,
  waitUntil,
} from '../fixtures/temporary-site.ts'
import { closeRedis } from '../redis/connection.ts'
import { redisStore } from '../redis/redis-store.ts'
import { createTestClient } from './test-client.ts'

const serverFile = (more = ''): string => `
  import { defineServer } from 'vial'
  import { redisStore } from 'vial/redis'
  export default defineServer({ session: { store: redisStore(), user: (session) => session.userId } })
  ${more}`

const files = {
  'routes/_server.ts': serverFile(),
  'routes/index.tsx': `export default ({ session }) => <p>Hello {session.userId ?? 'anonymous'}</p>`,
  'routes/about.tsx': `export default () => <p>About us</p>`,
  'routes/login.ts': `
    export const POST = async ({ query, session }) => {
      session.regenerate()
      session.userId = query.get('user')
    }`,
  'routes/logout.ts': `export const POST = ({ session }) => session.destroy()`,
  'routes/others.ts': `
    export const DELETE = ({ app, session }) => app.sessions.end(session.userId, { except: session })`,
  'routes/broken.tsx': `export default ({ session }) => { void session.userId; throw new Error('It broke.') }`,
}

async function logIn(server: RunningServer, user: string): Promise<string> {
  return cookiesOf(await server.fetch(`/login?user=${user}`, { method: 'POST' }))
}

describe('a site with redisStore()', () => {
  let site: TemporarySite
  beforeAll(async () => {
    site = await createTemporarySite(files)
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
  })
  afterAll(() => site?.dispose())

  describe.skipIf(!hasRedis)('and two processes', () => {
    let redis: RedisServer
    let one: RunningServer
    let two: RunningServer
    beforeAll(async () => {
      redis = await startRedis()
      const start = (): Promise<RunningServer> => site.startProduction({ REDIS_URL: redis.url })
      ;[one, two] = await Promise.all([start(), start()])
    })
    afterAll(async () => {
      await Promise.all([one?.stop(), two?.stop()])
      await redis?.stop()
    })

    it('signs in and out in all processes', async () => {
      const cookie = await logIn(one, 'anna')
      expect(await two.text('/', { headers: { cookie } })).toContain('Hello anna')

      await two.fetch('/logout', { method: 'POST', headers: { cookie } })
      expect(await one.text('/', { headers: { cookie } })).toContain('Hello anonymous')
    })

    it("ends a user's other sessions in every process", async () => {
      const [here, there] = [await logIn(one, 'bert'), await logIn(two, 'bert')]
      const ended = await two.fetch('/others', { method: 'DELETE', headers: { cookie: there } })

      expect(await ended.text()).toBe('1')
      expect(await one.text('/', { headers: { cookie: here } })).toContain('Hello anonymous')
      expect(await one.text('/', { headers: { cookie: there } })).toContain('Hello bert')
    })

    it('keeps sessions while a process restarts', async () => {
      const cookie = await logIn(one, 'carl')
      await one.stop()
      one = await site.startProduction({ REDIS_URL: redis.url })

      expect(await one.text('/', { headers: { cookie } })).toContain('Hello carl')
    })

    it('accepts sessions of the test client, with the same kind of store', async () => {
      const client = await createTestClient({
        handler: {
          fetch: (request) =>
            fetch(new Request(request.url.replace('http://localhost', one.origin), request)),
        },
        secret: testSecret,
        store: redisStore({ url: redis.url }),
      })
      const page = await client.withSession({ userId: 'frida' } as object).get('/')
      expect(await page.text()).toContain('Hello frida')
      await closeRedis()
    })

    it('starts and answers before Redis is reachable', async () => {
      await redis.stop()
      const server = await site.startProduction({ REDIS_URL: redis.url })
      expect(await server.text('/about')).toContain('About us')
      expect((await server.fetch('/login?user=gina', { method: 'POST' })).status).toBe(503)

      await redis.start()
      await waitUntil(async () => expect(await logIn(server, 'gina')).not.toBe(''))
      await server.stop()
    })

    it('refuses sessions with 503 while Redis is stuck, and keeps running', async () => {
      const cookie = await logIn(one, 'dora')
      redis.freeze()
      const refused = await one.fetch('/', { headers: { cookie } })
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
      expect(refused.headers.getSetCookie()).toEqual([])
      expect(await one.text('/about', { headers: { cookie } })).toContain('About us')
      expect(await one.text('/')).toContain('Hello anonymous')

      redis.thaw()
      await waitUntil(async () =>
        expect(await one.text('/', { headers: { cookie } })).toContain('Hello dora'),
      )
    })

    it('refuses sessions with 503 while Redis is down, and recovers when it is back', async () => {
      const cookie = await logIn(one, 'emil')
      await redis.stop()
      const statuses = new Set<number>()
      for (let index = 0; index < 10; index += 1) {
        statuses.add((await one.fetch('/', { headers: { cookie } })).status)
      }
      expect([...statuses]).toEqual([503])
      // Once for the Redis that was stuck, at most once for this one.
      expect(one.output().match(/The session store does not respond/g)!.length).toBeLessThanOrEqual(2)

      await redis.start()
      await waitUntil(async () => expect(await logIn(one, 'emil')).not.toBe(''))
    })
  })

  it('runs in production without Redis, in memory, and says so', async () => {
    const server = await site.startProduction()
    const cookie = await logIn(server, 'anna')
    expect(await server.text('/', { headers: { cookie } })).toContain('Hello anna')
    await server.fetch('/logout', { method: 'POST', headers: { cookie } })
    expect(await server.text('/', { headers: { cookie } })).toContain('Hello anonymous')

    expect(server.output().match(/REDIS_URL is not set/g)).toHaveLength(1)
    await server.stop()
  })

  it('runs in development, where sessions survive changes of the site and values are masked', async () => {
    const server = await site.startDev()
    const cookie = await logIn(server, 'secret-anna')
    await site.write({ 'routes/_server.ts': serverFile('// changed') })
    await site.write({
      'routes/index.tsx': `export default ({ session }) => <p>Bye {session.userId ?? 'anonymous'}</p>`,
    })
    await waitUntil(async () =>
      expect(await server.text('/', { headers: { cookie } })).toContain('Bye secret-anna'),
    )

    const report = await server.text('/broken', { headers: { cookie, accept: 'text/html' } })
    expect(report).toMatch(/userId/)
    expect(report).toContain('•••')
    expect(report).not.toContain('secret-anna')
    expect(server.output()).not.toContain('REDIS_URL')
    await server.stop()
  })

  it('accepts sessions of the test client', async () => {
    const client = await createTestClient({ root: site.folder })
    const anna = client.withSession({ userId: 'anna' } as object)
    expect(await (await anna.get('/')).text()).toContain('anna')
    await anna.post('/logout')
    expect(await (await anna.get('/')).text()).toContain('anonymous')
    await client.close()
  })
})
