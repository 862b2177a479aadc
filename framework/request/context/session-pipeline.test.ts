// Tests sessions that are kept in the cookie, through the whole pipeline.
import { h } from 'preact'
import { getIronSession, sealData } from 'iron-session'
import { describe, expect, it } from 'vitest'
import { cookiesOf, createLiteralSite, formPost, testSecret } from '../../fixtures/literal-site.ts'
import { redirect } from '../../http/redirect.ts'
import { createSealer } from '../../node/sessions/iron-seal.ts'
import { parseSecrets } from '../../session/secret.ts'
import type { ErrorProps } from '../page/page-props.ts'
import type { Context } from './context.ts'

type Values = Record<string, unknown>
const valuesOf = (ctx: Context): Values => ctx.session as unknown as Values

const modules = {
  'count.ts': {
    GET(ctx: Context) {
      const session = valuesOf(ctx)
      session.count = ((session.count as number) ?? 0) + 1
      return { count: session.count }
    },
  },
  'read.ts': { GET: (ctx: Context) => ({ ...valuesOf(ctx) }) },
  'plain.ts': { GET: () => 'plain' },
  'logout.ts': { POST: (ctx: Context) => ctx.session.destroy() },
  'page.tsx': {
    default: ({ session, flash }: { session: Values; flash: { kind: string; message: string }[] }) =>
      h('p', null, `count ${session.count} `, flash.map((entry) => `${entry.kind}: ${entry.message}`).join()),
    POST(ctx: Context) {
      ctx.flash('success', 'Saved')
      return redirect('/page')
    },
    PUT: (ctx: Context) => {
      ctx.flash('error', 'Not saved')
      return ctx.fail(422, {})
    },
  },
  'untouched.tsx': { default: ({ url }: { url: URL }) => h('p', null, url.pathname) },
}

describe('a session in the pipeline', () => {
  it('is saved by setting a property and read by the next request', async () => {
    const site = createLiteralSite(modules)
    const first = await site.fetch('/count')
    const second = await site.fetch('/count', { headers: { cookie: cookiesOf(first) } })

    expect(first.headers.get('set-cookie')).toMatch(
      /^__Host-session=Fe26\.2\*[^;]+; Max-Age=\d+; Path=\/; Secure; HttpOnly; SameSite=Lax$/,
    )
    expect(await second.json()).toEqual({ count: 2 })
  })

  it('is written once, and only when something changed', async () => {
    const site = createLiteralSite(modules)
    const cookie = cookiesOf(await site.fetch('/count'))
    const read = await site.fetch('/read', { headers: { cookie } })

    expect(read.headers.getSetCookie()).toEqual([])
    expect(await read.json()).toEqual({ count: 1 })
  })

  it('makes only the responses personal that used it', async () => {
    const site = createLiteralSite(modules)
    const read = async (path: string): Promise<unknown[]> => {
      const { headers } = await site.fetch(path)
      return [headers.get('vary'), headers.get('cache-control'), headers.get('set-cookie')]
    }

    expect(await read('/read')).toEqual(['Cookie', 'private, no-store', null])
    expect(await read('/page')).toEqual(['Cookie', 'private, no-store', null])
    expect(await read('/plain')).toEqual([null, null, null])
    expect(await read('/untouched')).toEqual([null, null, null])
  })

  it('is not opened by passing props on', async () => {
    const Inner = ({ url, data }: { url: URL; data: string }): object => h('p', null, url.pathname, data)
    const site = createLiteralSite({
      'index.tsx': {
        loader: () => 'data',
        default: (props: object) => h(Inner as never, { ...props }),
      },
    })
    const response = await site.fetch('/')

    expect([response.headers.get('vary'), await response.text()]).toEqual([
      null,
      expect.stringContaining('<p>/data</p>'),
    ])
  })

  it('lets a route override the caching headers', async () => {
    const site = createLiteralSite({
      'read.ts': { ...modules['read.ts'], config: { headers: { 'cache-control': 'private, max-age=5' } } },
    })

    expect((await site.fetch('/read')).headers.get('cache-control')).toBe('private, max-age=5')
  })

  it('shows a flash message once, after the redirect', async () => {
    const site = createLiteralSite(modules)
    const posted = await site.fetch('/page', formPost({}))
    const cookie = cookiesOf(posted)
    const shown = await site.fetch('/page', { headers: { cookie } })

    expect([posted.status, posted.headers.get('location')]).toEqual([303, '/page'])
    expect(await shown.text()).toContain('success: Saved')
    const again = await site.text('/page', { headers: { cookie: cookiesOf(shown) } })
    expect(again).not.toContain('Saved')
  })

  it('keeps a flash message if its page is only prefetched', async () => {
    const site = createLiteralSite(modules)
    const cookie = cookiesOf(await site.fetch('/page', formPost({})))
    for (const headers of [{ 'sec-purpose': 'prefetch' }, { purpose: 'prefetch' }]) {
      const ahead = await site.fetch('/page', { headers: { cookie, ...headers } })
      expect(ahead.status).toBe(503)
      expect(ahead.headers.get('cache-control')).toBe('private, no-store')
      expect(ahead.headers.getSetCookie()).toEqual([])
      expect(await ahead.text()).toBe('')
    }
    expect(await site.text('/page', { headers: { cookie } })).toContain('success: Saved')
    const without = await site.fetch('/page', { headers: { 'sec-purpose': 'prefetch' } })
    expect(without.status).toBe(200)
  })

  it.each([
    ['HEAD', '/page', { method: 'HEAD' }],
    ['an image', '/page', { headers: { 'sec-fetch-dest': 'image' } }],
    ['an image that does not exist', '/nothing', { headers: { 'sec-fetch-dest': 'image' } }],
    ['a page that fails', '/failing', {}],
    ['a page that middleware replaces with a redirect', '/replaced/page', {}],
  ])('keeps a flash message after a request for %s', async (_, path, init: RequestInit) => {
    const site = createLiteralSite({
      ...modules,
      '_404.tsx': modules['page.tsx'],
      'failing.tsx': {
        default({ flash }: { flash: unknown[] }) {
          throw new Error(`broken after ${flash.length} messages`)
        },
      },
      'replaced/_middleware.ts': {
        default: async (_ctx: Context, next: () => Promise<Response>) => {
          await next()
          return redirect('/page')
        },
      },
      'replaced/page.tsx': modules['page.tsx'],
    })
    const cookie = cookiesOf(await site.fetch('/page', formPost({})))

    const response = await site.fetch(path, { ...init, headers: { ...init.headers, cookie } })
    expect(response.headers.getSetCookie()).toEqual([])
    expect(await site.text('/page', { headers: { cookie } })).toContain('success: Saved')
  })

  it('shows a flash message in the layout around an error page', async () => {
    const site = createLiteralSite({
      ...modules,
      '_error.tsx': { default: () => 'failed' },
      '_layout.tsx': modules['page.tsx'],
      'in/failing.tsx': {
        default({ flash }: { flash: unknown[] }) {
          throw new Error(`broken after ${flash.length} messages`)
        },
      },
    })
    const cookie = cookiesOf(await site.fetch('/page', formPost({})))
    const failed = await site.fetch('/in/failing', { headers: { cookie } })

    expect(await failed.text()).toContain('success: Saved')
    expect(cookiesOf(failed)).toBe('')
  })

  it('shows a flash message immediately on a page that renders again', async () => {
    const site = createLiteralSite(modules)
    const response = await site.fetch('/page', { method: 'PUT' })

    expect(await response.text()).toContain('error: Not saved')
    expect(cookiesOf(response)).toBe('')
  })

  it('is gone after destroy()', async () => {
    const site = createLiteralSite(modules)
    const cookie = cookiesOf(await site.fetch('/count'))
    const response = await site.fetch('/logout', { method: 'POST', headers: { cookie } })

    expect(response.headers.get('set-cookie')).toMatch(/^__Host-session=;.*Max-Age=0/i)
  })

  it('treats a tampered cookie as an anonymous visitor, and clears it', async () => {
    const site = createLiteralSite(modules)
    const cookie = cookiesOf(await site.fetch('/count'))
    const response = await site.fetch('/read', { headers: { cookie: `${cookie.slice(0, -6)}AAAA~2` } })

    expect([response.status, await response.json()]).toEqual([200, {}])
    expect(response.headers.get('set-cookie')).toMatch(/Max-Age=0/i)
  })

  it('opens cookies that iron-session sealed, and the reverse', async () => {
    const site = createLiteralSite(modules)
    const seal = await sealData({ count: 41 }, { password: testSecret })
    const ours = await site.fetch('/count', { headers: { cookie: `__Host-session=${seal}` } })
    expect(await ours.json()).toEqual({ count: 42 })

    const jar = { read: () => cookiesOf(ours).slice('__Host-session='.length), write: () => {} }
    const theirs = await getIronSession<Values>(jar, { cookieName: '__Host-session', password: testSecret })
    expect({ ...theirs }).toMatchObject({ count: 42 })
  })

  it('fails before the response starts if it is too large for its cookie', async () => {
    const site = createLiteralSite({
      'big.ts': { GET: (ctx: Context) => void Object.assign(ctx.session, { text: 'x'.repeat(5000) }) },
      'large.ts': { GET: (ctx: Context) => void Object.assign(ctx.session, { text: 'x'.repeat(2300) }) },
    })
    const response = await site.fetch('/big')

    expect(response.status).toBe(500)
    expect(response.headers.getSetCookie()).toEqual([])
    expect(site.log[0]?.message).toMatch(/4096/)
    expect((await site.fetch('/large')).status).toBe(204)
    expect(site.log[1]?.level).toBe('warn')
  })

  it('keeps the Vary of the site on the error page', async () => {
    const site = createLiteralSite({
      'big.ts': {
        GET(ctx: Context) {
          ctx.headers.set('vary', 'Accept')
          Object.assign(ctx.session, { text: 'x'.repeat(5000) })
        },
      },
    })

    expect((await site.fetch('/big')).headers.get('vary')).toBe('Accept, Cookie')
  })

  it('ends in constant text if the error page makes it too large again', async () => {
    const grow = (session: object): void => void Object.assign(session, { text: 'x'.repeat(5000) })
    const site = createLiteralSite({
      'big.tsx': { loader: (ctx: Context) => grow(ctx.session), default: () => null },
      '_error.tsx': {
        default: ({ session }: ErrorProps) => {
          grow(session)
          return 'sorry'
        },
      },
    })
    const response = await site.fetch('/big')

    expect([response.status, await response.text()]).toEqual([500, '500 Internal Server Error\n'])
    expect(response.headers.getSetCookie()).toEqual([])
    expect(site.log.map(({ level }) => level)).toEqual(['error', 'error'])
  })

  it('refuses writes once the response has started, naming the route', async () => {
    const failures: string[] = []
    const attempt = (work: () => void): void => {
      try {
        work()
      } catch (error) {
        failures.push((error as Error).message)
      }
    }
    const site = createLiteralSite({
      'late.ts': {
        GET(ctx: Context) {
          const session = valuesOf(ctx)
          ctx.after(() => attempt(() => Object.assign(session, { late: true })))
          ctx.after(() => attempt(() => ctx.cookies.set('late', '1')))
          ctx.after(() => attempt(() => ctx.headers.set('x-late', '1')))
        },
      },
    })
    await site.fetch('/late')
    await site.handler.stop()

    expect(failures).toHaveLength(3)
    for (const message of failures) expect(message).toContain('routes/late.ts')
  })

  it('can be disabled for a route', async () => {
    const site = createLiteralSite({
      'api.ts': { config: { session: false }, GET: (ctx: Context) => ctx.session },
    })

    expect((await site.fetch('/api')).status).toBe(500)
    expect(site.log[0]?.message).toContain('config.session is false')
  })

  it('requires HTTPS in production, and warns once if browsers would drop the cookie', async () => {
    const site = createLiteralSite(modules)
    for (const origin of [
      'http://localhost:3000',
      'http://127.0.0.1',
      'http://[::1]:80',
      'https://example.org',
    ]) {
      expect((await site.fetch(`${origin}/count`)).headers.get('set-cookie')).toContain('; Secure')
    }
    expect(site.log).toEqual([])

    await site.fetch('http://example.org/plain')
    expect(site.log).toEqual([])
    await site.fetch('http://example.org/count')
    await site.fetch('http://example.org/count')
    expect(site.log.map(({ level, message }) => `${level}: ${message}`)).toEqual([
      expect.stringMatching(
        /^warn: The session cookie requires HTTPS, .* http:\/\/example\.org: .* set ORIGIN/,
      ),
    ])

    const overHttp = createLiteralSite(modules, { secure: false })
    const { headers } = await overHttp.fetch('http://example.org/count')
    expect(headers.get('set-cookie')).not.toContain('Secure')
    expect(overHttp.log).toEqual([])
  })

  it('follows the site’s settings: reading a rolling session renews it', async () => {
    const site = createLiteralSite({
      ...modules,
      '_server.ts': { default: { session: { ttl: '1h', rolling: true } } },
    })
    const counted = await site.fetch('/count')
    const cookie = `__Host-session=${createSealer(parseSecrets(testSecret)).seal('{"count":1}', 1800)}`
    const rolled = await site.fetch('/read', { headers: { cookie } })

    expect(counted.headers.get('set-cookie')).toMatch(/Max-Age=3540/)
    expect(rolled.headers.get('set-cookie')).toMatch(/Max-Age=3540/)
  })
})
