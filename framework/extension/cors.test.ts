// Which pages of other origins may call a site, and what browsers are told about it.
import { h } from 'preact'
import { describe, expect, it, vi } from 'vitest'
import { cookiesOf, createLiteralSite, type LiteralSite } from '../fixtures/literal-site.ts'
import { HttpError } from '../http/http-error.ts'
import { json } from '../http/response.ts'
import type { Context } from '../request/context/context.ts'
import type { Middleware } from '../request/pipeline/middleware.ts'
import type { Socket } from '../request/route/socket-route.ts'
import { type CorsOptions, cors } from './cors.ts'

const friend = 'https://app.example.org'
const stranger = 'https://evil.example'

const guard: Middleware = () => {
  throw new HttpError(401, 'Sign in first.')
}

/** Sends a preflight as browsers do. */
function preflight(origin: string, headers: Record<string, string> = {}): RequestInit {
  return { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'PUT', ...headers } }
}

function send(method: string, origin: string, headers: Record<string, string> = {}): RequestInit {
  return { method, headers: { origin, 'sec-fetch-site': 'cross-site', ...headers } }
}

function corsHeaders({ headers }: Response): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => /^(access-control|vary|allow$)/.test(name)))
}

const api = { GET: () => ({ got: true }), POST: () => 'posted', PUT: () => 'put' }

/** The three places where `cors()` can be used. */
const places: [place: string, toModules: (options: CorsOptions) => Record<string, object>][] = [
  [
    'an extension',
    (options) => ({ '_server.ts': { default: { extensions: [cors(options)] } }, 'api.ts': api }),
  ],
  [
    'the middleware of a folder',
    (options) => ({ '_middleware.ts': { default: cors(options) }, 'api.ts': api }),
  ],
  ['the middleware of a route', (options) => ({ 'api.ts': { ...api, middleware: cors(options) } })],
]

describe.each(places)('cors() as %s', (_, toModules) => {
  const createSite = (options: Partial<CorsOptions> = {}): LiteralSite =>
    createLiteralSite(toModules({ origins: [friend], ...options }))

  it('answers the preflight of an allowed origin', async () => {
    const response = await createSite().fetch('/api', preflight(friend))

    expect(response.status).toBe(204)
    expect(corsHeaders(response)).toEqual({
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'access-control-allow-origin': friend,
      vary: 'Origin, Access-Control-Request-Headers',
    })
  })

  it('leaves any other OPTIONS request to the route', async () => {
    const site = createSite()
    const allow = 'GET, HEAD, OPTIONS, POST, PUT'

    for (const init of [preflight(stranger), { method: 'OPTIONS' }]) {
      const response = await site.fetch('/api', init)
      expect(response.status).toBe(204)
      expect(corsHeaders(response)).toEqual({ allow, vary: 'Origin' })
    }
  })

  it('lets scripts of an allowed origin read responses', async () => {
    const site = createSite({ expose: ['X-Total', 'ETag'], credentials: true })

    expect(corsHeaders(await site.fetch('/api', send('GET', friend)))).toEqual({
      'access-control-allow-credentials': 'true',
      'access-control-allow-origin': friend,
      'access-control-expose-headers': 'X-Total, ETag',
      vary: 'Origin',
    })
    expect(corsHeaders(await site.fetch('/api', send('GET', stranger)))).toEqual({ vary: 'Origin' })
    expect(corsHeaders(await site.fetch('/api'))).toEqual({ vary: 'Origin' })
  })

  it('lets writes of an allowed origin pass the cross-site check, and refuses all others', async () => {
    const site = createSite()
    const statusOf = async (init: RequestInit): Promise<number> => (await site.fetch('/api', init)).status

    expect(await (await site.fetch('/api', send('PUT', friend))).text()).toBe('put')
    expect(await statusOf(send('POST', friend, { 'sec-fetch-site': 'same-site' }))).toBe(200)
    expect(await statusOf({ method: 'POST', headers: { origin: friend } })).toBe(200)
    expect(await statusOf(send('POST', stranger))).toBe(403)
    expect(await statusOf({ method: 'POST', headers: { origin: stranger } })).toBe(403)
    expect(await statusOf({ method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } })).toBe(403)
  })

  it('refuses writes with a method that is not listed', async () => {
    const site = createSite({ methods: ['put'] })

    expect((await site.fetch('/api', send('PUT', friend))).status).toBe(200)
    expect((await site.fetch('/api', send('POST', friend))).status).toBe(403)
    const response = await site.fetch('/api', preflight(friend))
    expect(response.headers.get('access-control-allow-methods')).toBe('PUT')
  })

  it.each([
    ['cookies', { cookie: 'a=1' }],
    ['a password that the browser remembers', { authorization: 'Basic YTpi' }],
  ])('refuses writes with %s unless credentials are allowed', async (_what, headers) => {
    expect((await createSite().fetch('/api', send('POST', friend, headers))).status).toBe(403)
    const open = createSite({ credentials: true })
    expect((await open.fetch('/api', send('POST', friend, headers))).status).toBe(200)
  })

  it('lets writes with a token pass, which only scripts can set', async () => {
    const headers = { authorization: 'Bearer abc' }

    expect((await createSite({ origins: '*' }).fetch('/api', send('POST', stranger, headers))).status).toBe(
      200,
    )
  })
})

describe('cors()', () => {
  it('answers a preflight before the guards inside it, and marks their refusals', async () => {
    const site = createLiteralSite({
      '_middleware.ts': { default: [cors({ origins: friend }), guard] },
      'api.ts': api,
    })

    expect((await site.fetch('/api', preflight(friend))).status).toBe(204)
    expect((await site.fetch('/api', preflight(stranger))).status).toBe(401)
    const refused = await site.fetch('/api', send('PUT', friend))
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, friend])
  })

  it('says once that a guard has answered a preflight before it', async () => {
    const site = createLiteralSite({
      'api/_middleware.ts': { default: [guard, cors({ origins: friend })] },
      'api/index.ts': api,
      'open/_middleware.ts': { default: [cors({ origins: friend }), guard] },
      'open/index.ts': api,
    })
    for (const origin of [friend, stranger]) {
      expect((await site.fetch('/open', preflight(origin))).status).toBe(origin === friend ? 204 : 401)
    }
    await site.fetch('/api', { method: 'OPTIONS', headers: { origin: friend } })
    expect(site.log).toEqual([])

    await site.fetch('/api', preflight(friend))
    await site.fetch('/api', preflight(friend))
    expect(site.log).toMatchObject([
      {
        level: 'warn',
        message:
          'routes/api/_middleware.ts: a preflight was answered with 401 before cors() ran, so browsers do not send the request. Put cors() before the middleware that answered.',
      },
    ])
  })

  it('applies to URLs without a route, to pages and to errors', async () => {
    const site = createLiteralSite({
      '_middleware.ts': { default: cors({ origins: friend }) },
      'page.tsx': { default: () => h('p', null, 'page'), POST: () => undefined },
      'bug.ts': {
        GET() {
          throw new Error('broken')
        },
      },
    })

    expect((await site.fetch('/nothing', preflight(friend))).status).toBe(204)
    for (const [path, method, status] of [
      ['/nothing', 'GET', 404],
      ['/nothing', 'POST', 404],
      ['/page', 'HEAD', 200],
      ['/page', 'POST', 200],
      ['/page', 'DELETE', 405],
      ['/bug', 'GET', 500],
    ] as const) {
      const response = await site.fetch(path, send(method, friend))
      expect([path, response.status, response.headers.get('access-control-allow-origin')]).toEqual([
        path,
        status,
        friend,
      ])
    }
  })

  it('allows only the headers that are listed, or else those that the preflight names', async () => {
    const asked = { 'access-control-request-headers': 'content-type,x-a' }
    const allowedBy = async (options: Partial<CorsOptions>): Promise<string | null> => {
      const site = createLiteralSite({
        'api.ts': { ...api, middleware: cors({ origins: friend, ...options }) },
      })
      const response = await site.fetch('/api', preflight(friend, asked))
      return response.headers.get('access-control-allow-headers')
    }

    expect(await allowedBy({})).toBe('content-type,x-a')
    expect(await allowedBy({ headers: ['Content-Type', 'X-B'] })).toBe('Content-Type, X-B')
    expect(await allowedBy({ headers: [] })).toBeNull()
  })

  it('tells browsers how long to remember a preflight', async () => {
    for (const [maxAge, header] of [
      [0, '0'],
      [60, '60'],
      ['10m', '600'],
    ] as const) {
      const site = createLiteralSite({ 'api.ts': { ...api, middleware: cors({ origins: friend, maxAge }) } })
      const response = await site.fetch('/api', preflight(friend))
      expect(response.headers.get('access-control-max-age')).toBe(header)
    }
  })

  it('opens a private network only if it is asked and allowed to', async () => {
    const askedBy = async (options: Partial<CorsOptions>, headers = {}): Promise<string | null> => {
      const site = createLiteralSite({
        'api.ts': { ...api, middleware: cors({ origins: friend, ...options }) },
      })
      const response = await site.fetch('/api', preflight(friend, headers))
      return response.headers.get('access-control-allow-private-network')
    }
    const asked = { 'access-control-request-private-network': 'true' }

    expect(await askedBy({ privateNetwork: true }, asked)).toBe('true')
    expect(await askedBy({ privateNetwork: true })).toBeNull()
    expect(await askedBy({}, asked)).toBeNull()
  })

  it('adds to the Vary of a response, and copies a response whose headers cannot change', async () => {
    const site = createLiteralSite({
      '_middleware.ts': { default: cors({ origins: friend }) },
      'json.ts': { GET: () => json({}, { headers: { vary: 'Accept' } }) },
      'fixed.ts': { GET: () => Response.redirect('http://localhost/json') },
      'any.ts': { GET: () => json({}, { headers: { vary: '*' } }) },
    })
    const varyOf = async (path: string): Promise<string | null> =>
      (await site.fetch(path, send('GET', friend))).headers.get('vary')

    expect(await varyOf('/json')).toBe('Accept, Origin')
    expect(await varyOf('/fixed')).toBe('Origin')
    expect(await varyOf('/any')).toBe('*')
    expect((await site.fetch('/fixed', send('GET', friend))).status).toBe(302)
  })

  it('allows all origins with *, without Vary', async () => {
    const site = createLiteralSite({ 'api.ts': { ...api, middleware: cors({ origins: '*' }) } })

    for (const origin of [stranger, 'null']) {
      expect(corsHeaders(await site.fetch('/api', send('PUT', origin)))).toEqual({
        'access-control-allow-origin': '*',
      })
    }
    expect((await site.fetch('/api', preflight(stranger))).headers.get('access-control-allow-origin')).toBe(
      '*',
    )
  })

  it('allows all origins with * in responses that a cache may keep for them', async () => {
    const site = createLiteralSite({
      '_middleware.ts': { default: cors({ origins: '*', expose: ['X-Total'] }) },
      'page.tsx': { config: { prerender: true }, default: () => h('p', null, 'page') },
    })

    expect(corsHeaders(await site.fetch('/page'))).toEqual({
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'X-Total',
    })
  })

  it('answers preflights for the other form of a URL, and redirects the request itself', async () => {
    const site = createLiteralSite({
      '_middleware.ts': { default: [cors({ origins: friend, credentials: true }), guard] },
      'page.tsx': { default: () => h('p', null, 'page'), PUT: () => undefined },
      'open/page.tsx': { default: () => h('p', null, 'page') },
    })
    const allowed = { 'access-control-allow-origin': friend, 'access-control-allow-credentials': 'true' }

    const answer = await site.fetch('/page/', preflight(friend))
    expect([answer.status, corsHeaders(answer)]).toEqual([204, expect.objectContaining(allowed)])
    const refused = await site.fetch('/page/', send('PUT', friend))
    expect([refused.status, corsHeaders(refused)]).toEqual([401, { ...allowed, vary: 'Origin' }])
    expect((await site.fetch('/page/', send('PUT', stranger))).status).toBe(403)
  })

  it.each(['GET', 'HEAD', 'PUT'])('lets an allowed origin follow the redirect of %s', async (method) => {
    const page = { default: () => h('p', null, 'page'), PUT: () => undefined }
    const site = createLiteralSite({
      '_middleware.ts': { default: cors({ origins: friend }) },
      'page.tsx': page,
      'cached.tsx': { default: page.default, config: { cache: { maxAge: 60 } } },
      'built.tsx': { default: page.default, config: { prerender: true } },
      'index.tsx': page,
    })

    for (const path of method === 'PUT' ? ['/page'] : ['/page', '/cached', '/built']) {
      const response = await site.fetch(`${path}/?a=1`, send(method, friend))
      expect([response.status, response.headers.get('location'), corsHeaders(response)]).toEqual([
        308,
        `${path}?a=1`,
        { 'access-control-allow-origin': friend, vary: 'Origin' },
      ])
      expect((await site.fetch(path, send(method, friend))).status).toBe(200)
    }
    const own = await site.fetch('/page/', send('GET', 'http://localhost'))
    expect([own.status, corsHeaders(own)]).toEqual([308, { vary: 'Origin' }])
  })

  it('leaves redirects as they are where nothing decides about origins', async () => {
    const site = createLiteralSite({ 'page.tsx': { default: () => h('p', null, 'page') } })
    for (const init of [{}, send('GET', stranger), preflight(stranger), send('POST', stranger)]) {
      const response = await site.fetch('/page/', init)
      expect([response.status, response.headers.get('vary')]).toEqual([308, null])
    }
  })

  it('lets the rules of a folder and of its routes add up', async () => {
    const site = createLiteralSite({
      '_middleware.ts': { default: cors({ origins: friend }) },
      'api.ts': { ...api, middleware: cors({ origins: stranger, credentials: true }) },
      'other.ts': api,
    })

    for (const origin of [friend, stranger]) {
      const response = await site.fetch('/api', send('POST', origin))
      expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([200, origin])
      expect(response.headers.get('vary')).toBe('Origin')
      expect((await site.fetch('/api', preflight(origin))).headers.get('access-control-allow-origin')).toBe(
        origin,
      )
    }
    expect((await site.fetch('/other', send('POST', stranger))).status).toBe(403)
  })

  it('keeps a cached route shared, and its headers out of the cache', async () => {
    let calls = 0
    const GET = (): string => `call ${++calls}`
    const site = createLiteralSite({
      '_middleware.ts': { default: cors({ origins: [friend, 'https://b.example'] }) },
      'a.ts': { config: { cache: { maxAge: 60 } }, GET },
    })

    for (const origin of [friend, 'https://b.example', stranger]) {
      const response = await site.fetch('/a', send('GET', origin))
      expect(await response.text()).toBe('call 1')
      expect(response.headers.get('access-control-allow-origin')).toBe(origin === stranger ? null : origin)
      expect(response.headers.get('vary')).toBe('Origin')
      expect(response.headers.get('etag')).not.toBeNull()
    }
  })

  it('lets a route be prerendered', async () => {
    const page = { config: { prerender: true }, default: () => h('p', null, 'page') }
    const modules = { '_middleware.ts': { default: cors({ origins: friend }) }, 'page.tsx': page }

    const built = await createLiteralSite(modules, { isPrerendering: true }).fetch('/page')
    expect([built.status, built.headers.get('vary')]).toEqual([200, null])
    const site = createLiteralSite(modules)
    expect((await site.fetch('/page', send('GET', friend))).headers.get('access-control-allow-origin')).toBe(
      friend,
    )
    expect(site.log).toEqual([])
  })

  it('shares the session with an allowed origin', async () => {
    const site = createLiteralSite({
      '_middleware.ts': { default: cors({ origins: friend, credentials: true }) },
      'count.ts': {
        POST({ session }: Context) {
          const counter = session as { count?: number }
          counter.count = (counter.count ?? 0) + 1
          return { count: counter.count }
        },
      },
    })
    const first = await site.fetch('/count', send('POST', friend))
    const second = await site.fetch('/count', send('POST', friend, { cookie: cookiesOf(first) }))

    expect(await second.json()).toEqual({ count: 2 })
    expect(second.headers.get('access-control-allow-credentials')).toBe('true')
    expect(second.headers.get('vary')).toBe('Origin, Cookie')
  })
})

describe('the origins of cors()', () => {
  const statusWith = async (origins: CorsOptions['origins'], origin: string): Promise<number> => {
    const site = createLiteralSite({ 'api.ts': { ...api, middleware: cors({ origins }) } })
    return (await site.fetch('/api', send('POST', origin))).status
  }

  it.each([
    [friend, friend, 200],
    [[friend, 'https://b.example:8443'], 'https://b.example:8443', 200],
    [[friend], 'https://app.example.org:444', 403],
    [[friend], 'http://app.example.org', 403],
    [[friend], 'https://APP.example.org', 403],
    [[friend], 'null', 403],
    ['null', 'null', 200],
    ['capacitor://localhost', 'capacitor://localhost', 200],
    [/\.example\.org$/, friend, 200],
    [[/^https:\/\/[\w-]+\.example\.org$/], friend, 200],
    // A pattern without an end must not match the beginning of another name.
    [/^https:\/\/app\.example\.org/, `${friend}.evil.example`, 403],
    [/^https:\/\/a\.example$|^https:\/\/app\.example\.org/, `${friend}.evil.example`, 403],
    [/example\.org/gy, 'https://example.org.evil.example', 403],
    [/.*/, 'null', 403],
    [() => true, 'null', 403],
    [(origin: string) => origin === friend, friend, 200],
    [async (origin: string) => origin === friend, friend, 200],
    [async () => false, friend, 403],
  ])('%s and a request from %s give %i', async (origins, origin, status) => {
    expect(await statusWith(origins, origin)).toBe(status)
  })

  it('asks a pattern with the flag g for every request', async () => {
    const site = createLiteralSite({
      'api.ts': { ...api, middleware: cors({ origins: /\.example\.org$/g }) },
    })

    for (let round = 0; round < 3; round++) {
      expect((await site.fetch('/api', send('POST', friend))).status).toBe(200)
    }
  })

  it('asks a function once per request, with the context', async () => {
    const origins = vi.fn((origin: string, ctx: Context) => ctx.url.pathname === '/api' && origin === friend)
    const site = createLiteralSite({
      '_middleware.ts': { default: cors({ origins }) },
      'api.ts': api,
      'other.ts': api,
    })

    expect((await site.fetch('/api', send('POST', friend))).status).toBe(200)
    expect(origins).toHaveBeenCalledTimes(1)
    expect((await site.fetch('/other', send('POST', friend))).status).toBe(403)
  })

  it('refuses the request when the function fails', async () => {
    const origins = async (): Promise<boolean> => {
      throw new Error('the database is down')
    }
    const site = createLiteralSite({ 'api.ts': { ...api, middleware: cors({ origins }) } })

    expect((await site.fetch('/api', send('POST', friend))).status).toBe(500)
    expect(site.log.map(({ message }) => message)).toEqual(['the database is down'])
  })
})

describe('the options of cors()', () => {
  it.each([
    [{ origins: '*', credentials: true }, 'any page could act for the visitor. List the origins.'],
    [{ origins: ['null'], credentials: true }, 'any page could act for the visitor'],
    [{ origins: 'https://app.example.org/' }, 'is not an origin. Write scheme, host and port without a path'],
    [{ origins: 'https://app.example.org:443' }, 'is not an origin'],
    [{ origins: 'https://App.example.org' }, 'is not an origin'],
    [{ origins: ['app.example.org'] }, 'is not an origin'],
    [{ origins: 'https://*.example.org' }, 'Use a pattern for several origins'],
    [{ origins: friend, methods: ['PUT '] }, 'cors: methods has "PUT "'],
    [{ origins: friend, headers: ['*'] }, 'cors: headers has "*"'],
    [{ origins: friend, expose: ['a b'] }, 'cors: expose has "a b"'],
    [{ origins: friend, maxAge: -1 }, 'cors: maxAge: -1 is not above 0'],
  ])('refuse %j', (options, message) => {
    expect(() => cors(options)).toThrow(message)
  })
})

describe('a socket behind cors()', () => {
  const open = async (options: CorsOptions, headers: Record<string, string>): Promise<number> => {
    const site = createLiteralSite({
      '_middleware.ts': { default: cors(options) },
      'ws.ts': { socket: {} satisfies Socket },
    })
    const answer = await site.handler.upgrade(
      new Request('http://localhost/ws', {
        headers: {
          'sec-websocket-version': '13',
          'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
          ...headers,
        },
      }),
    )
    return answer instanceof Response ? answer.status : 101
  }

  it('opens for allowed origins only', async () => {
    expect(await open({ origins: friend }, { origin: friend })).toBe(101)
    expect(await open({ origins: async () => true }, { origin: friend })).toBe(101)
    expect(await open({ origins: friend }, { origin: stranger })).toBe(403)
    expect(await open({ origins: friend, methods: ['PUT'] }, { origin: friend })).toBe(101)
  })

  it('opens with cookies only if credentials are allowed', async () => {
    const headers = { origin: friend, cookie: 'a=1' }

    expect(await open({ origins: friend }, headers)).toBe(403)
    expect(await open({ origins: friend, credentials: true }, headers)).toBe(101)
  })
})
