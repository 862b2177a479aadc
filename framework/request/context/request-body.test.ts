// ctx.request as the site's code sees it.
import { describe, expect, it } from 'vitest'
import { createLiteralSite, formPost } from '../../fixtures/literal-site.ts'
import type { Middleware } from '../pipeline/middleware.ts'
import type { Context } from './context.ts'

const guard: Middleware = (ctx, next) =>
  new URL(ctx.request.url).pathname.startsWith('/admin') ? new Response('refused', { status: 403 }) : next()

const site = createLiteralSite({
  '_middleware.ts': { default: guard },
  'admin/[name].ts': { GET: () => 'secret', POST: () => 'secret' },
  '[name].ts': {
    GET: (ctx: Context) => [ctx.request.url, ctx.rawTarget, ctx.url.href],
    async POST(ctx: Context) {
      const { method, url } = ctx.request
      return [method, url, await ctx.request.text()]
    },
  },
  'form/[name].ts': {
    async POST(ctx: Context) {
      const { url } = ctx.request
      return [url, (await ctx.form()).data]
    },
  },
})

describe('ctx.request', () => {
  it.each(['/%61dmin/x', '/admin/%78', '/%61%64%6din/x?a=1'])(
    'has the URL that the router saw, so that a guard cannot be passed by %s',
    async (path) => {
      expect((await site.fetch(path)).status).toBe(403)
      expect((await site.fetch(path, formPost({}))).status).toBe(403)
    },
  )

  it('has the canonical URL; ctx.rawTarget is the target as it was received', async () => {
    const url = 'http://localhost/page?b=%63'

    expect(await site.text('/%70age?b=%63')).toBe(JSON.stringify([url, '/%70age?b=%63', url]))
  })

  it('keeps method and body when its URL is made canonical', async () => {
    const response = await site.fetch('/%70age', formPost({ a: '1' }))

    expect(await response.json()).toEqual(['POST', 'http://localhost/page', 'a=1'])
  })

  it('leaves the body to ctx.form()', async () => {
    const response = await site.fetch('/form/%70age', formPost({ a: '1' }))

    expect(await response.json()).toEqual(['http://localhost/form/page', { a: '1' }])
  })
})
