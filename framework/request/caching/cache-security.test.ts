// Tests what a cache that all visitors share must never do.
import { h } from 'preact'
import { describe, expect, it } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import { HttpError } from '../../http/http-error.ts'
import { redirect } from '../../http/redirect.ts'
import type { Context } from '../context/context.ts'

const config = { cache: { maxAge: 60, swr: 60 } }
const shown = { showsCacheStatus: true }
const statusOf = (response: Response): string | null => response.headers.get('cache-status')

const sessionOf = (ctx: Context): Record<string, unknown> => ctx.session as never

/** Prefixes of header names that servers, proxies and frameworks have acted on. */
const prefixes = [
  '',
  'x-',
  'x-forwarded-',
  'x-original-',
  'x-real-',
  'x-http-',
  'cf-',
  'true-',
  'client-',
  'proxy-',
  'cdn-',
  'fastly-',
]
const stems = (
  'host url uri path prefix proto protocol scheme port server ip for client-ip by method method-override rewrite-url ' +
  'user user-agent language locale country device theme debug test preview draft version data json nonce csp base query ' +
  'params status cache content-type accept lang origin referer token api-key request-id'
).split(' ')
const headerNames = [...new Set(prefixes.flatMap((prefix) => stems.map((stem) => prefix + stem)))]
const knownNames = (
  'accept accept-encoding accept-language accept-charset purpose sec-purpose sec-fetch-dest sec-fetch-mode sec-fetch-site ' +
  'x-vial-navigation x-requested-with x-middleware-subrequest x-nextjs-data rsc next-router-prefetch x-invoke-path ' +
  'x-matched-path x-now-route-matches x-middleware-prefetch forwarded via te upgrade-insecure-requests save-data dnt ' +
  'viewport-width sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform range if-range if-modified-since pragma ' +
  'cache-control expect from max-forwards warning content-security-policy traceparent tracestate'
).split(' ')

describe('input outside the cache key never changes a shared response', () => {
  const site = createLiteralSite(
    {
      'page.tsx': {
        config,
        loader: ({ request, url }: Context) => [request.url, url.href, request.headers.get('x-theme')],
        default: ({ data }: { data: string[] }) => h('p', null, data.join(' ')),
      },
      'raw.ts': { config, GET: (ctx: Context) => ctx.request.url },
    },
    shown,
  )

  it('for If-Match, whose 412 no cache may store', async () => {
    const baseline = await site.text('/page')
    const refused = await site.fetch('/page', { headers: { 'if-match': '"x"' } })

    expect([refused.status, refused.headers.get('cache-control'), await refused.text()]).toEqual([
      412,
      'no-store',
      '',
    ])
    expect(await site.text('/page')).toBe(baseline)
  })

  it(`for ${headerNames.length + knownNames.length} header names`, async () => {
    const baseline = await site.text('/page')
    const raw = await site.text('/raw')
    for (const name of [...headerNames, ...knownNames]) {
      // A header may legitimately cause a 412 or another page, but the next visitor must not receive it.
      const headers = { [name]: name === 'range' ? 'bytes=0-1' : 'canary.example' }
      for (const path of ['/page', '/raw']) {
        for (let round = 0; round < 2; round++) {
          const response = await site.fetch(path, { headers })
          const text = await response.text()
          const isKeyed = (response.headers.get('vary') ?? '').split(', ').includes(name)
          if (name === 'x-theme') expect(isKeyed).toBe(path === '/page')
          if (!isKeyed) expect([name, text]).toEqual([name, path === '/page' ? baseline : raw])
        }
      }
      expect(await site.text('/page')).toBe(baseline)
      expect(await site.text('/raw')).toBe(raw)
    }
  })

  it('for the Host, which is part of the key', async () => {
    const evil = await site.text('http://evil.example/page')
    expect(evil).toContain('evil.example')
    expect(await site.text('/page')).not.toContain('evil')
  })

  it('for the Host if ORIGIN sets the origin', async () => {
    const fixed = createLiteralSite(
      { 'raw.ts': { config, GET: (ctx: Context) => `${ctx.request.url} ${ctx.url.href}` } },
      { origin: 'https://example.org' },
    )
    expect(await fixed.text('http://evil.example/raw')).toBe(
      'https://example.org/raw https://example.org/raw',
    )
  })

  it('for the Last-Event-ID, which is part of the key', async () => {
    const GET = ({ lastEventId }: Context): string => String(lastEventId)
    const own = createLiteralSite({ 'a.ts': { config, GET } })

    expect(await own.text('/a', { headers: { 'last-event-id': 'canary' } })).toBe('canary')
    expect(await own.text('/a')).toBe('undefined')
    expect((await own.fetch('/a')).headers.get('vary')).toBe('last-event-id')
  })

  it.each<[string, (ctx: Context) => unknown]>([
    ['the address of the visitor', (ctx) => ctx.clientAddress],
    ['the Cookie header', (ctx) => ctx.request.headers.get('cookie')],
    ['all headers', (ctx) => Object.fromEntries(ctx.request.headers)],
    ['ctx.cookies', (ctx) => ctx.cookies.get('a')],
    ['ctx.session', (ctx) => sessionOf(ctx).name],
    ['ctx.nonce', (ctx) => ctx.nonce],
  ])('for %s, because the response is then not shared', async (_, read) => {
    const GET = (ctx: Context): string => String(read(ctx))
    const own = createLiteralSite({ 'a.ts': { config, GET } }, { ...shown, clientAddress: () => '192.0.2.1' })

    for (let round = 0; round < 2; round++) {
      expect(statusOf(await own.fetch('/a', { headers: { cookie: 'a=1' } }))).toMatch(
        /^vial; fwd=bypass; detail="(.+ read|it contains a nonce)"$/,
      )
    }
    expect(own.log.filter(({ level }) => level === 'warn').length).toBe(1)
    expect(own.log[0]!.message).toMatch(/^routes\/a\.ts: config\.cache has stored nothing, because /)
  })

  it('for what middleware reads and passes on', async () => {
    let count = 0
    const own = createLiteralSite(
      {
        '_middleware.ts': {
          default: (ctx: Context, next: () => Promise<Response>) => {
            ctx.locals.language = ctx.request.headers.get('accept-language')
            if (ctx.query.has('session')) ctx.locals.name = sessionOf(ctx).name
            return next()
          },
        },
        'a.ts': { config, GET: (ctx: Context) => `${ctx.locals.language} ${++count}` },
      },
      shown,
    )
    const ask = (language: string): Promise<string> =>
      own.text('/a', { headers: { 'accept-language': language } })

    expect([await ask('de'), await ask('fr'), await ask('de'), await ask('fr')]).toEqual([
      'de 1',
      'fr 2',
      'de 1',
      'fr 2',
    ])
    expect((await own.fetch('/a')).headers.get('vary')).toBe('accept-language')
    expect(statusOf(await own.fetch('/a?session'))).toBe('vial; fwd=bypass; detail="the session was read"')
  })

  it('for a copy of the request', async () => {
    const own = createLiteralSite({
      'a.ts': {
        config,
        GET: (ctx: Context) => [...new Request(ctx.request).headers, ...ctx.request.clone().headers].join(),
      },
    })
    expect(await own.text('/a', { headers: { 'x-secret': 'canary' } })).toBe('')
  })
})

describe('a page has one representation per URL', () => {
  it.each(['/?/_data', '/?x=.json', '/.data', '/index.json', '/_data', '/?_data'])('for %s', async (path) => {
    const site = createLiteralSite({
      'index.tsx': { config, loader: () => ({ secret: 1 }), default: () => h('p', null, 'page') },
    })

    await site.fetch('/')
    const response = await site.fetch(path)

    expect(await response.text()).not.toContain('secret')
    expect([200, 404]).toContain(response.status)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  })
})

describe('failures are never cached', () => {
  it.each<[string, (ctx: Context) => unknown, number]>([
    [
      'an error',
      () => {
        throw new Error('bug')
      },
      500,
    ],
    [
      'a 404',
      () => {
        throw new HttpError(404)
      },
      404,
    ],
    ['a redirect', () => redirect('/elsewhere'), 303],
    ['no value', () => undefined, 204],
    [
      'another status',
      (ctx) => {
        ctx.status = 410
        return 'gone'
      },
      410,
    ],
    ['a Response of another status', () => new Response('later', { status: 503 }), 503],
  ])('for %s', async (_, answer, status) => {
    let isRecovered = false
    const site = createLiteralSite(
      { 'a.ts': { config, GET: (ctx: Context) => (isRecovered ? 'recovered' : answer(ctx)) } },
      shown,
    )

    const response = await site.fetch('/a')
    isRecovered = true

    expect(response.status).toBe(status)
    expect(response.headers.get('cache-control') ?? '').not.toMatch(/public|immutable/)
    expect(response.headers.get('etag')).toBeNull()
    expect(await site.text('/a')).toBe('recovered')
  })
})

describe('the cache stores shared responses only', () => {
  it.each<[string, (ctx: Context) => unknown]>([
    ['sets a cookie', (ctx) => ctx.cookies.set('a', 'b')],
    ['has Set-Cookie on ctx.headers', (ctx) => ctx.headers.append('set-cookie', 'a=b')],
    ['has Set-Cookie of its own', () => new Response('x', { headers: { 'set-cookie': 'a=b' } })],
    [
      'writes the session',
      (ctx) => {
        sessionOf(ctx).a = 1
      },
    ],
    ['adds a flash message', (ctx) => ctx.flash('info', 'text')],
    ['has a private Cache-Control on ctx.headers', (ctx) => ctx.headers.set('cache-control', 'private')],
    [
      'has a private Cache-Control of its own',
      () => new Response('x', { headers: { 'cache-control': 'private, max-age=60' } }),
    ],
    ['has no-store on ctx.headers', (ctx) => ctx.headers.set('cache-control', 'no-store')],
    ['varies by Cookie', (ctx) => ctx.headers.set('vary', 'Cookie')],
    ['varies by *', () => new Response('x', { headers: { vary: '*' } })],
    [
      'never ends',
      () => new Response(new ReadableStream({ pull: (to) => to.enqueue(new Uint8Array(65536)) })),
    ],
    [
      'is an event stream',
      () => new Response(new ReadableStream(), { headers: { 'content-type': 'text/event-stream' } }),
    ],
  ])('and does not store one that %s', async (_, act) => {
    let calls = 0
    const GET = (ctx: Context): unknown => {
      calls++
      const result = act(ctx)
      return result instanceof Response ? result : 'text'
    }
    const site = createLiteralSite({ 'a.ts': { config, GET } }, shown)

    for (let round = 1; round <= 2; round++) {
      const response = await site.fetch('/a')
      expect(statusOf(response)).toMatch(/^vial; fwd=bypass/)
      expect(calls).toBe(round)
      response.body?.cancel()
    }
  })

  it('and respects the Cache-Control of config.headers', async () => {
    const site = createLiteralSite(
      { 'a.ts': { config: { ...config, headers: { 'Cache-Control': 'no-store' } }, GET: () => 'text' } },
      shown,
    )
    expect(statusOf(await site.fetch('/a'))).toBe(
      'vial; fwd=bypass; detail="its Cache-Control says no-store"',
    )
  })

  it('and is neither filled nor used by requests with Authorization', async () => {
    const GET = (ctx: Context): string => ctx.request.headers.get('authorization') ?? 'anonymous'
    const site = createLiteralSite({ 'a.ts': { config, GET } }, shown)
    const own = { headers: { authorization: 'Bearer canary' } }

    expect(await site.text('/a', own)).toBe('Bearer canary')
    expect(await site.text('/a')).toBe('anonymous')
    expect(await site.text('/a', own)).toBe('Bearer canary')
  })

  it('and does not store what middleware adds for one visitor', async () => {
    const site = createLiteralSite(
      {
        '_middleware.ts': {
          async default(ctx: Context, next: () => Promise<Response>) {
            const response = await next()
            if (ctx.query.has('x')) ctx.cookies.set('visitor', 'canary')
            return response
          },
        },
        'a.tsx': { config, default: () => h('p', null, 'text') },
      },
      shown,
    )

    const response = await site.fetch('/a?x')
    expect(response.headers.get('set-cookie')).toContain('canary')
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(response.headers.get('etag')).toBeNull()
    const hit = await site.fetch('/a?x')
    expect(statusOf(hit)).toBe('vial; hit')
    expect(hit.headers.getSetCookie().length).toBe(1)
  })

  it('and ignores POST requests and their bodies', async () => {
    const site = createLiteralSite(
      { 'a.ts': { config, GET: () => 'got', POST: async (ctx: Context) => ctx.request.text() } },
      shown,
    )
    expect(await site.text('/a', { method: 'POST', body: 'canary' })).toBe('canary')
    expect(await site.text('/a')).toBe('got')
  })
})

describe('a URL below a page is a different URL', () => {
  it.each(['/me/x.css', '/me/', '/me;x.css', '/me%2Fx.css', '/me/%2e%2e/x.js'])('for %s', async (path) => {
    const site = createLiteralSite({ 'me.tsx': { config, default: () => h('p', null, 'canary') } })

    await site.fetch('/me')
    const response = await site.fetch(path)

    expect([308, 404]).toContain(response.status)
    expect(await response.text()).not.toContain('canary')
  })
})

describe('GET, HEAD and 304 agree', () => {
  it('in all headers', async () => {
    const site = createLiteralSite({ 'a.tsx': { config, default: () => h('p', null, 'Grüße') } })
    await site.fetch('/a')

    const get = await site.fetch('/a')
    const head = await site.fetch('/a', { method: 'HEAD' })
    const etag = get.headers.get('etag')!
    const fresh = await site.fetch('/a', { headers: { 'if-none-match': `"x", ${etag}` } })
    const part = await site.fetch('/a', { headers: { range: 'bytes=0-3' } })

    const headersOf = (response: Response): object =>
      Object.fromEntries(
        [...response.headers].filter(([name]) => name !== 'x-request-id' && name !== 'content-length'),
      )
    expect(headersOf(head)).toEqual(headersOf(get))
    expect(Number(head.headers.get('content-length'))).toBe((await get.bytes()).byteLength)
    expect([fresh.status, await fresh.text()]).toEqual([304, ''])
    const { 'content-type': _, ...validators } = headersOf(get) as Record<string, string>
    expect(headersOf(fresh)).toEqual(validators)
    expect(part.status).toBe(200)
  })
})
