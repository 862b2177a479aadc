// Tests that responses are personal whose code reads the cookies from the headers of the request.
import { h } from 'preact'
import { describe, expect, it } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import { compressBody } from '../../node/bodies/compress-body.ts'
import type { Context } from './context.ts'

const long = 'words that repeat. '.repeat(200)
const readCookie = ({ request }: Context): string => request.headers.get('cookie') + long

const site = createLiteralSite(
  {
    'get.ts': { GET: readCookie },
    'has.ts': { GET: ({ request }: Context) => String(request.headers.has('Cookie')) + long },
    'list.ts': { GET: ({ request }: Context) => JSON.stringify([...request.headers]) + long },
    'copy.ts': { GET: ({ request }: Context) => new Headers(request.headers).get('cookie') + long },
    'page.tsx': { loader: readCookie, default: ({ data }: { data: string }) => h('p', null, data) },
    'cached.ts': { config: { cache: { maxAge: 60 } }, GET: readCookie },
    'own.ts': {
      GET: (ctx: Context) => new Response(readCookie(ctx), { headers: { 'content-type': 'text/plain' } }),
    },
    'post.ts': { POST: async (ctx: Context) => (await ctx.request.text()) + readCookie(ctx) },
    'inside/_middleware.ts': {
      default: (ctx: Context, next: () => Promise<Response>) => {
        ctx.locals.cookie = ctx.request.headers.get('cookie')
        return next()
      },
    },
    'inside/index.ts': { GET: () => long },
    'nothing.ts': { GET: () => long },
    'other.ts': {
      GET: ({ request }: Context) => request.method + request.headers.get('accept-language') + long,
    },
    'length.ts': {
      POST: async ({ request }: Context) => (await request.text()) + request.headers.get('accept') + long,
    },
  },
  { compressBody },
)

async function ask(path: string, headers: Record<string, string>): Promise<(string | null)[]> {
  const isWrite = path === '/post' || path === '/length'
  const response = await site.fetch(path, {
    headers: { 'accept-encoding': 'gzip', ...headers },
    ...(isWrite && { method: 'POST', body: 'x' }),
  })
  expect(response.status).toBe(200)
  return ['content-encoding', 'cache-control', 'vary'].map((name) => response.headers.get(name))
}

describe('A request with cookies', () => {
  const paths = ['get', 'has', 'list', 'copy', 'page', 'cached', 'own', 'post', 'inside']

  it.each(paths)(
    'gets a personal response, without compression, from a route that reads them: /%s',
    async (path) => {
      const [coding, control, vary] = await ask(`/${path}`, { cookie: 'a=secret' })

      expect(coding).toBeNull()
      expect(control).toMatch(/private/)
      expect(vary).toMatch(/Cookie/)
    },
  )

  it.each(['nothing', 'other', 'length'])(
    'gets a shared response from a route that does not: /%s',
    async (path) => {
      expect(await ask(`/${path}`, { cookie: 'a=secret' })).toEqual(await ask(`/${path}`, {}))
      expect((await ask(`/${path}`, { cookie: 'a=secret' }))[0]).toBe('gzip')
    },
  )

  it('is read as it was sent', async () => {
    const response = await site.fetch('/list', { headers: { cookie: 'a=secret', 'x-other': 'b' } })

    expect(await response.text()).toContain('["cookie","a=secret"],["x-other","b"]')
  })
})
