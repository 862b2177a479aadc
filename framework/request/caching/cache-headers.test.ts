// Tests the headers of cached responses, and conditional requests for them.
import { h } from 'preact'
import { describe, expect, it } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import { createPersonal } from '../../render/personal-part.ts'
import type { Context } from '../context/context.ts'

const config = { cache: { maxAge: 60 } }
const withoutId = (headers: Headers): [string, string][] =>
  [...headers].filter(([name]) => name !== 'x-request-id' && name !== 'age')

/** Creates middleware that changes the response to requests with a query. */
const changing = (change: (response: Response, ctx: Context) => Response) => ({
  async default(ctx: Context, next: () => Promise<Response>) {
    const response = await next()
    return ctx.query.has('change') ? change(response, ctx) : response
  },
})

let files = 0
const createPart = (loader: (ctx: Context) => unknown) =>
  createPersonal(
    { default: () => h('b', null, 'part') as never, loader: loader as never },
    `routes/_headers${++files}.personal.tsx`,
  )

describe('a condition that does not change the answer', () => {
  it.each<[string, Record<string, string>]>([
    ['another entity tag', { 'if-none-match': '"other"' }],
    ['any version', { 'if-match': '*' }],
    ['an older date', { 'if-modified-since': 'Sat, 01 Aug 2020 12:00:00 GMT' }],
  ])('leaves all headers as they are: %s', async (_, headers) => {
    const GET = (ctx: Context): string => {
      ctx.headers.set('last-modified', 'Sat, 01 Aug 2026 12:00:00 GMT')
      return 'text'
    }
    const site = createLiteralSite({ 'a.ts': { config, GET } })
    await site.fetch('/a')
    const plain = await site.fetch('/a')
    const conditional = await site.fetch('/a', { headers })

    expect([conditional.status, await conditional.text()]).toEqual([200, 'text'])
    expect(withoutId(conditional.headers)).toEqual(withoutId(plain.headers))
    expect(plain.headers.has('cache-status')).toBe(false)
  })
})

it('412 has none of the headers that describe the version of the server, and one Cache-Control', async () => {
  const GET = (ctx: Context): string => {
    for (const name of ['expires', 'last-modified']) ctx.headers.set(name, 'Sat, 01 Aug 2026 12:00:00 GMT')
    ctx.headers.set('x-last-modified', 'kept')
    ctx.headers.set('etag-note', 'kept')
    return 'text'
  }
  const site = createLiteralSite({ 'a.ts': { config, GET } })
  await site.fetch('/a')
  const { headers, status } = await site.fetch('/a', { headers: { 'if-match': '"other"' } })

  expect([status, headers.get('cache-control')]).toEqual([412, 'no-store'])
  for (const name of ['etag', 'age', 'expires', 'last-modified']) expect(headers.has(name), name).toBe(false)
  expect([headers.get('x-last-modified'), headers.get('etag-note')]).toEqual(['kept', 'kept'])
})

it('a stale response of one second may be served by shared caches', async () => {
  const site = createLiteralSite({
    'a.ts': { config: { cache: { maxAge: 60, swr: 1, shared: true } }, GET: () => 'x' },
  })

  expect((await site.fetch('/a')).headers.get('cache-control')).toBe(
    'public, max-age=0, s-maxage=60, stale-while-revalidate=1',
  )
})

it.each<[string, (response: Response, ctx: Context) => Response]>([
  [
    'sets a cookie',
    (response, ctx) => {
      ctx.headers.append('set-cookie', 'a=1')
      return response
    },
  ],
  ['answers with another status', (response) => new Response(response.body, { status: 203 })],
  ['answers with another body', () => new Response('other')],
])('a stored response is not described as such if middleware %s', async (_, change) => {
  const site = createLiteralSite({
    '_middleware.ts': changing(change),
    'a.ts': { config, GET: () => 'x' },
  })
  for (let round = 0; round < 2; round++) {
    const changed = await site.fetch('/a?change')
    const names = ['etag', 'cache-control', 'age'].filter((name) => changed.headers.has(name))
    expect(names).toEqual([])
    expect((await site.fetch('/a')).headers.get('etag')).toMatch(/^"/)
  }
})

describe('a page with a personal part', () => {
  const setCookies = (ctx: Context): void => {
    ctx.headers.append('set-cookie', 'a=1')
    ctx.headers.append('set-cookie', 'b=2')
  }
  const createPage = (loader: (ctx: Context) => unknown) => {
    const Part = createPart(loader)
    return { config, default: () => h('p', null, h(Part, null)) }
  }

  it('keeps every cookie of the part, with and without a body', async () => {
    const site = createLiteralSite({ 'a.tsx': createPage(setCookies) }, { showsCacheStatus: true })
    await site.fetch('/a')
    const page = await site.fetch('/a')
    const etag = page.headers.get('etag')!
    const same = await site.fetch('/a', { headers: { 'if-none-match': etag } })
    const other = await site.fetch('/a', { headers: { 'if-none-match': '"other"' } })

    expect([page.status, same.status, other.status]).toEqual([200, 304, 200])
    for (const { headers } of [page, same, other]) {
      expect(headers.getSetCookie()).toEqual(['a=1', 'b=2'])
      expect([headers.get('etag'), headers.get('cache-status')]).toEqual([etag, 'vial; hit'])
    }
    expect(withoutId(other.headers)).toEqual(withoutId(page.headers))
  })

  it('has no Cache-Status unless the site shows it', async () => {
    const site = createLiteralSite({ 'a.tsx': createPage(() => 1) })
    await site.fetch('/a')

    expect((await site.fetch('/a')).headers.has('cache-status')).toBe(false)
  })

  it('may have an entity tag of its own', async () => {
    const site = createLiteralSite({ 'a.tsx': createPage(({ headers }) => headers.set('etag', '"own"')) })
    await site.fetch('/a')

    expect((await site.fetch('/a')).headers.get('etag')).toBe('"own"')
    expect((await site.fetch('/a', { headers: { 'if-none-match': '"own"' } })).status).toBe(304)
  })

  it.each<[string, (response: Response) => Response]>([
    ['another status', (response) => new Response(response.body, { status: 203 })],
    ['another body', (response) => new Response('other', response)],
  ])('has no entity tag if middleware answers with %s', async (_, change) => {
    const site = createLiteralSite({ '_middleware.ts': changing(change), 'a.tsx': createPage(() => 1) })
    await site.fetch('/a')

    expect((await site.fetch('/a?change')).headers.has('etag')).toBe(false)
    expect((await site.fetch('/a')).headers.has('etag')).toBe(true)
  })
})

describe('a response from the cache', () => {
  it('keeps the headers of a Response over those of the site', async () => {
    const GET = (): Response =>
      new Response('x', { headers: { 'content-type': 'text/css', 'x-who': 'response' } })
    const headers = { 'content-type': 'text/html', 'x-who': 'config' }
    const site = createLiteralSite({ 'a.ts': { config: { ...config, headers }, GET } })

    for (let round = 0; round < 2; round++) {
      const response = await site.fetch('/a')
      expect([response.headers.get('content-type'), response.headers.get('x-who')]).toEqual([
        'text/css',
        'response',
      ])
    }
  })

  it('has the policy for its inlined styles and for the nonce in its files', async () => {
    const load = async (): Promise<object> => ({ config, default: () => h('p', null, 'x') })
    const site = createLiteralSite(
      {},
      {
        files: [{ path: 'a.tsx', kind: 'route', folder: '', styles: ['/b.css'], load }],
        inlinedStyles: { '/b.css': { text: 'b{}', hash: 'sha256-b' } },
        headTags: (_, nonce) => `<script nonce="${nonce()}">0</script>`,
        csp: { additions: {}, alwaysNonce: true },
      },
    )

    for (let round = 0; round < 2; round++) {
      const response = await site.fetch('/a')
      const policy = response.headers.get('content-security-policy')
      const nonce = /nonce="([^"]+)"/.exec(await response.text())?.[1]
      expect(policy).toContain(`'nonce-${nonce}'`)
      expect(policy).toContain("'sha256-b'")
    }
  })
})
