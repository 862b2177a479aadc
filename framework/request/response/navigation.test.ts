import { h } from 'preact'
import { Suspense } from 'preact/compat'
import { describe, expect, it } from 'vitest'
import { cookiesOf, createLiteralSite, formPost } from '../../fixtures/literal-site.ts'
import { redirect } from '../../http/redirect.ts'
import type { Context } from '../context/context.ts'
import type { PageProps } from '../page/page-props.ts'

const byScript = { 'x-vial-navigation': '1' }
const site = createLiteralSite({
  'away.ts': { GET: () => redirect('https://accounts.example/login?a=1', { external: true }) },
  'home.ts': { GET: () => redirect('/page') },
  'away-again.ts': {
    GET(ctx: Context) {
      ctx.headers.set('cache-control', 'public, max-age=60')
      return new Response('Moved', {
        status: 301,
        headers: {
          location: '//other.example/x',
          'content-language': 'en',
          'x-kept': '1',
          'x-content-note': '2',
        },
      })
    },
  },
  'permanent.ts': { GET: () => redirect('/page#end', 308) },
  'described.tsx': {
    config: { headers: { 'cache-control': 'public, max-age=60', 'last-modified': 'today', 'x-kept': '1' } },
    loader: (ctx: Context) => ctx.headers.set('cache-control', 'public, max-age=5'),
    default: ({ flash }: PageProps) => h('p', null, flash.length),
    POST: save('/described'),
  },
  'replaced/_middleware.ts': {
    async default({ query }: Context, next: () => Promise<Response>) {
      const response = await next()
      return query.has('status') ? new Response(null, { status: Number(query.get('status')) }) : response
    },
  },
  'replaced/index.tsx': {
    default: ({ flash }: PageProps) => h('p', null, flash.length),
    POST: save('/replaced'),
  },
  'moved/[status=int].ts': {
    GET: ({ params }: Context) =>
      new Response(null, {
        status: (params as unknown as { status: number }).status,
        headers: { location: 'https://accounts.example/' },
      }),
  },
  'created.ts': {
    GET: () => new Response('', { status: 201, headers: { location: 'https://accounts.example/1' } }),
  },
  'malformed.ts': { GET: () => new Response(null, { status: 302, headers: { location: 'http://[' } }) },
  'fresh.ts': { GET: () => new Response(null, { status: 304 }) },
  'plain.tsx': {
    default: ({ flash }: PageProps) => h('p', null, flash.length),
    POST: save('/plain'),
  },
  'streamed.tsx': {
    config: { stream: true },
    default: ({ flash }: PageProps) => [
      h('p', null, flash.length),
      h(Suspense, { fallback: '' }, h(Late, null)),
    ],
    POST: save('/streamed'),
  },
  'again.tsx': {
    default: ({ nonce, flash }: PageProps) => h('p', { nonce }, flash.length),
    POST: (ctx: Context) => ctx.flash('success', 'Saved'),
  },
  'end.ts': {
    GET: () => redirect('/page?a=1#end'),
    POST: () => redirect('/page#end', 307),
    PUT: () => redirect('/page#end'),
  },
  'page.tsx': {
    default: ({ nonce, flash }: PageProps) => h('p', { nonce }, flash.length),
    POST: save('/page'),
  },
})

function save(next: string) {
  return (ctx: Context): Response => {
    ctx.flash('success', 'Saved')
    return redirect(next)
  }
}

/** Renders after the rest of a streamed page. */
async function Late() {
  await new Promise((resolve) => setImmediate(resolve))
  return h('p', null, 'late')
}

const asPrefetch = { 'sec-purpose': 'prefetch;prerender' }

/** Posts to a page that leaves a flash message, and returns the cookie. */
const leaveMessage = async (path = '/page'): Promise<string> =>
  cookiesOf(await site.fetch(path, formPost({})))

describe('withholdFlashes()', () => {
  it.each([asPrefetch, { purpose: 'prefetch' }])(
    'refuses a prefetch (%o) of a page that would show messages, so that a visit shows them',
    async (headers) => {
      const cookie = await leaveMessage('/plain')
      const withheld = await site.fetch('/plain', { headers: { cookie, ...headers } })
      const shown = await site.fetch('/plain', { headers: { cookie } })

      expect([withheld.status, await withheld.text()]).toEqual([503, ''])
      expect(withheld.headers.get('cache-control')).toBe('private, no-store')
      expect(withheld.headers.getSetCookie()).toEqual([])
      expect(await shown.text()).toContain('<p>1</p>')
      expect((await site.fetch('/plain', { headers: asPrefetch })).status).toBe(200)
    },
  )

  it('sends a refused prefetch without the headers of the page', async () => {
    const cookie = await leaveMessage('/described')
    const { headers } = await site.fetch('/described', { headers: { cookie, ...asPrefetch } })
    const others = (await site.fetch('/nothing', { headers: asPrefetch })).headers
    const own = ['cache-control', 'vary', 'x-kept']
    const ofDocuments = ['content-type', 'content-security-policy']

    expect(own.map((name) => headers.get(name))).toEqual(['private, no-store', 'Cookie', '1'])
    expect(new Set(headers.keys())).toEqual(
      new Set([...others.keys(), ...own].filter((name) => !ofDocuments.includes(name))),
    )
  })

  it.each([204, 300, 302, 399])('keeps the messages if middleware answers with %d', async (status) => {
    const cookie = await leaveMessage('/replaced')
    const hidden = await site.fetch(`/replaced?status=${status}`, { headers: { cookie } })

    expect([hidden.status, hidden.headers.getSetCookie()]).toEqual([status, []])
    expect(await site.text('/replaced', { headers: { cookie } })).toContain('<p>1</p>')
  })

  it.each<[string, RequestInit]>([
    ['HEAD', { method: 'HEAD' }],
    ['an image', { headers: { 'sec-fetch-dest': 'image' } }],
  ])('keeps the messages of %s, and answers it as usual', async (_, init) => {
    const cookie = await leaveMessage('/plain')
    const response = await site.fetch('/plain', { ...init, headers: { cookie, ...init.headers } })

    expect([response.status, response.headers.getSetCookie()]).toEqual([200, []])
  })

  it('shows the messages with a page whose middleware answers 400', async () => {
    const cookie = await leaveMessage('/replaced')
    const response = await site.fetch('/replaced?status=400', { headers: { cookie } })

    expect([response.status, response.headers.getSetCookie().length]).toEqual([400, 1])
  })

  it('does not take another purpose for a prefetch', async () => {
    const headers = { cookie: await leaveMessage('/plain'), 'sec-purpose': 'unprefetched' }

    expect(await site.text('/plain', { headers })).toContain('<p>1</p>')
  })

  it('shows the messages of a page without a nonce to client navigation', async () => {
    const cookie = await leaveMessage('/plain')

    expect(await site.text('/plain', { headers: { cookie, ...byScript } })).toContain('<p>1</p>')
  })

  it('leaves a streamed page to the browser while there are flash messages', async () => {
    const cookie = await leaveMessage('/streamed')
    const withheld = await site.fetch('/streamed', { headers: { cookie, ...byScript } })

    expect([withheld.status, await withheld.text()]).toEqual([204, ''])
    expect(await site.text('/streamed', { headers: { cookie } })).toContain('<p>1</p>')
  })

  it('answers a form that the script for client navigation sends', async () => {
    const response = await site.fetch('/again', formPost({}, byScript))

    expect(response.status).toBe(200)
    expect(await response.text()).toContain('>1</p>')
  })

  it('leaves a page with a nonce to the browser while there are flash messages', async () => {
    const cookie = cookiesOf(await site.fetch('/page', formPost({})))
    const withheld = await site.fetch('/page?a=1', { headers: { cookie, ...byScript } })
    expect(withheld.status).toBe(204)
    expect(withheld.headers.get('x-vial-location')).toBe('http://localhost/page?a=1')
    expect(await site.text('/page', { headers: { cookie } })).toContain('>1</p>')
    expect((await site.fetch('/page', { headers: byScript })).status).toBe(200)
  })
})

describe('revealRedirect()', () => {
  it('reveals a redirect to another site, and only to the script for client navigation', async () => {
    const revealed = await site.fetch('/away', { headers: byScript })
    expect(revealed.status).toBe(204)
    expect(revealed.headers.get('x-vial-location')).toBe('https://accounts.example/login?a=1')
    expect(revealed.headers.get('location')).toBeNull()
    expect((await site.fetch('/away')).status).toBe(303)
    expect((await site.fetch('/home', { headers: byScript })).status).toBe(303)
  })

  it('reveals an address without a scheme, and drops what describes the body of the redirect', async () => {
    const revealed = await site.fetch('/away-again', { headers: byScript })

    expect(revealed.status).toBe(204)
    expect(revealed.body).toBeNull()
    expect(Object.fromEntries(revealed.headers)).toMatchObject({
      'cache-control': 'no-store',
      'x-kept': '1',
      'x-content-note': '2',
      'x-vial-location': 'http://other.example/x',
    })
    expect(revealed.headers.get('content-language')).toBeNull()
    expect(revealed.headers.get('content-type')).toBeNull()
  })

  it.each([300, 301, 399])('reveals the target of status %d', async (status) => {
    const revealed = await site.fetch(`/moved/${status}`, { headers: byScript })

    expect([revealed.status, revealed.headers.get('x-vial-location')]).toEqual([
      204,
      'https://accounts.example/',
    ])
  })

  it.each([
    ['/moved/299', 299],
    ['/moved/400', 400],
    ['/created', 201],
    ['/fresh', 304],
    ['/malformed', 302],
    ['/nothing', 404],
  ])('leaves the response of %s alone', async (path, status) => {
    expect((await site.fetch(path, { headers: byScript })).status).toBe(status)
  })

  it('reveals the fragment of a redirect, and whether it repeats a form', async () => {
    const revealed = await site.fetch('/end', { headers: byScript })
    expect([revealed.status, revealed.headers.get('x-vial-location')]).toEqual([204, '/page?a=1#end'])
    const written = await site.fetch('/end', { method: 'PUT', headers: byScript })
    expect([written.status, written.headers.get('x-vial-location')]).toEqual([204, '/page#end'])
    expect([revealed, written].map(({ headers }) => headers.get('x-vial-repeat'))).toEqual([null, null])
    const repeated = await site.fetch('/end', { method: 'POST', headers: byScript })
    expect(repeated.status).toBe(204)
    expect(repeated.headers.get('x-vial-location')).toBe('/page#end')
    expect(repeated.headers.get('x-vial-repeat')).toBe('1')
    expect((await site.fetch('/end', { method: 'POST' })).status).toBe(307)
    expect((await site.fetch('/permanent', { headers: byScript })).headers.get('x-vial-location')).toBe(
      '/page#end',
    )
    expect((await site.fetch('/end')).headers.get('location')).toBe('/page?a=1#end')
  })
})
