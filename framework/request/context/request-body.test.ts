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

describe('the cookies of a request', () => {
  const varyOf = async (read: (request: Request) => unknown, headers: Record<string, string>) => {
    const own = createLiteralSite({ 'a.ts': { GET: ({ request }: Context) => String(read(request)) } })
    const response = await own.fetch('/a', { headers })
    expect(response.status).toBe(200)
    return response.headers.get('vary')
  }
  const copyOfServer = (request: Request): unknown =>
    (request as Request & { _request: Request })._request.method

  it.each<[string, (request: Request) => unknown]>([
    ['clone()', (request) => request.clone().method],
    ['what the server has to copy for new Request()', copyOfServer],
  ])('count as read by %s, whose headers cannot record that', async (_, read) => {
    expect(await varyOf(read, { cookie: 'a=1' })).toBe('Cookie')
  })

  it('are in a clone', async () => {
    expect(
      await varyOf((request) => expect(request.clone().headers.get('cookie')).toBe('a=1'), { cookie: 'a=1' }),
    ).toBe('Cookie')
  })

  it('do not count as read if there are none', async () => {
    expect(await varyOf((request) => request.clone().method, {})).toBeNull()
  })
})

it.each(['GET', 'HEAD'])('%s keeps no body when its URL is made canonical', async (method) => {
  // The platform's Request refuses such a body. A server receives it.
  const body = new ReadableStream()
  const request = Object.defineProperty(new Request('http://localhost/%70age', { method }), 'body', {
    value: body,
  })

  expect((await site.handler.fetch(request)).status).toBe(200)
})

describe('the body', () => {
  const twice = (first: (ctx: Context) => unknown, second: (ctx: Context) => unknown): Promise<string[]> => {
    const own = createLiteralSite({
      'a.ts': {
        async POST(ctx: Context) {
          await first(ctx)
          return second(ctx)
        },
      },
    })
    return own.fetch('/a', formPost({ a: '1' })).then(() => own.log.map(({ message }) => message))
  }
  const readText = ({ request }: Context): unknown => request.text()
  const readUploads = async (ctx: Context): Promise<void> => {
    for await (const part of ctx.uploads()) await part.text()
  }
  const advice =
    'was called after something else had read the body, such as ctx.request.formData() or ctx.request.json(). Read it once, with'

  it('can be read as a form by middleware and by the handler', async () => {
    const own = createLiteralSite({
      '_middleware.ts': {
        async default(ctx: Context, next: () => Promise<Response>) {
          await ctx.form()
          return next()
        },
      },
      'a.ts': { POST: async (ctx: Context) => (await ctx.form()).data },
    })

    expect(await (await own.fetch('/a', formPost({ a: '1' }))).json()).toEqual({ a: '1' })
  })

  it.each<[string, (ctx: Context) => unknown, string]>([
    ['ctx.form()', (ctx) => ctx.form(), `ctx.form() ${advice} ctx.form().`],
    [
      'ctx.uploads()',
      readUploads,
      'routes/a.ts: ctx.uploads() was called after something else had read the body.',
    ],
  ])('cannot be read by %s after something else', async (_, second, message) => {
    expect(await twice(readText, second)).toEqual([expect.stringContaining(message)])
  })

  it('cannot be read as JSON after something else', async () => {
    const own = createLiteralSite({
      'a.ts': {
        async POST(ctx: Context) {
          await ctx.request.text()
          return ctx.json()
        },
      },
    })
    await own.fetch('/a', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })

    expect(own.log.map(({ message }) => message)).toEqual([`ctx.json() ${advice} ctx.json().`])
  })
})
