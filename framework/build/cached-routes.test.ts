// Tests cached routes with the real commands.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasRedis, startRedis } from '../fixtures/redis-server.ts'
import {
  type RunningServer,
  type TemporarySite,
  createTemporarySite,
  waitUntil,
} from '../fixtures/temporary-site.ts'

const page = (text: string): string => `
export const config = { cache: { maxAge: 600, swr: 60, tags: ['page'] } }
export const loader = () => ({ made: Math.random() })
export default ({ data }) => <p>${text} {data.made}</p>`

// Holds a request that has loaded its files until the test lets it go.
const middleware = `
import { existsSync, writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

export default async (ctx, next) => {
  if (ctx.url.search === '?held') {
    writeFileSync('held', '')
    while (!existsSync('released')) await wait(5)
  }
  return next()
}`

const files = {
  'routes/held/_middleware.ts': middleware,
  'routes/held/index.tsx': page('old'),
  'routes/_layout.tsx': `export default ({ children }) => <main id="before">{children}</main>`,
  'routes/index.tsx': page('cached'),
  'routes/forget.ts': `export async function POST(ctx) { await ctx.invalidate('page'); return 'done' }`,
}

let site: TemporarySite
const servers: Record<string, RunningServer> = {}

beforeAll(async () => {
  site = await createTemporarySite(files)
  expect(await site.build()).toMatchObject({ code: 0 })
  servers.dev = await site.startDev()
  servers.production = await site.startProduction()
  servers.preview = await site.startPreview()
})
afterAll(() => site.dispose())

const paragraphOf = (text: string): string | undefined => /<p>.*<\/p>/.exec(text)?.[0]

describe.each(['dev', 'production', 'preview'])('a cached page in %s', (mode) => {
  it('stays the same until its tag is invalidated', async () => {
    const server = servers[mode]!
    const first = await server.text('/')
    const hit = await server.fetch('/')

    expect(await hit.text()).toBe(first)
    expect(hit.headers.get('age')).toBe('0')
    expect((await server.fetch('/', { headers: { 'if-none-match': hit.headers.get('etag')! } })).status).toBe(
      304,
    )
    expect((await server.fetch('/', { method: 'HEAD' })).headers.get('content-length')).toBe(
      String(Buffer.byteLength(first)),
    )

    await server.fetch('/forget', { method: 'POST', headers: { origin: server.origin } })
    expect(paragraphOf(await server.text('/'))).not.toBe(paragraphOf(first))
  })

  it('reports how the cache was used only in development', async () => {
    const status = (await servers[mode]!.fetch('/')).headers.get('cache-status')
    expect(status).toBe(mode === 'dev' ? 'vial; hit' : null)
  })
})

describe('vite dev', () => {
  it('drops all cached pages when a file changes', async () => {
    const server = servers.dev!
    expect(await server.text('/')).toContain('<main id="before"><p>cached')

    await site.write({
      'routes/_layout.tsx': `export default ({ children }) => <main id="after">{children}</main>`,
    })
    await waitUntil(async () => expect(await server.text('/')).toContain('<main id="after"><p>cached'))
    await site.write({ 'routes/index.tsx': page('edited') })
    await waitUntil(async () => expect(await server.text('/')).toContain('<main id="after"><p>edited'))
  })

  it('does not store a page of the old code for the new code', async () => {
    const server = servers.dev!
    const before = server.text('/held?held')
    await waitUntil(async () => expect(existsSync(join(site.folder, 'held'))).toBe(true))
    await site.write({ 'routes/held/index.tsx': page('new') })
    await waitUntil(async () => expect(await server.text('/held')).toContain('<p>new'))
    await site.write({ released: '' })

    expect(await before).toContain('<p>old')
    expect(await server.text('/held?held')).toContain('<p>new')
  })

  it('sends a cached page with the nonce of its own policy, so that its scripts run', async () => {
    await servers.dev!.fetch('/')
    const hit = await servers.dev!.fetch('/')
    const [, nonce] = /<script[^>]* nonce="([^"]+)"/.exec(await hit.text()) ?? []

    expect(nonce).toBeDefined()
    expect(hit.headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`)
  })
})

describe.skipIf(!hasRedis)('two processes with REDIS_URL', () => {
  it('share cached pages, invalidate them together and keep working without Redis', async () => {
    const redis = await startRedis()
    // Behind a load balancer they have the same origin, which is part of the cache key.
    const environment = { REDIS_URL: redis.url, ORIGIN: 'https://example.org' }
    const [one, other] = [await site.startProduction(environment), await site.startProduction(environment)]
    try {
      const first = paragraphOf(await one!.text('/'))
      await waitUntil(async () => expect(paragraphOf(await other!.text('/'))).toBe(first))
      await other!.fetch('/forget', { method: 'POST', headers: { origin: environment.ORIGIN } })
      expect(paragraphOf(await one!.text('/'))).not.toBe(first)

      await redis.stop()
      expect((await one!.fetch('/')).status).toBe(200)
    } finally {
      await Promise.all([one!.stop(), other!.stop()])
      await redis.stop()
    }
  })
})
