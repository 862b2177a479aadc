// Personal parts on pages that two processes share through a real Redis.
import { h } from 'preact'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CacheStore } from '../cache/cache-store.ts'
import { cookiesOf, createLiteralSite, formPost } from '../fixtures/literal-site.ts'
import { type RedisServer, hasRedis, startRedis } from '../fixtures/redis-server.ts'
import { createPersonal } from '../render/personal-part.ts'
import type { Context } from '../request/context/context.ts'
import { closeRedis, connectRedis } from './connection.ts'
import { createRedisCache } from './redis-cache.ts'

describe.skipIf(!hasRedis)('a personal part on a page in Redis', () => {
  let server: RedisServer
  const open = async (): Promise<CacheStore> =>
    createRedisCache(await connectRedis(server.url), { info() {}, warn() {} })
  beforeEach(async () => {
    server = await startRedis()
  })
  afterEach(async () => {
    await closeRedis()
    await server.stop()
  })
  afterAll(closeRedis)

  it('shows 200 visitors of two processes their own data, and leaves none of it in Redis', async () => {
    const part = {
      default: ({ data, children }: { data: string; children: never }) => h('b', null, data, children),
      loader: ({ session }: Context) => (session as { name?: string }).name,
    }
    const Name = createPersonal(part as never, 'routes/_name.personal.tsx')
    let calls = 0
    const modules = {
      'page.tsx': {
        config: { cache: { maxAge: 60 } },
        default: () => h('p', null, `Page ${++calls}: `, h(Name, null, h('i', null, '!'))),
      },
      'login.ts': {
        async POST(ctx: Context) {
          Object.assign(ctx.session, (await ctx.form()).data)
        },
      },
    }
    const sites = [1, 2].map(() => createLiteralSite(modules, { openCacheStore: open }))
    await sites[0]!.text('/page')
    const redis = await connectRedis(server.url)
    await expect.poll(() => redis.keys('vial:cache:*')).toHaveLength(1)

    const names = Array.from({ length: 200 }, (_, index) => `visitor-${index}`)
    const pages = await Promise.all(
      names.map(async (name, index) => {
        const site = sites[index % 2]!
        const cookie = cookiesOf(await site.fetch('/login', formPost({ name })))
        return site.text('/page', { headers: { cookie } })
      }),
    )
    for (const [index, page] of pages.entries()) {
      expect(page).toContain(`<p>Page 1: <b>${names[index]}<i>!</i></b></p>`)
    }
    const [key] = await redis.keys('vial:cache:*')
    expect(await redis.get(key!)).not.toContain('visitor')
    expect(calls).toBe(1)
  })
})
