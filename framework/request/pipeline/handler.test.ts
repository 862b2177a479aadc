import { h } from 'preact'
import { describe, expect, it } from 'vitest'
import type { Middleware } from './middleware.ts'
import { createLiteralSite, formPost } from '../../fixtures/literal-site.ts'
import { redirect } from '../../http/redirect.ts'
import { html, json } from '../../http/response.ts'
import type { Context } from '../context/context.ts'
import { useRequest } from '../context/use-request.ts'

const page = (text: string): object => ({ default: () => h('p', null, text) })

describe('createHandler()', () => {
  describe('methods', () => {
    it('renders a page for GET and the same head without a body for HEAD', async () => {
      const site = createLiteralSite({ 'index.tsx': page('hello') })
      const get = await site.fetch('/')
      const head = await site.fetch('/', { method: 'HEAD' })

      expect(get.status).toBe(200)
      expect(get.headers.get('content-type')).toBe('text/html; charset=utf-8')
      const body = await get.text()
      expect(body).toMatch(/^<!DOCTYPE html><html lang="en">.*<p>hello<\/p><\/body><\/html>$/)
      expect(await head.text()).toBe('')
      expect(head.headers.get('content-length')).toBe(String(body.length))
    })

    it('sends the length of a page for HEAD behind middleware too', async () => {
      const pass: Middleware = (_ctx, next) => next()
      const site = createLiteralSite({ 'index.tsx': page('hello'), '_middleware.ts': { default: pass } })
      const head = await site.fetch('/', { method: 'HEAD' })
      expect(head.headers.get('content-length')).toBe(String((await site.text('/')).length))
    })

    it('runs the GET of an endpoint for HEAD, and sends its headers only', async () => {
      const site = createLiteralSite({ 'api.ts': { GET: (ctx: Context) => [ctx.request.method] } })
      const response = await site.fetch('/api', { method: 'HEAD' })

      expect([response.status, await response.text()]).toEqual([200, ''])
      expect(response.headers.get('content-type')).toBe('application/json')
      expect(response.headers.get('content-length')).toBe(String('["HEAD"]'.length))
    })

    it('answers OPTIONS with Allow, for pages and endpoints alike', async () => {
      const site = createLiteralSite({
        'index.tsx': { ...page('x'), POST: () => undefined },
        'api.ts': { GET: () => 'x', DELETE: () => undefined },
      })
      const onPage = await site.fetch('/', { method: 'OPTIONS' })
      const onEndpoint = await site.fetch('/api', { method: 'OPTIONS' })

      expect([onPage.status, onPage.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS, POST'])
      expect([onEndpoint.status, onEndpoint.headers.get('allow')]).toEqual([
        204,
        'GET, HEAD, OPTIONS, DELETE',
      ])
    })

    it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('refuses %s on a page without a handler', async (method) => {
      const site = createLiteralSite({ 'index.tsx': page('x') })
      const response = await site.fetch('/', { method })

      expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
    })

    it('refuses GET on an endpoint that only writes', async () => {
      const site = createLiteralSite({ 'api.ts': { POST: () => 'x' } })
      const response = await site.fetch('/api')

      expect([response.status, response.headers.get('allow')]).toEqual([405, 'OPTIONS, POST'])
      expect(response.headers.get('content-type')).toBe('application/problem+json')
    })
  })

  describe('endpoints', () => {
    it.each([
      ['an object', { a: 1 }, 200, 'application/json', '{"a":1}'],
      ['an array', [1, 2], 200, 'application/json', '[1,2]'],
      ['null', null, 200, 'application/json', 'null'],
      ['text', 'hello', 200, 'text/plain; charset=utf-8', 'hello'],
      ['nothing', undefined, 204, null, ''],
    ])('sends %s', async (_, value, status, type, body) => {
      const site = createLiteralSite({ 'api.ts': { GET: () => value } })
      const response = await site.fetch('/api')

      expect(response.status).toBe(status)
      expect(response.headers.get('content-type')).toBe(type)
      expect(await response.text()).toBe(body)
    })

    it('uses the status and headers of the context for a plain value', async () => {
      const site = createLiteralSite({
        'api.ts': {
          POST(ctx: Context) {
            ctx.status = 201
            ctx.headers.set('location', '/api/1')
            return { id: 1 }
          },
        },
      })
      const response = await site.fetch('/api', { method: 'POST' })

      expect([response.status, response.headers.get('location')]).toEqual([201, '/api/1'])
    })

    it('sends a Response as it is', async () => {
      const site = createLiteralSite({
        'api.ts': { GET: () => new Response('teapot', { status: 418, headers: { 'x-a': 'b' } }) },
      })
      const response = await site.fetch('/api')

      expect([response.status, response.headers.get('x-a'), await response.text()]).toEqual([
        418,
        'b',
        'teapot',
      ])
    })

    it('adds headers to a Response whose headers are immutable', async () => {
      const site = createLiteralSite({
        'api.ts': { GET: () => Response.redirect('http://localhost/x', 302) },
      })
      const response = await site.fetch('/api')

      expect([response.status, response.headers.get('location')]).toEqual([302, 'http://localhost/x'])
      expect(response.headers.get('x-request-id')).toBeTruthy()
    })
  })

  describe('a page with handlers', () => {
    const form = {
      default: ({ form }: { form?: { ok: boolean } }) => h('p', null, form ? `form ${form.ok}` : 'empty'),
      POST: async (ctx: Context) => {
        const result = await ctx.form()
        return result.data.go ? redirect('/done') : ctx.fail(422, { ok: false })
      },
      PUT: () => ({ ok: true }),
    }

    it('renders again with what the handler returns, and with the status from ctx.fail', async () => {
      const site = createLiteralSite({ 'index.tsx': form })
      const failed = await site.fetch('/', formPost({ title: '' }))
      const put = await site.fetch('/', { method: 'PUT' })

      expect([failed.status, await failed.text()]).toEqual([422, expect.stringContaining('form false')])
      expect([put.status, await put.text()]).toEqual([200, expect.stringContaining('form true')])
    })

    it('sends a redirect as it is', async () => {
      const site = createLiteralSite({ 'index.tsx': form })
      const response = await site.fetch('/', formPost({ go: '1' }))

      expect([response.status, response.headers.get('location')]).toEqual([303, '/done'])
    })

    it('turns ctx.fail on an endpoint into a problem document', async () => {
      const site = createLiteralSite({
        'api.ts': { POST: (ctx: Context) => ctx.fail(422, { ok: false, errors: { title: ['Required'] } }) },
      })
      const response = await site.fetch('/api', { method: 'POST' })

      expect(response.status).toBe(422)
      expect(response.headers.get('content-type')).toBe('application/problem+json')
      expect(await response.json()).toMatchObject({ status: 422, errors: { title: ['Required'] } })
    })
  })

  describe('loaders', () => {
    it('pass their data to the page and to each layout', async () => {
      const site = createLiteralSite({
        '_layout.tsx': {
          loader: async () => 'outer',
          default: ({ data, children }: { data: string; children: unknown }) =>
            h('main', { id: data }, children as never),
        },
        'index.tsx': {
          loader: () => 'inner',
          default: ({ data }: { data: string }) => h('p', null, data),
        },
      })

      expect(await site.text('/')).toContain('<main id="outer"><p>inner</p></main>')
    })

    it('run in parallel', async () => {
      const started: string[] = []
      const { promise, resolve } = withResolvers()
      const wait = (name: string) => async (): Promise<void> => {
        started.push(name)
        if (started.length === 2) resolve(undefined)
        await promise
      }
      const site = createLiteralSite({
        '_layout.tsx': {
          loader: wait('layout'),
          default: ({ children }: { children: unknown }) => children as never,
        },
        'index.tsx': { loader: wait('page'), ...page('done') },
      })

      expect(await site.text('/')).toContain('done')
    })

    it('let a layout redirect the visitor even if the page fails', async () => {
      const site = createLiteralSite({
        '_layout.tsx': { loader: async () => redirect('/login'), default: () => null },
        'index.tsx': { loader: () => Promise.reject(new Error('no user')), ...page('x') },
      })

      expect((await site.fetch('/')).status).toBe(303)
    })

    it('may return a thenable that is not a Promise', async () => {
      // biome-ignore lint/suspicious/noThenProperty: the point of the test
      const query = { then: (resolve: (value: string) => void) => resolve('rows') }
      const site = createLiteralSite({
        'api.ts': { GET: () => query },
        'index.tsx': { loader: () => query, default: ({ data }: { data: string }) => h('p', null, data) },
      })

      expect(await site.text('/api')).toBe('rows')
      expect(await site.text('/')).toContain('<p>rows</p>')
    })

    it('may fail together with heads, without an unhandled rejection', async () => {
      const head = (): never => {
        throw new Error('broken')
      }
      const site = createLiteralSite({
        '_layout.tsx': { head: async () => head(), default: ({ children }: { children: never }) => children },
        'index.tsx': { head, ...page('x') },
      })

      expect((await site.fetch('/')).status).toBe(500)
    })

    it('may return a Response', async () => {
      const site = createLiteralSite({ 'index.tsx': { loader: () => redirect('/login'), ...page('secret') } })
      const response = await site.fetch('/')

      expect([response.status, response.headers.get('location')]).toEqual([303, '/login'])
    })
  })

  describe('middleware', () => {
    it('runs from the outermost folder to the route, around pages, endpoints and unmatched URLs', async () => {
      const trail =
        (name: string) =>
        async (ctx: Context, next: () => Promise<Response>): Promise<Response> => {
          ctx.locals.trail = [...((ctx.locals.trail as string[]) ?? []), name]
          const response = await next()
          response.headers.append('x-trail', name)
          return response
        }
      const answer = (ctx: Context): object => ({ trail: ctx.locals.trail })
      const site = createLiteralSite({
        '_middleware.ts': { default: [trail('a'), trail('b')] },
        'shop/_middleware.ts': { default: trail('c') },
        'shop/[id]/item.ts': { GET: answer, middleware: [trail('d')] },
      })
      const matched = await site.fetch('/shop/1/item')
      const unmatched = await site.fetch('/shop/1/nothing')

      expect(await matched.json()).toEqual({ trail: ['a', 'b', 'c', 'd'] })
      expect(matched.headers.get('x-trail')).toBe('d, c, b, a')
      expect([unmatched.status, unmatched.headers.get('x-trail')]).toEqual([404, 'c, b, a'])
    })

    it('sees the error page of a failure inside it', async () => {
      const statuses: number[] = []
      const site = createLiteralSite({
        '_middleware.ts': {
          default: async (_: Context, next: () => Promise<Response>) => {
            const response = await next()
            statuses.push(response.status)
            return response
          },
        },
        'index.tsx': {
          default: () => {
            throw new Error('broken')
          },
        },
      })
      await site.fetch('/')

      expect(statuses).toEqual([500])
    })

    it('is reported if it returns no response', async () => {
      const site = createLiteralSite({
        '_middleware.ts': { default: () => undefined },
        'index.tsx': page('x'),
      })

      expect((await site.fetch('/')).status).toBe(500)
      expect(site.log[0]?.message).toContain(
        'routes/_middleware.ts: the middleware did not return a response',
      )
    })

    it('is reported if it only creates middleware', async () => {
      const site = createLiteralSite({
        '_middleware.ts': { default: () => () => new Response() },
        'index.tsx': page('x'),
      })

      expect((await site.fetch('/')).status).toBe(500)
      expect(site.log[0]?.message).toBe(
        "routes/_middleware.ts: the middleware returned a function, so it creates middleware, but is not one itself. Call it, as in requireRole('admin').",
      )
    })

    it('is reported if it calls next twice', async () => {
      const twice = async (_: Context, next: () => Promise<Response>): Promise<Response> => {
        await next()
        return next()
      }
      const site = createLiteralSite({ '_middleware.ts': { default: twice }, 'index.tsx': page('x') })

      expect((await site.fetch('/')).status).toBe(500)
      expect(site.log[0]?.message).toContain('routes/_middleware.ts: the middleware called next() twice')
    })
  })

  describe('URLs', () => {
    it('refuses malformed escapes with 400', async () => {
      const site = createLiteralSite({ '[name].tsx': page('x') })

      expect((await site.fetch('/%E0%A4%A')).status).toBe(400)
    })

    it('decodes a parameter once, which may contain an encoded slash', async () => {
      const site = createLiteralSite({ 'blog/[slug].ts': { GET: (ctx: Context) => [ctx.params.slug] } })

      expect(await (await site.fetch('/blog/a%2Fb')).json()).toEqual(['a/b'])
      expect(await (await site.fetch('/blog/%2561')).json()).toEqual(['%61'])
    })

    it('shows guards, routes and handlers the same canonical URL', async () => {
      const site = createLiteralSite({
        'admin/_middleware.ts': {
          default: (ctx: Context) => new Response(ctx.url.pathname, { status: 401 }),
        },
        'admin/x.tsx': page('secret'),
      })
      for (const path of ['/admin/x', '/%61dmin/x', '/admi%6e/%78']) {
        const response = await site.fetch(path)
        expect([response.status, await response.text()]).toEqual([401, '/admin/x'])
      }
    })

    it('never matches repeated slashes', async () => {
      const site = createLiteralSite({ '[...rest].tsx': page('x') })

      expect((await site.fetch('http://localhost//evil.test/x')).status).toBe(404)
      expect((await site.fetch('/a//b')).status).toBe(404)
    })

    it('redirects a page with a trailing slash to the URL without it, and keeps the query', async () => {
      const site = createLiteralSite({ 'about.tsx': page('x'), 'api.ts': { GET: () => 'x' } })
      const moved = await site.fetch('/about/?a=1&b=%20')

      expect([moved.status, moved.headers.get('location')]).toEqual([308, '/about?a=1&b=%20'])
      expect((await site.fetch('/api/')).status).toBe(404)
      expect((await site.fetch('/nothing/')).status).toBe(404)
    })

    it('can require or ignore the slash, for the site and for a page', async () => {
      const modules = {
        'index.tsx': page('x'),
        'about.tsx': page('x'),
        'other.tsx': { ...page('x'), config: { trailingSlash: 'ignore' } },
        'api.ts': { GET: () => 'x' },
      }
      const site = createLiteralSite(modules, { trailingSlash: 'always' })
      const statuses = await Promise.all(
        ['/', '/about', '/about/', '/other', '/other/', '/api'].map(
          async (path) => (await site.fetch(path)).status,
        ),
      )

      expect(statuses).toEqual([200, 308, 200, 200, 200, 200])
    })

    it('works below a base path: routes, redirects and cookies', async () => {
      const site = createLiteralSite(
        {
          'index.tsx': page('home'),
          'go.ts': { GET: () => redirect('/about') },
          'set.ts': { GET: (ctx: Context) => ctx.cookies.set('a', 'b') },
        },
        { base: '/app/' },
      )

      expect((await site.fetch('/app/')).status).toBe(200)
      expect((await site.fetch('/app')).headers.get('location')).toBe('/app/')
      expect((await site.fetch('/')).status).toBe(404)
      expect((await site.fetch('/app/go')).headers.get('location')).toBe('/app/about')
      expect((await site.fetch('/app/set')).headers.get('set-cookie')).toContain('Path=/app')
    })
  })

  describe('search', () => {
    const schema = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (value: { page?: string }) =>
          /^\d+$/.test(value.page ?? '1')
            ? { value: { page: Number(value.page ?? 1) } }
            : { issues: [{ message: 'Not a number', path: ['page'] }] },
      },
    }

    it('is the validated query, and a bad query is 400', async () => {
      const site = createLiteralSite({ 'list.ts': { search: schema, GET: (ctx: Context) => ctx.search } })

      expect(await (await site.fetch('/list?page=2')).json()).toEqual({ page: 2 })
      const refused = await site.fetch('/list?page=x')
      expect(refused.status).toBe(400)
      expect(await refused.json()).toMatchObject({
        detail: 'The query of this address is not valid.',
        errors: { page: ['Not a number'] },
      })
    })
  })

  describe('one response for many visitors', () => {
    it('keeps cookies and ids apart', async () => {
      const shared = redirect('/login')
      const site = createLiteralSite({
        'go.ts': {
          GET(ctx: Context) {
            ctx.cookies.set('who', ctx.query.get('who') ?? '')
            return shared
          },
        },
      })
      const [first, second] = [await site.fetch('/go?who=a'), await site.fetch('/go?who=b')]

      expect(first.headers.getSetCookie()).toEqual([expect.stringContaining('who=a')])
      expect(second.headers.getSetCookie()).toEqual([expect.stringContaining('who=b')])
      expect(second.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'))
    })
  })

  describe('protection', () => {
    const modules = {
      'form.tsx': { ...page('x'), POST: () => html('posted') },
      'open.ts': { POST: () => 'posted', config: { csrf: false } },
    }

    it.each([
      ['a foreign origin', { origin: 'https://evil.test' }, 403],
      ['origin null', { origin: 'null' }, 403],
      ['another port', { origin: 'http://localhost:444' }, 403],
      ['a sibling', { 'sec-fetch-site': 'same-site', origin: 'http://localhost' }, 403],
      ['our origin', { origin: 'http://localhost' }, 200],
      ['our own page', { 'sec-fetch-site': 'same-origin' }, 200],
      ['no browser', {}, 200],
    ])('decides on a POST from %s', async (_, headers, status) => {
      const site = createLiteralSite(modules)

      expect(
        (await site.fetch('/form', { method: 'POST', headers: headers as Record<string, string> })).status,
      ).toBe(status)
    })

    it('does not run the handler of a refused request', async () => {
      let count = 0
      const site = createLiteralSite({ 'form.tsx': { ...page('x'), POST: () => void count++ } })
      await site.fetch('/form', { method: 'POST', headers: { origin: 'https://evil.test' } })

      expect(count).toBe(0)
    })

    it('accepts a POST from other sites on an endpoint with csrf: false', async () => {
      const site = createLiteralSite(modules)

      expect(
        (await site.fetch('/open', { method: 'POST', headers: { origin: 'https://x.test' } })).status,
      ).toBe(200)
    })

    it('compares with the configured origin behind a proxy', async () => {
      const site = createLiteralSite(modules, { origin: 'https://example.org' })
      const post = (origin: string): Promise<Response> =>
        site.fetch('/form', { method: 'POST', headers: { origin } })

      expect((await post('https://example.org')).status).toBe(200)
      expect((await post('http://localhost')).status).toBe(403)
    })

    it('refuses host names that are not allowed with 400', async () => {
      const site = createLiteralSite(modules, { allowedHosts: ['localhost', '.example.org'] })

      expect((await site.fetch('/form')).status).toBe(200)
      expect((await site.fetch('http://a.example.org:8080/form')).status).toBe(200)
      expect((await site.fetch('http://evil.test/form')).status).toBe(400)
    })

    it('also refuses a host that a trusted proxy reports', async () => {
      const site = createLiteralSite(modules, { allowedHosts: ['localhost'], trustProxy: 1 })

      expect((await site.fetch('/form', { headers: { 'x-forwarded-host': 'evil.test' } })).status).toBe(400)
    })

    it('refuses a POST from another site to an unmatched URL, before middleware runs', async () => {
      let count = 0
      const site = createLiteralSite({
        'a/_middleware.ts': {
          default: (_: Context, next: () => Promise<Response>) => {
            count++
            return next()
          },
        },
      })
      const response = await site.fetch('/a/nope', {
        method: 'POST',
        headers: { origin: 'https://evil.test' },
      })

      expect([response.status, count]).toEqual([403, 0])
    })

    it('ignores forwarded headers unless a proxy is trusted', async () => {
      const modules = { 'who.ts': { GET: (ctx: Context) => [ctx.url.origin, ctx.clientAddress] } }
      const headers = {
        'x-forwarded-host': 'evil.test',
        'x-forwarded-proto': 'https',
        'x-forwarded-for': '1.1.1.1, 2.2.2.2',
      }
      const ask = async (trustProxy: number): Promise<unknown> => {
        const site = createLiteralSite(modules, { trustProxy, clientAddress: () => '9.9.9.9' })
        return (await site.fetch('/who', { headers })).json()
      }

      expect(await ask(0)).toEqual(['http://localhost', '9.9.9.9'])
      expect(await ask(1)).toEqual(['https://evil.test', '2.2.2.2'])
    })

    it('reads Forwarded instead of X-Forwarded-* where trustProxy names it', async () => {
      const trustProxy = { hops: 1, header: 'forwarded' } as const
      const modules = {
        '_server.ts': { default: { trustProxy } },
        'who.ts': { GET: (ctx: Context) => [ctx.url.origin, ctx.clientAddress, ctx.app.addressOf(ctx)] },
      }
      const site = createLiteralSite(modules, { trustProxy: 2, clientAddress: () => '::ffff:9.9.9.9' })
      const ask = async (headers: Record<string, string>): Promise<unknown> =>
        (await site.fetch('/who', { headers })).json()
      const forged = { 'x-forwarded-for': '6.6.6.6', 'x-forwarded-host': 'evil.test' }

      expect(
        await ask({
          ...forged,
          forwarded: 'for=6.6.6.6, for="[2001:db8::1]:80";proto=https;host=example.org',
        }),
      ).toEqual(['https://example.org', '2001:db8::1', '2001:db8::1'])
      expect(await ask(forged)).toEqual(['http://localhost', '9.9.9.9', '9.9.9.9'])
    })

    it('refuses to start with a trustProxy that it does not know', async () => {
      const site = createLiteralSite({ '_server.ts': { default: { trustProxy: true } } })

      await expect(site.fetch('/')).rejects.toThrow(/^routes\/_server: trustProxy .* Set /)
    })

    it('refuses a body over the limit of the site or of the route', async () => {
      const echo = async (ctx: Context): Promise<number> => (await ctx.request.text()).length
      const site = createLiteralSite(
        { 'a.ts': { POST: echo }, 'b.ts': { POST: echo, config: { bodyLimit: '2kb' } } },
        { bodyLimit: 10 },
      )
      const post = (path: string, size: number): Promise<Response> =>
        site.fetch(path, { method: 'POST', body: 'x'.repeat(size) })

      expect((await post('/a', 11)).status).toBe(413)
      expect((await post('/a', 10)).status).toBe(200)
      expect((await post('/b', 2048)).status).toBe(200)
      expect((await post('/b', 2049)).status).toBe(413)
    })
  })

  describe('headers', () => {
    it('of the response override ctx.headers, those config.headers, and those the defaults', async () => {
      const set = (ctx: Context): void => {
        ctx.headers.set('x-b', 'context')
        ctx.headers.set('x-c', 'context')
        ctx.headers.set('referrer-policy', 'no-referrer')
      }
      const config = { headers: { 'X-A': 'config', 'x-b': 'config', 'x-c': 'config' } }
      const site = createLiteralSite({
        'own.ts': {
          config,
          GET(ctx: Context) {
            set(ctx)
            return json({}, { headers: { 'x-c': 'response' } })
          },
        },
        'plain.ts': {
          config,
          GET(ctx: Context) {
            set(ctx)
            return {}
          },
        },
      })
      const read = async (path: string): Promise<unknown> => {
        const { headers } = await site.fetch(path)
        return ['x-a', 'x-b', 'x-c', 'referrer-policy', 'x-content-type-options'].map((name) =>
          headers.get(name),
        )
      }

      expect(await read('/own')).toEqual(['config', 'context', 'response', 'no-referrer', 'nosniff'])
      expect(await read('/plain')).toEqual(['config', 'context', 'context', 'no-referrer', 'nosniff'])
    })

    it('contain every cookie once, and ctx.cookies reads its own writes', async () => {
      const site = createLiteralSite({
        'api.ts': {
          GET(ctx: Context) {
            ctx.cookies.set('a', '1')
            ctx.cookies.set('a', '2', { httpOnly: false })
            ctx.cookies.set('b', 'x y')
            ctx.headers.append('set-cookie', 'c=3')
            return json([ctx.cookies.get('a'), ctx.cookies.get('z')], { headers: { 'set-cookie': 'd=4' } })
          },
        },
      })
      const response = await site.fetch('/api', { headers: { cookie: 'a=0; z=9' } })

      expect(await response.json()).toEqual(['2', '9'])
      expect(response.headers.getSetCookie().map((line) => line.split(';')[0])).toEqual([
        'd=4',
        'c=3',
        'a=2',
        'b=x%20y',
      ])
    })
  })

  describe('after the response', () => {
    it('runs work, logs its failure and waits for it when the site stops', async () => {
      const done: string[] = []
      const site = createLiteralSite({
        'api.ts': {
          GET({ after }: Context) {
            after(async () => done.push('work'))
            after(() => {
              throw new Error('broken')
            })
            return { done: done.length }
          },
        },
      })

      const response = await site.fetch('/api')
      expect(await response.json()).toEqual({ done: 0 })
      await site.handler.stop()
      expect(done).toEqual(['work'])
      expect(site.log.map(({ message, fields }) => [message, fields.requestId])).toEqual([
        ['routes/api.ts: the work passed to ctx.after() failed.', response.headers.get('x-request-id')],
      ])
    })
  })

  it('gives the context to any component through useRequest()', async () => {
    const Deep = (): object => h('b', null, useRequest().route)
    const site = createLiteralSite({ 'a/[id].tsx': { default: () => h('p', null, h(Deep as never, null)) } })

    expect(await site.text('/a/1')).toContain('<p><b>/a/[id]</b></p>')
  })

  it('waits for async components at every depth', async () => {
    const Late = async ({ name }: { name: string }): Promise<object> =>
      h('i', null, await Promise.resolve(name))
    const site = createLiteralSite({
      'index.tsx': { default: async () => h('p', null, h(Late as never, { name: 'late' }), ' text') },
    })

    expect((await site.text('/')).replace(/<!--.*?-->/g, '')).toContain('<p><i>late</i> text</p>')
  })

  it('runs the site’s start before the first request and its stop at the end', async () => {
    const events: string[] = []
    const site = createLiteralSite({
      '_server.ts': {
        default: {
          start(app: { locals: Record<string, unknown> }) {
            app.locals.db = 'open'
            events.push('start')
            return () => events.push('stop')
          },
        },
      },
      'api.ts': { GET: (ctx: Context) => ctx.app.locals },
    })

    expect(await (await site.fetch('/api')).json()).toEqual({ db: 'open' })
    await site.fetch('/api')
    await site.handler.stop()
    expect(events).toEqual(['start', 'stop'])
  })

  it('keeps concurrent requests apart', async () => {
    const site = createLiteralSite({
      '[token].tsx': {
        loader: async (ctx: Context) => {
          ctx.locals.token = ctx.params.token
          for (let round = 0; round < Number(ctx.query.get('wait')); round++) await Promise.resolve()
          return ctx.locals.token
        },
        head: ({ params }: { params: { token: string } }) => ({ title: params.token }),
        default: ({ data }: { data: string }) => h('p', null, data, useRequest().locals.token as string),
      },
    })
    const tokens = Array.from({ length: 200 }, (_, index) => `t${index}t`)
    const pages = await Promise.all(
      tokens.map((token, index) => site.text(`/${token}?wait=${(index * 7) % 20}`)),
    )

    for (const [index, text] of pages.entries()) {
      expect(new Set(text.match(/t\d+t/g))).toEqual(new Set([tokens[index]]))
    }
  })
})

function withResolvers(): { promise: Promise<unknown>; resolve(value: unknown): void } {
  let resolve: (value: unknown) => void = () => {}
  const promise = new Promise((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
