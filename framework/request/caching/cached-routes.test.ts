// Tests routes with config.cache through the handler.
import { h } from 'preact'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { cookiesOf, createLiteralSite, formPost } from '../../fixtures/literal-site.ts'
import { HttpError } from '../../http/http-error.ts'
import { json } from '../../http/response.ts'
import type { Context } from '../context/context.ts'

/** Creates a site with an endpoint that counts its calls. */
function createCounted(
  GET: (ctx: Context, count: number) => unknown = (_, count) => String(count),
  {
    config = { maxAge: 60 },
    modules = {},
    overrides = {},
  }: {
    config?: object
    modules?: Record<string, object>
    overrides?: Parameters<typeof createLiteralSite>[1]
  } = {},
) {
  let count = 0
  const calls = (): number => count
  const site = createLiteralSite(
    {
      'page.ts': { config: { cache: config }, GET: (ctx: Context) => GET(ctx, ++count) },
      'forget.ts': { POST: async (ctx: Context) => void (await ctx.invalidate('notes')) },
      ...modules,
    },
    { showsCacheStatus: true, ...overrides },
  )
  return { ...site, calls }
}

const statusOf = (response: Response): string | null => response.headers.get('cache-status')
const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

it('stores a page with structured data in its head, which needs no nonce', async () => {
  let count = 0
  const site = createLiteralSite({
    'page.ts': {
      config: { cache: { maxAge: 60 } },
      head: { script: [{ type: 'application/ld+json', children: { '@type': 'Book' } }] },
      default: () => h('p', null, ++count),
    },
  })
  const pages = [await site.fetch('/page'), await site.fetch('/page')]

  for (const page of pages) {
    expect(page.headers.get('cache-control')).toBe('public, max-age=0, must-revalidate')
    expect(await page.text()).toContain('<script type="application/ld+json">{"@type":"Book"}</script>')
  }
  expect(count).toBe(1)
})

describe('a route with config.cache', () => {
  it('is called once in maxAge seconds', async () => {
    const site = createCounted()

    const first = await site.fetch('/page')
    const second = await site.fetch('/page')

    expect([await first.text(), await second.text()]).toEqual(['1', '1'])
    expect([statusOf(first), statusOf(second)]).toEqual(['vial; fwd=miss; stored', 'vial; hit'])
  })

  it('is called again when maxAge is over', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const site = createCounted()

    await site.fetch('/page')
    vi.setSystemTime(Date.now() + 59_000)
    expect(await site.text('/page')).toBe('1')
    vi.setSystemTime(Date.now() + 1000)
    expect(await site.text('/page')).toBe('2')
  })

  it('stores whole pages, with what their loaders set on ctx.headers', async () => {
    let renders = 0
    const site = createLiteralSite({
      'page.tsx': {
        config: { cache: { maxAge: 60 } },
        loader: (ctx: Context) => {
          ctx.headers.set('x-total', '5')
          return { render: ++renders }
        },
        head: { title: 'Stored' },
        default: ({ data }: { data: { render: number } }) => h('p', null, `Render ${data.render}`),
      },
    })

    const first = await site.fetch('/page')
    const second = await site.fetch('/page')

    const text = await second.text()
    expect(text).toBe(await first.text())
    expect(text).toContain('<p>Render 1</p>')
    expect(second.headers.get('x-total')).toBe('5')
    expect(second.headers.get('content-security-policy')).toBe(first.headers.get('content-security-policy'))
    expect(second.headers.get('content-type')).toBe('text/html; charset=utf-8')
  })

  it.each([
    ['json()', () => json({ a: 1 }, { headers: { 'x-own': '1' } })],
    [
      'a Response',
      () => new Response('{"a":1}', { headers: { 'content-type': 'application/json', 'x-own': '1' } }),
    ],
    [
      'a stream',
      () =>
        new Response(new Blob(['{"a":1}']).stream(), {
          headers: { 'content-type': 'application/json', 'x-own': '1' },
        }),
    ],
  ])('stores what an endpoint returns as %s', async (_, create) => {
    const site = createCounted(create)

    for (const status of ['vial; fwd=miss; stored', 'vial; hit']) {
      const response = await site.fetch('/page')
      expect(statusOf(response)).toBe(status)
      expect(await response.json()).toEqual({ a: 1 })
      expect(response.headers.get('content-type')).toBe('application/json')
      expect(response.headers.get('x-own')).toBe('1')
    }
    expect(site.calls()).toBe(1)
  })

  it.each<[string, (props: { session?: unknown; flash?: unknown }) => unknown, string]>([
    ['the session', ({ session: _ }) => 'a', 'private, no-store'],
    ['flash messages', ({ flash: _ }) => 'a', 'private, no-store'],
    ['neither', () => 'a', 'public, max-age=0, must-revalidate'],
  ])(
    'takes a component that names %s among its props as one that reads it',
    async (_, component, control) => {
      const site = createLiteralSite({ 'a.tsx': { config: { cache: { maxAge: 60 } }, default: component } })

      expect((await site.fetch('/a')).headers.get('cache-control')).toBe(control)
    },
  )

  it('stores bytes', async () => {
    const bytes = new Uint8Array([255, 0, 254])
    const site = createCounted(() => new Response(bytes, { headers: { 'content-type': 'image/x' } }))

    await site.fetch('/page')
    const hit = await site.fetch('/page')
    const head = await site.fetch('/page', { method: 'HEAD' })

    expect(statusOf(hit)).toBe('vial; hit')
    expect(await hit.bytes()).toEqual(bytes)
    expect(head.headers.get('content-length')).toBe('3')
  })

  it('sends each visitor a different request id', async () => {
    const site = createCounted()
    const ids = [await site.fetch('/page'), await site.fetch('/page')].map((response) =>
      response.headers.get('x-request-id'),
    )

    expect(new Set(ids).size).toBe(2)
  })

  it('sends the age of the response, and lets browsers revalidate theirs', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const site = createCounted()

    const miss = await site.fetch('/page')
    vi.setSystemTime(Date.now() + 5500)
    const hit = await site.fetch('/page')
    const etag = hit.headers.get('etag') ?? ''
    const fresh = await site.fetch('/page', { headers: { 'if-none-match': etag } })

    expect(miss.headers.get('age')).toBeNull()
    expect(hit.headers.get('age')).toBe('5')
    expect(hit.headers.get('cache-control')).toBe('public, max-age=0, must-revalidate')
    expect(etag).toMatch(/^"[\w+/]{22}"$/)
    expect(miss.headers.get('etag')).toBe(etag)
    expect(fresh.status).toBe(304)
    expect(await fresh.text()).toBe('')
    expect(fresh.headers.get('etag')).toBe(etag)
    expect(fresh.headers.get('content-type')).toBeNull()
  })

  it('answers 412 if the client requires another version, and otherwise ignores the condition', async () => {
    const modified = 'Sat, 01 Aug 2026 12:00:00 GMT'
    const site = createCounted((ctx) => {
      if (ctx.query.has('dated')) ctx.headers.set('last-modified', modified)
      return 'text'
    })
    const etag = (await site.fetch('/page')).headers.get('etag')!
    const statusFor = async (
      path: string,
      headers: Record<string, string>,
      method = 'GET',
    ): Promise<number> => (await site.fetch(path, { headers, method })).status

    for (const round of ['hit', 'again']) {
      expect([round, await statusFor('/page', { 'if-match': `"other", ${etag}` })]).toEqual([round, 200])
      expect(await statusFor('/page', { 'if-match': '*' })).toBe(200)
      expect(await statusFor('/page', { 'if-match': '"other"' })).toBe(412)
      expect(await statusFor('/page', { 'if-match': '"other"' }, 'HEAD')).toBe(412)
      // Strong comparison (RFC 9110, section 13.1.1).
      expect(await statusFor('/page', { 'if-match': `W/${etag}` })).toBe(412)
      // If-Match comes first, and If-None-Match is not judged after it fails.
      expect(await statusFor('/page', { 'if-match': '"other"', 'if-none-match': etag })).toBe(412)
      expect(await statusFor('/page', { 'if-match': etag, 'if-none-match': etag })).toBe(304)
      // Without Last-Modified there is nothing to compare the date with.
      expect(await statusFor('/page', { 'if-unmodified-since': 'Sat, 01 Aug 2020 12:00:00 GMT' })).toBe(200)
      const before = { 'if-unmodified-since': 'Sat, 01 Aug 2026 11:59:59 GMT' }
      expect(await statusFor('/page?dated', before)).toBe(412)
      expect(await statusFor('/page?dated', { 'if-unmodified-since': modified })).toBe(200)
      expect(await statusFor('/page?dated', { 'if-modified-since': modified })).toBe(304)
      expect(await statusFor('/page?dated', { 'if-match': etag, ...before })).toBe(200)
    }
    const failed = await site.fetch('/page', { headers: { 'if-match': '"other"' } })
    expect([await failed.text(), failed.headers.get('etag'), failed.headers.get('cache-control')]).toEqual([
      '',
      null,
      'no-store',
    ])
    expect(failed.headers.get('content-type')).toBeNull()
  })

  it.each([
    [{ maxAge: 60, shared: true }, 'public, max-age=0, s-maxage=60'],
    [{ maxAge: 9.5, swr: 0.5, shared: true }, 'public, max-age=0, s-maxage=9'],
    [{ maxAge: 60, swr: 600, shared: true }, 'public, max-age=0, s-maxage=60, stale-while-revalidate=600'],
    [{ maxAge: 60, swr: 600, shared: false }, 'public, max-age=0, must-revalidate'],
  ])('tells shared caches what %j allows', async (config, expected) => {
    const site = createCounted(undefined, { config })

    for (const method of ['GET', 'GET', 'HEAD']) {
      expect((await site.fetch('/page', { method })).headers.get('cache-control')).toBe(expected)
    }
    const etag = (await site.fetch('/page')).headers.get('etag')!
    const fresh = await site.fetch('/page', { headers: { 'if-none-match': etag } })
    expect([fresh.status, fresh.headers.get('cache-control')]).toEqual([304, expected])
  })

  it('never lets shared caches store a personal response, or one that fails', async () => {
    const config = { maxAge: 60, swr: 600, shared: true }
    const site = createCounted(
      (ctx) => {
        if (ctx.query.has('fail')) throw new HttpError(503, 'Later.')
        return ctx.query.has('own') ? { name: ctx.cookies.get('name') } : 'text'
      },
      { config },
    )

    expect((await site.fetch('/page?own')).headers.get('cache-control')).toBe('private, no-store')
    expect((await site.fetch('/page?fail')).headers.get('cache-control')).toBe('no-store')
    expect((await site.fetch('/page?own&fail')).headers.get('cache-control')).toMatch(/no-store/)
  })

  it('keeps the Cache-Control that the route sets', async () => {
    const site = createCounted((ctx) => {
      ctx.headers.set('cache-control', 'public, max-age=60')
      return 'text'
    })

    await site.fetch('/page')
    const hit = await site.fetch('/page')

    expect(statusOf(hit)).toBe('vial; hit')
    expect(hit.headers.get('cache-control')).toBe('public, max-age=60')
  })

  it.each<[string, (ctx: Context) => unknown, RequestInit]>([
    ['Authorization was sent', () => 'text', { headers: { authorization: 'Bearer a' } }],
    ['the raw target was read', (ctx) => ctx.rawTarget, {}],
    ["the visitor's address was read", (ctx) => [ctx.clientAddress], {}],
    ['it sets a cookie', () => new Response('', { headers: { 'set-cookie': 'a=1' } }), {}],
    ['its status is 201', () => new Response('', { status: 201 }), {}],
    ['it is streamed, or longer than 4 MB', () => 'x'.repeat(4 * 1024 * 1024 + 1), {}],
    ['it is streamed, or longer than 4 MB', () => new Response('x'.repeat(4 * 1024 * 1024 + 1)), {}],
    ['it is streamed, or longer than 4 MB', () => new Response(new Uint8Array(4 * 1024 * 1024 + 1)), {}],
  ])('says why it stores nothing: %s', async (reason, GET, init) => {
    const site = createCounted(GET)

    for (const response of [await site.fetch('/page', init), await site.fetch('/page', init)]) {
      expect(statusOf(response)).toBe(`vial; fwd=bypass; detail="${reason}"`)
    }
    expect(site.calls()).toBe(2)
  })

  it('stores up to 4 MB', async () => {
    const text = 'x'.repeat(4 * 1024 * 1024)
    const site = createCounted(() => new Response(new Blob([text]).stream()))

    expect(statusOf(await site.fetch('/page'))).toBe('vial; fwd=miss; stored')
    expect(await site.text('/page')).toBe(text)
  })

  it('warns once that it stores nothing, and not at all for a missing page or a visitor with a password', async () => {
    const site = createCounted((ctx) => {
      if (ctx.query.has('missing')) throw new HttpError(404)
      if (ctx.query.has('moved')) return new Response(null, { status: 303, headers: { location: '/' } })
      return ctx.query.has('personal') ? [ctx.cookies.get('a')] : 'text'
    })
    await site.fetch('/page?missing')
    await site.fetch('/page?moved')
    await site.fetch('/page', { headers: { authorization: 'Bearer a' } })
    expect(site.log).toEqual([])
    await site.fetch('/page?personal')
    await site.fetch('/page?personal')

    expect(site.log).toEqual([
      {
        level: 'warn',
        message:
          'routes/page.ts: config.cache has stored nothing, because the cookies were read. Personal responses are never shared. Do this in a *.personal.tsx component, which every visitor gets in the cached page, or remove config.cache.',
        fields: { route: '/page', file: 'routes/page.ts' },
      },
    ])
  })

  it('keeps the ETag and the Age that the route sets', async () => {
    const site = createCounted(
      () => new Response('text', { headers: { etag: '"own"', age: '7', 'content-language': 'en' } }),
    )
    await site.fetch('/page')
    const hit = await site.fetch('/page')
    const fresh = await site.fetch('/page', { headers: { 'if-none-match': '"own"' } })

    expect([hit.headers.get('etag'), hit.headers.get('age')]).toEqual(['"own"', '7'])
    expect(fresh.status).toBe(304)
    expect(fresh.headers.get('etag')).toBe('"own"')
    expect(fresh.headers.get('content-language')).toBeNull()
    expect(fresh.headers.get('content-length')).toBeNull()
  })

  it('repeats what the route removed from ctx.headers', async () => {
    const site = createCounted(
      (ctx) => {
        ctx.headers.delete('x-from-middleware')
        ctx.headers.set('x-changed', 'route')
        return 'text'
      },
      {
        modules: {
          '_middleware.ts': {
            default(ctx: Context, next: () => Promise<Response>) {
              for (const name of ['x-from-middleware', 'x-changed', 'x-kept'])
                ctx.headers.set(name, 'middleware')
              return next()
            },
          },
        },
      },
    )
    await site.fetch('/page')
    const { headers } = await site.fetch('/page')

    expect(headers.get('x-from-middleware')).toBeNull()
    expect([headers.get('x-changed'), headers.get('x-kept')]).toEqual(['route', 'middleware'])
  })

  it('names the headers that the response depends on in Vary, with those of the route', async () => {
    const site = createCounted((ctx) => {
      ctx.request.headers.get('Accept-Language')
      ctx.headers.set('vary', 'X-Own')
      return 'text'
    })

    for (const response of [await site.fetch('/page'), await site.fetch('/page')]) {
      expect(response.headers.get('vary')?.toLowerCase().split(', ').sort()).toEqual([
        'accept-language',
        'x-own',
      ])
    }
    expect(site.calls()).toBe(1)
  })

  it('tells responses apart by origin, path and the whole query', async () => {
    const site = createCounted((ctx, count) => `${ctx.url.href} ${count}`)
    const urls = ['/page', '/page?', '/page?a=1', '/page?a=2', '/page?a=1&b=2', 'http://other.example/page']

    const first = await Promise.all(urls.map((url) => site.text(url)))
    const again = await Promise.all(urls.map((url) => site.text(url)))

    expect(new Set(first).size).toBeGreaterThanOrEqual(5)
    expect(again).toEqual(first)
  })

  it('runs middleware for every request, so that guards still apply', async () => {
    let passes = 0
    const site = createCounted(undefined, {
      modules: {
        '_middleware.ts': {
          default: (ctx: Context, next: () => Promise<Response>) => {
            passes++
            if (ctx.query.has('stop')) throw new HttpError(403, 'No.')
            return next()
          },
        },
      },
    })

    await site.fetch('/page')
    await site.fetch('/page')
    const refused = await site.fetch('/page?stop')

    expect([passes, site.calls(), refused.status]).toEqual([3, 1, 403])
  })

  it('does not change or store a response that middleware replaces', async () => {
    const site = createCounted(undefined, {
      modules: {
        '_middleware.ts': {
          async default(_: Context, next: () => Promise<Response>) {
            const response = await next()
            return new Response(`<${await response.text()}>`, response)
          },
        },
      },
    })

    await site.fetch('/page')
    const hit = await site.fetch('/page')

    expect(await hit.text()).toBe('<1>')
    expect(hit.headers.get('etag')).toBeNull()
    expect(site.calls()).toBe(1)
  })

  it('does not reuse the responses of another code version', async () => {
    let version = 'a'
    const site = createCounted(undefined, { overrides: { codeVersion: () => version } })

    await site.fetch('/page')
    version = 'b'
    expect(await site.text('/page')).toBe('2')
  })

  it('answers HEAD from the same entry, and does not store responses to HEAD', async () => {
    const site = createCounted((ctx, count) => (ctx.request.method === 'HEAD' ? '' : `text ${count}`))

    const before = await site.fetch('/page', { method: 'HEAD' })
    const get = await site.fetch('/page')
    const after = await site.fetch('/page', { method: 'HEAD' })

    expect(statusOf(before)).toBeNull()
    expect(await get.text()).toBe('text 2')
    expect(statusOf(after)).toBe('vial; hit')
    expect(after.headers.get('content-length')).toBe('6')
    expect(after.headers.get('etag')).toBe(get.headers.get('etag'))
  })

  it('passes other methods through', async () => {
    const site = createCounted(undefined, {
      modules: { 'page.ts': { config: { cache: { maxAge: 60 } }, POST: () => 'posted', GET: () => 'got' } },
    })

    await site.fetch('/page')
    const post = await site.fetch('/page', { method: 'POST' })

    expect(await post.text()).toBe('posted')
    expect(post.headers.get('cache-status')).toBeNull()
  })
})

describe('concurrent requests', () => {
  it('share one response', async () => {
    const site = createCounted(async (_, count) => {
      await wait()
      return String(count)
    })

    const texts = await Promise.all(Array.from({ length: 100 }, () => site.text('/page')))

    expect(site.calls()).toBe(1)
    expect(new Set(texts)).toEqual(new Set(['1']))
  })

  it('each get their own response if it cannot be shared, without waiting for each other', async () => {
    let running = 0
    let maxRunning = 0
    const site = createCounted(async (ctx) => {
      maxRunning = Math.max(maxRunning, ++running)
      const name = ctx.cookies.get('name')
      await wait()
      running--
      return name
    })
    const names = Array.from({ length: 100 }, (_, index) => `n${index}`)

    const texts = await Promise.all(
      names.map((name) => site.text('/page', { headers: { cookie: `name=${name}` } })),
    )

    expect(texts).toEqual(names)
    expect(maxRunning).toBeGreaterThan(90)
  })

  it('each render their own response if the first one fails', async () => {
    const site = createCounted(async (_, count) => {
      await wait()
      if (count === 1) throw new Error('the first one')
      return 'fine'
    })

    const responses = await Promise.all(Array.from({ length: 5 }, () => site.fetch('/page')))

    expect(responses.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 500])
  })

  it('share one response for each value of a header that the route reads', async () => {
    const site = createCounted(async (ctx) => {
      await wait()
      return ctx.request.headers.get('accept-language')
    })
    const languages = Array.from({ length: 30 }, (_, index) => ['de', 'en', 'fr'][index % 3]!)

    const texts = await Promise.all(
      languages.map((language) => site.text('/page', { headers: { 'accept-language': language } })),
    )

    expect(texts).toEqual(languages)
    expect(site.calls()).toBe(3)
  })
})

it('applies config.headers of a cached route to the shared response only', async () => {
  const headers = { 'Cache-Control': 'public, max-age=9' }
  const site = createLiteralSite({
    'a.ts': {
      config: { cache: { maxAge: 60 }, headers },
      GET(ctx: Context) {
        if (ctx.query.has('me')) Object.assign(ctx.session, { seen: true })
        return 'a'
      },
    },
  })

  expect((await site.fetch('/a')).headers.get('cache-control')).toBe('public, max-age=9')
  const own = await site.fetch('/a?me')
  expect(own.headers.getSetCookie()).toHaveLength(1)
  expect(own.headers.get('cache-control')).toBe('private, no-store')
})

describe('config.cache.swr', () => {
  afterEach(() => void vi.useRealTimers())

  it('serves the stale response at once and revalidates it once', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const site = createCounted(undefined, { config: { maxAge: 10, swr: 100 } })
    await site.fetch('/page')
    vi.setSystemTime(Date.now() + 50_000)

    const stale = await Promise.all([site.fetch('/page'), site.fetch('/page'), site.fetch('/page')])
    await site.handler.stop()
    const fresh = await site.fetch('/page')

    expect(await Promise.all(stale.map((response) => response.text()))).toEqual(['1', '1', '1'])
    expect(statusOf(stale[0]!)).toBe('vial; hit; detail=stale')
    expect(stale[0]!.headers.get('age')).toBe('50')
    expect(await fresh.text()).toBe('2')
    expect(statusOf(fresh)).toBe('vial; hit')
  })

  it('renders a new response when swr is over', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const site = createCounted(undefined, { config: { maxAge: 10, swr: 100 } })
    await site.fetch('/page')
    vi.setSystemTime(Date.now() + 111_000)

    expect(await site.text('/page')).toBe('2')
  })

  it.each([new Error('down'), new HttpError(500), new HttpError(503)])(
    'keeps the stale response if the revalidation fails, and logs the failure: %s',
    async (failure) => {
      vi.useFakeTimers({ toFake: ['Date'] })
      const site = createCounted(
        (_, count) => {
          if (count === 2) throw failure
          return String(count)
        },
        { config: { maxAge: 10, swr: 100 } },
      )
      await site.fetch('/page')
      vi.setSystemTime(Date.now() + 50_000)
      await site.fetch('/page')
      await site.handler.stop()

      expect(await site.text('/page')).toBe('1')
      expect(site.log).toMatchObject([
        {
          message:
            'routes/page.ts: a cached response could not be revalidated. The stale one is served until config.cache.swr has passed.',
          fields: { err: failure, route: '/page' },
        },
      ])
      await site.handler.stop()
      expect(await site.text('/page')).toBe('3')
    },
  )

  it('revalidates with GET for HEAD, continues without the visitor, and runs the work of ctx.after()', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const seen: unknown[] = []
    const site = createCounted(
      ({ after, request }, count) => {
        if (count === 2) visitor.abort()
        after(() => seen.push([count, request.method, request.signal.aborted]))
        return String(count)
      },
      { config: { maxAge: 10, swr: 100 } },
    )
    const visitor = new AbortController()
    await site.fetch('/page')
    vi.setSystemTime(Date.now() + 50_000)
    await site.fetch('/page', { method: 'HEAD', signal: visitor.signal })
    await site.handler.stop()

    expect(seen).toEqual([
      [1, 'GET', false],
      [2, 'GET', false],
    ])
  })

  it.each<[what: string, readSignal: (ctx: Context) => AbortSignal]>([
    ['ctx.signal', ({ signal }) => signal],
    ['ctx.request.signal', ({ request }) => request.signal],
  ])('does not store what the route returned because its visitor had left, by %s', async (_, readSignal) => {
    const visitor = new AbortController()
    const site = createCounted((ctx, count) => {
      const signal = readSignal(ctx)
      if (count === 1) visitor.abort()
      return signal.aborted ? 'nothing found' : 'complete'
    })

    const left = await site.fetch('/page', { signal: visitor.signal })
    expect([await left.text(), statusOf(left)]).toEqual([
      'nothing found',
      'vial; fwd=bypass; detail="the visitor left"',
    ])
    expect(await site.text('/page')).toBe('complete')
    expect(await site.text('/page')).toBe('complete')
    expect(site.calls()).toBe(2)
    expect(site.log).toEqual([])
  })

  it('gives visitors who wait for the response a response of their own if its visitor leaves', async () => {
    const visitor = new AbortController()
    const site = createCounted(async ({ signal }, count) => {
      if (count > 1) return 'complete'
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      return 'nothing found'
    })

    const left = site.fetch('/page', { signal: visitor.signal })
    const waiting = [site.text('/page'), site.text('/page')]
    await wait()
    expect(site.calls()).toBe(1)
    visitor.abort()
    expect(await Promise.all(waiting)).toEqual(['complete', 'complete'])
    expect(await (await left).text()).toBe('nothing found')
  })

  it('removes the stale response if the revalidation ends in a 404', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const site = createCounted(
      (_, count) => {
        if (count > 1) throw new HttpError(404)
        return 'here'
      },
      { config: { maxAge: 10, swr: 100 } },
    )
    await site.fetch('/page')
    vi.setSystemTime(Date.now() + 50_000)

    expect((await site.fetch('/page')).status).toBe(200)
    await site.handler.stop()
    expect((await site.fetch('/page')).status).toBe(404)
  })

  it('does not revalidate with what middleware has put into ctx.locals for the visitor', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const site = createCounted((ctx) => String(ctx.locals.name), {
      config: { maxAge: 10, swr: 100 },
      modules: {
        '_middleware.ts': {
          async default(ctx: Context, next: () => Promise<Response>) {
            const response = await next()
            ctx.locals.name = (ctx.session as { name?: string }).name
            return response
          },
        },
        'name.ts': { POST: (ctx: Context) => void Object.assign(ctx.session, { name: 'Ada' }) },
      },
    })
    const cookie = cookiesOf(await site.fetch('/name', formPost({})))
    await site.fetch('/page')
    vi.setSystemTime(Date.now() + 50_000)

    expect(await site.text('/page', { headers: { cookie } })).toBe('undefined')
    await site.handler.stop()
    expect(await site.text('/page')).toBe('undefined')
  })

  it('revalidates with what middleware sets for all visitors', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const site = createCounted(
      (ctx, count) => `${ctx.locals.greeting} ${ctx.request.headers.get('accept-language')} ${count}`,
      {
        config: { maxAge: 10, swr: 100 },
        modules: {
          '_middleware.ts': {
            default: (ctx: Context, next: () => Promise<Response>) => {
              ctx.locals.greeting = 'hello'
              ctx.headers.set('x-middleware', '1')
              return next()
            },
          },
        },
      },
    )
    const ask = (): Promise<Response> => site.fetch('/page', { headers: { 'accept-language': 'de' } })
    await ask()
    vi.setSystemTime(Date.now() + 50_000)
    await ask()
    await site.handler.stop()
    const fresh = await ask()

    expect(await fresh.text()).toBe('hello de 2')
    expect(fresh.headers.get('x-middleware')).toBe('1')
    expect(fresh.headers.get('age')).toBe('0')
  })
})

describe('ctx.invalidate()', () => {
  it('removes only responses that have the tag', async () => {
    const site = createCounted(undefined, {
      config: { maxAge: 60, tags: ['all', 'notes'] },
      modules: {
        'other.ts': { config: { cache: { maxAge: 60, tags: ['all'] } }, GET: () => String(Math.random()) },
      },
    })
    const before = await site.text('/other')
    await site.fetch('/page')

    await site.fetch('/forget', { method: 'POST' })

    expect(await site.text('/page')).toBe('2')
    expect(await site.text('/other')).toBe(before)
  })

  it('is not undone by a response that is being rendered', async () => {
    let release = (): void => {}
    const started = new Promise<void>((resolve) => {
      release = resolve
    })
    let finish = (): void => {}
    const slow = new Promise<void>((resolve) => {
      finish = resolve
    })
    const site = createCounted(
      async (_, count) => {
        if (count > 1) return String(count)
        release()
        await slow
        return 'old'
      },
      { config: { maxAge: 60, tags: ['notes'] } },
    )
    const old = site.text('/page')
    await started

    await site.fetch('/forget', { method: 'POST' })
    // A request after the invalidation does not wait for the old response.
    expect(await site.text('/page')).toBe('2')
    finish()

    expect(await old).toBe('old')
    expect(await site.text('/page')).not.toBe('old')
  })

  it('is also available as app.invalidate()', async () => {
    let invalidate: ((tag: string) => Promise<void>) | undefined
    const site = createCounted(undefined, {
      config: { maxAge: 60, tags: ['notes'] },
      modules: {
        '_server.ts': {
          default: {
            start: (app: { invalidate(tag: string): Promise<void> }) => {
              invalidate = app.invalidate
            },
          },
        },
      },
    })
    await site.fetch('/page')
    await invalidate!('notes')

    expect(await site.text('/page')).toBe('2')
  })
})
