// Tests the headers of finished responses: whose value wins, what a personal response says, and what HEAD sends.
import { h } from 'preact'
import { describe, expect, it } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import { HttpError } from '../../http/http-error.ts'
import { redirect } from '../../http/redirect.ts'
import { findParts, html } from '../../http/response.ts'
import type { Context } from '../context/context.ts'

const page = { default: () => h('p', null, 'x') }
const readSession = (ctx: Context): string => String(Object.keys(ctx.session).length)

describe('Vary and Cache-Control', () => {
  it.each<[string, (ctx: Context) => unknown, string | null, string | null]>([
    ['a shared value', () => 'x', null, null],
    ['a personal value', readSession, 'Cookie', 'private, no-store'],
    [
      'a personal value with both headers',
      (ctx) => {
        ctx.headers.set('vary', 'Accept')
        ctx.headers.set('cache-control', 'no-store')
        return readSession(ctx)
      },
      'Accept, Cookie',
      'private, no-store',
    ],
    [
      'a personal value that browsers may keep',
      (ctx) => {
        ctx.headers.set('cache-control', 'private, max-age=5')
        return readSession(ctx)
      },
      'Cookie',
      'private, max-age=5',
    ],
    ['a shared Response', () => new Response('x', { headers: { vary: 'Accept' } }), 'Accept', null],
    ['a personal Response', (ctx) => new Response(readSession(ctx)), 'Cookie', 'private, no-store'],
    [
      'a personal Response with Vary',
      (ctx) => new Response(readSession(ctx), { headers: { vary: 'Accept' } }),
      'Accept, Cookie',
      'private, no-store',
    ],
    [
      'a personal Response beside ctx.headers',
      (ctx) => {
        ctx.headers.set('vary', 'Accept')
        return new Response(readSession(ctx))
      },
      'Accept, Cookie',
      'private, no-store',
    ],
  ])('of %s', async (_, GET, vary, cacheControl) => {
    const { headers } = await createLiteralSite({ 'a.ts': { GET } }).fetch('/a')

    expect([headers.get('vary'), headers.get('cache-control')]).toEqual([vary, cacheControl])
  })

  it('of config.headers do not describe the personal response of a cached route, other headers do', async () => {
    const headers = { 'cache-control': 'public, max-age=60', 'x-team': 'red' }
    const site = createLiteralSite({
      'a.ts': { config: { cache: { maxAge: 60 }, headers }, GET: readSession },
      'b.ts': { config: { cache: { maxAge: 60 }, headers }, GET: () => 'x' },
    })

    const personal = await site.fetch('/a')
    const shared = await site.fetch('/b')

    expect(personal.headers.get('cache-control')).toBe('private, no-store')
    expect(personal.headers.get('x-team')).toBe('red')
    expect(shared.headers.get('cache-control')).toBe('public, max-age=60')
  })

  it('are private for a nonce, with a warning only if the site said otherwise', async () => {
    const withNonce = { default: ({ nonce }: { nonce: string }) => h('script', { nonce }, 'run()') }
    const site = createLiteralSite({
      'default.tsx': withNonce,
      'private.tsx': { ...withNonce, config: { headers: { 'cache-control': 'private, max-age=5' } } },
      'public.tsx': { ...withNonce, config: { headers: { 'cache-control': 'public, max-age=5' } } },
    })
    const ask = async (path: string) => [
      (await site.fetch(path)).headers.get('cache-control'),
      site.log.length,
    ]

    expect(await ask('/default')).toEqual(['private, no-store', 0])
    expect(await ask('/private')).toEqual(['private, max-age=5', 0])
    expect(await ask('/public')).toEqual(['private, max-age=5', 1])
  })
})

it('config.headers that describe a file do not describe the error in its place, with and without middleware', async () => {
  const feed = {
    config: {
      headers: { 'content-type': 'application/rss+xml', 'cache-control': 'public', 'x-team': 'red' },
    },
    GET() {
      throw new HttpError(404)
    },
  }
  const site = createLiteralSite({
    'feed.xml.ts': feed,
    'guarded/_middleware.ts': { default: (_: Context, next: () => Promise<Response>) => next() },
    'guarded/feed.xml.ts': feed,
  })

  for (const path of ['/feed.xml', '/guarded/feed.xml']) {
    const { headers } = await site.fetch(path)
    const found = ['content-type', 'cache-control', 'x-team'].map((name) => headers.get(name))
    expect(found).toEqual(['application/problem+json', 'no-store', 'red'])
  }
})

it.each([
  ['vary', 'Accept', 'Accept, Cookie'],
  ['cache-control', 'public, max-age=60', 'private, no-store'],
  ['x-frame-options', 'DENY', 'DENY'],
])('the default %s of a site is part of every personal response', async (name, value, personal) => {
  const site = createLiteralSite({
    '_server.ts': { default: { securityHeaders: { [name]: value } } },
    'shared.ts': { GET: () => 'x' },
    'personal.ts': { GET: readSession },
  })
  const headerOf = async (path: string) => (await site.fetch(path)).headers.get(name)

  // Twice, because the first response decides what the others share.
  for (const path of ['/personal', '/personal']) expect(await headerOf(path)).toBe(personal)
  expect(await headerOf('/shared')).toBe(value)
})

it('a personal response has one request id, although the site names it among its defaults', async () => {
  const site = createLiteralSite({
    '_server.ts': { default: { securityHeaders: { 'x-request-id': 'always the same' } } },
    'personal.ts': { GET: readSession },
  })
  const ids = [await site.fetch('/personal'), await site.fetch('/personal')].map(({ headers }) =>
    headers.get('x-request-id'),
  )

  expect(new Set(ids).size).toBe(2)
  for (const id of ids) expect(id).toMatch(/^[\da-f-]{36}$/)
})

it('a personal response shares the formatted lines of its default headers with others', async () => {
  const site = createLiteralSite({ 'shared.ts': { GET: () => 'x' }, 'personal.ts': { GET: readSession } })
  const headersOf = async (path: string) => findParts(await site.fetch(path))!.headers
  const shared = await headersOf('/shared')
  const [first, second] = [await headersOf('/personal'), await headersOf('/personal')]

  const isDefault = ([name]: string[]): boolean => /^(x-frame-options|referrer-policy)$/.test(name!)
  expect(first.filter(isDefault)).toHaveLength(2)
  for (const pair of first.filter(isDefault)) expect(shared.includes(pair)).toBe(true)
  for (const pair of first.filter(([name]) => name === 'vary')) expect(second.includes(pair)).toBe(true)
})

it('a personal value has two headers more than a shared one', async () => {
  const site = createLiteralSite({ 'shared.ts': { GET: () => 'x' }, 'personal.ts': { GET: readSession } })
  const namesOf = async (path: string) => [...(await site.fetch(path)).headers.keys()]

  const shared = await namesOf('/shared')
  expect(await namesOf('/personal')).toEqual([...shared, 'cache-control', 'vary'].sort())
})

describe('the headers of a page', () => {
  it.each(['cache-control', 'content-type', 'etag', 'expires', 'last-modified'])(
    'leave out %s if an error page takes its place',
    async (name) => {
      const fail = (): never => {
        throw new HttpError(409)
      }
      const site = createLiteralSite({
        'config.tsx': {
          ...page,
          loader: fail,
          config: { headers: { [name]: 'of-the-page', 'x-kept': '1' } },
        },
        'context.tsx': {
          ...page,
          loader(ctx: Context) {
            ctx.headers.set(name, 'of-the-page')
            ctx.headers.set('x-kept', '1')
            fail()
          },
        },
      })

      for (const path of ['/config', '/context']) {
        const { headers, status } = await site.fetch(path)
        expect([status, headers.get('x-kept')], path).toEqual([409, '1'])
        expect(headers.get(name), path).not.toBe('of-the-page')
      }
    },
  )
})

it('a Response keeps each of its cookies, beside those of the context', async () => {
  const site = createLiteralSite({
    'a.ts': {
      GET(ctx: Context) {
        ctx.headers.append('set-cookie', 'c=3')
        ctx.cookies.set('d', '4')
        return new Response('x', {
          headers: [
            ['set-cookie', 'a=1'],
            ['set-cookie', 'b=2'],
          ],
        })
      },
    },
  })

  const lines = (await site.fetch('/a')).headers.getSetCookie()
  expect(lines.map((line) => line.split(';')[0])).toEqual(['a=1', 'b=2', 'c=3', 'd=4'])
})

it.each([
  [200, 200],
  [599, 599],
  [600, 500],
  [199, 500],
  [250.5, 500],
])('ctx.status %d is answered with %d', async (status, expected) => {
  const GET = (ctx: Context): string => {
    ctx.status = status
    return 'x'
  }
  expect((await createLiteralSite({ 'a.ts': { GET } }).fetch('/a')).status).toBe(expected)
})

describe('a redirect inside the site', () => {
  it.each([
    ['/', '/b', '/b'],
    ['/app/', '/b', '/app/b'],
    ['/app/', '/b?from=/app/', '/app/b?from=/app/'],
    ['/app/', '/app/b', '/app/b'],
    ['/app/', '/app', '/app'],
    ['/app/', '/app?x=1', '/app?x=1'],
    ['/app/', '/app#top', '/app#top'],
    ['/app/', '/apple', '/app/apple'],
    ['/app/', 'https://example.org/b', 'https://example.org/b'],
  ])('below %s to %s leads to %s', async (base, target, location) => {
    const guard = { default: (_: Context, next: () => unknown) => next() }
    const GET = (): Response => redirect(target, { external: target.startsWith('https:') })
    const site = createLiteralSite(
      { 'a.ts': { GET }, 'in/_middleware.ts': guard, 'in/a.ts': { GET } },
      { base },
    )

    for (const path of [`${base}a`, `${base}in/a`]) {
      expect((await site.fetch(path)).headers.get('location')).toBe(location)
    }
  })
})

describe('the length that HEAD sends', () => {
  it.each<[string, () => unknown, string | null]>([
    ['text', () => 'é', '2'],
    ['bytes', () => new Response(new Uint8Array([1, 2, 3]), { headers: { 'content-length': '3' } }), '3'],
    ['text with a length', () => html('é', { headers: { 'content-length': '2' } }), '2'],
    ['an empty Response', () => new Response(null), '0'],
    ['status 204', () => undefined, null],
    ['status 304', () => new Response(null, { status: 304 }), null],
    ['a named length', () => new Response(null, { headers: { 'content-length': '7' } }), '7'],
    ['a compressed file', () => new Response(null, { headers: { 'content-encoding': 'br' } }), null],
    ['other headers', () => new Response(null, { headers: { 'content-language': 'de' } }), '0'],
    ['a stream', () => new Response(new Blob(['x']).stream()), null],
  ])('for %s', async (_, GET, length) => {
    const response = await createLiteralSite({ 'a.ts': { GET } }).fetch('/a', { method: 'HEAD' })

    expect(response.headers.get('content-length')).toBe(length)
    expect(await response.text()).toBe('')
  })

  it('does not need the stream, which is closed', async () => {
    let isClosed = false
    const cancel = (): void => {
      isClosed = true
    }
    const GET = (): Response => new Response(new ReadableStream({ cancel }))
    const site = createLiteralSite({ 'a.ts': { GET } })

    await site.fetch('/a')
    expect(isClosed).toBe(false)
    await site.fetch('/a', { method: 'HEAD' })
    expect(isClosed).toBe(true)
  })
})

it('middleware sees the headers of a value as they will be sent', async () => {
  const seen: (string | null)[] = []
  const site = createLiteralSite({
    '_middleware.ts': {
      async default(_: Context, next: () => Promise<Response>) {
        const response = await next()
        seen.push(response.headers.get('content-type'))
        return response
      },
    },
    'plain.ts': { GET: () => 'x' },
    'config.ts': { config: { headers: { 'content-type': 'text/css' } }, GET: () => 'x' },
    'context.ts': {
      config: { headers: { 'content-type': 'text/css' } },
      GET(ctx: Context) {
        ctx.headers.set('content-type', 'text/csv')
        return 'x'
      },
    },
  })

  for (const path of ['/plain', '/config', '/context']) {
    expect((await site.fetch(path)).headers.get('content-type')).toBe(seen.at(-1))
  }
  expect(seen).toEqual(['text/plain; charset=utf-8', 'text/css', 'text/csv'])
})

it('middleware sees no policy on a value that is not a page', async () => {
  const names: string[] = []
  const site = createLiteralSite({
    '_middleware.ts': {
      async default(_: Context, next: () => Promise<Response>) {
        const response = await next()
        names.push(...response.headers.keys())
        return new Response(response.body, response)
      },
    },
    'a.ts': { GET: () => ({}) },
    'b.tsx': page,
  })

  await site.fetch('/a')
  expect(names).toEqual(['content-type'])
  await site.fetch('/b')
  expect(names).toEqual(['content-type', 'content-security-policy', 'content-type'])
})
