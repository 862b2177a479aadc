// Tests that every check applies to every kind of URL, with and without a route.
import { h } from 'preact'
import { describe, expect, it } from 'vitest'
import { cors } from '../../extension/cors.ts'
import { createLiteralSite, type LiteralSite, toManifestFiles } from '../../fixtures/literal-site.ts'
import { field, multipart, toBody } from '../../fixtures/multipart-body.ts'
import type { Context } from '../context/context.ts'
import type { Middleware } from './middleware.ts'

/** Reads the body of every request before the handler does. */
const readBody: Middleware = async (ctx, next) => {
  if (ctx.request.method === 'POST') await ctx.request.text()
  if (ctx.request.method === 'PUT') await ctx.form()
  return next()
}
const write = { POST: () => 'written', PUT: () => 'written' }
const page = { default: () => h('p', null, 'page'), ...write }
const modules: Record<string, object> = {
  '_middleware.ts': { default: readBody },
  'inside/_middleware.ts': { default: (_: Context, next: () => Promise<Response>) => next() },
  'page.tsx': page,
  'endpoint.ts': { GET: () => 'read', ...write },
  'socket.ts': { socket: { open() {} }, ...write },
  'cached.tsx': { ...page, config: { cache: { maxAge: 60 } } },
  'prerendered.tsx': { ...page, config: { prerender: true } },
}

const ways = [
  ['a page', '/page'],
  ['an endpoint', '/endpoint'],
  ['a URL without a route', '/inside/nothing'],
  ['a socket route', '/socket'],
  ['a cached route', '/cached'],
  ['a prerendered route', '/prerendered'],
  ['a route of an extension', '/shop/item'],
] as const

const own = { 'sec-fetch-site': 'same-origin' }
const checks: readonly [what: string, status: number, toRequest: (path: string) => Request][] = [
  ['a malformed escape', 400, (path) => toRequest(`${path}%E0%A4%A`)],
  ['an encoded control character', 400, (path) => toRequest(`${path}%00`)],
  ['a foreign host', 400, (path) => new Request(`http://evil.example${path}`)],
  ['repeated slashes', 404, (path) => toRequest(`/${path}`)],
  ['a form from another site', 403, (path) => toRequest(path, post('a', { 'sec-fetch-site': 'cross-site' }))],
  [
    'a form from another origin',
    403,
    (path) => toRequest(path, post('a', { origin: 'https://evil.example' })),
  ],
  ['a body whose announced length is too large', 413, (path) => toRequest(path, announce(200_000))],
  ['a chunked body that is too long', 413, (path) => toRequest(path, stream('x'.repeat(200_000)))],
  ['a query of 1,001 parameters', 400, (path) => toRequest(`${path}?${fields(1001)}`)],
  ['a form of 1,001 fields', 413, (path) => toRequest(path, put(fields(1001)))],
  ['a multipart form of 1,001 fields', 413, (path) => toRequest(path, multipartForm(1001))],
  ['a compressed form', 415, (path) => toRequest(path, put('a=1', { 'content-encoding': 'gzip' }))],
  ['a form of another type', 415, (path) => toRequest(path, put('a=1', { 'content-type': 'text/csv' }))],
]

describe.each(ways)('%s', (_, path) => {
  it.each(checks)('refuses %s with %i', async (_what, status, toBadRequest) => {
    const site = createSite()

    expect((await site.handler.fetch(toBadRequest(path))).status).toBe(status)
  })

  it('accepts a valid request', async () => {
    const response = await createSite().handler.fetch(toRequest(path, post('a', own)))

    expect(response.status).toBe(path === '/inside/nothing' ? 404 : 200)
  })
})

describe('the method of a request', () => {
  const allow = 'GET, HEAD, OPTIONS'
  const kinds: [kind: string, module: object][] = [
    ['page.tsx', { default: () => h('p', null, 'page') }],
    ['endpoint.ts', { GET: () => 'read' }],
    ['socket.ts', { socket: { open() {} } }],
    ['cached.ts', { GET: () => 'read', config: { cache: { maxAge: 60 } } }],
    ['prerendered.tsx', { default: () => h('p', null, 'page'), config: { prerender: true } }],
  ]
  const mark: Middleware = async (_, next) => {
    const response = await next()
    response.headers.set('x-seen', String(response.status))
    return response
  }

  it.each(kinds)('passes the middleware of %s, and is checked innermost', async (name, module) => {
    const site = createLiteralSite({ '_middleware.ts': { default: mark }, [name]: module })
    for (const [method, status] of [
      ['OPTIONS', 204],
      ['POST', 405],
      ['PURGE', 405],
    ] as const) {
      const response = await site.fetch(`/${name.split('.')[0]}`, { method, headers: own })
      expect([method, response.status, response.headers.get('x-seen')]).toEqual([method, status, `${status}`])
      expect(response.headers.get('allow')).toBe(allow)
    }
  })

  it('can be answered by middleware, such as that for CORS', async () => {
    const answer: Middleware = ({ request }, next) =>
      request.method === 'OPTIONS' ? new Response(null, { status: 204, headers: { 'x-own': '1' } }) : next()
    const site = createLiteralSite({
      '_middleware.ts': { default: answer },
      'endpoint.ts': { POST: () => 'x' },
    })
    const response = await site.fetch('/endpoint', { method: 'OPTIONS' })

    expect([response.headers.get('x-own'), response.headers.get('allow')]).toEqual(['1', null])
  })

  it('is checked after a guard', async () => {
    const guard: Middleware = () => new Response('No.', { status: 401 })
    const site = createLiteralSite({
      '_middleware.ts': { default: guard },
      'endpoint.ts': { GET: () => 'x' },
    })

    for (const method of ['OPTIONS', 'POST']) {
      expect((await site.fetch('/endpoint', { method, headers: own })).status).toBe(401)
    }
  })
})

describe('the checks of an upgrade', () => {
  const upgrade = (path: string, headers: Record<string, string> = {}): Request =>
    toRequest(path, {
      headers: {
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        ...headers,
      },
    })

  it.each([
    ['/socket%E0%A4%A', 400],
    ['/socket', 403],
    ['/page', 404],
    ['/inside/nothing', 404],
    ['//socket', 404],
    [`/socket?${fields(1001)}`, 400],
  ])('answer %.20s from another origin with %i', async (path, status) => {
    const outcome = await createSite().handler.upgrade(upgrade(path, { origin: 'https://evil.example' }))

    expect(outcome).toBeInstanceOf(Response)
    expect((outcome as Response).status).toBe(status)
  })

  it('accept a valid request', async () => {
    expect(await createSite().handler.upgrade(upgrade('/socket'))).not.toBeInstanceOf(Response)
  })
})

describe('a module that does not load', () => {
  it('shows no layout that the middleware of its folder protects', async () => {
    const failing = async (): Promise<object> => {
      throw new Error('broken')
    }
    const site = createLiteralSite(
      {},
      {
        files: [
          ...toManifestFiles('admin/_middleware.ts', async () => ({ default: readBody })),
          ...toManifestFiles('admin/_layout.tsx', async () => ({ loader: () => 'secret', default: Secret })),
          ...toManifestFiles('admin/index.tsx', failing),
        ],
      },
    )
    const response = await site.fetch('/admin')

    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('secret')
  })
})

describe('a refused request', () => {
  const modules = { 'page.tsx': page, 'endpoint.ts': { POST: () => 'written', GET: () => 'read' } }
  const json = { accept: 'application/json' }

  it.each<[string, number, string, Request]>([
    [
      'a foreign host',
      400,
      'This server does not answer for that host name.',
      new Request('http://evil.example/'),
    ],
    [
      'another method',
      405,
      'This address does not accept requests of this kind.',
      toRequest('/endpoint', { method: 'PUT' }),
    ],
    ['a URL without a route', 404, 'There is no page at this address.', toRequest('/nothing')],
    [
      'a form from another site',
      403,
      'This request came from another site.',
      toRequest('/endpoint', post('a', { 'sec-fetch-site': 'cross-site' })),
    ],
  ])('says why: %s', async (_, status, detail, request) => {
    const site = createLiteralSite(modules, { allowedHosts: ['localhost'] })
    for (const [name, value] of Object.entries(json)) request.headers.set(name, value)
    const response = await site.handler.fetch(request)

    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ detail })
  })

  it('from another site is logged with what the browser said', async () => {
    const site = createLiteralSite(modules)
    await site.fetch('/endpoint', post('a', { origin: 'https://evil.example' }))

    expect(site.log).toEqual([
      {
        level: 'warn',
        message:
          'Refused a request from another site: origin is https://evil.example, but this site is http://localhost. Behind a proxy, set ORIGIN. To allow another origin, use cors().',
        fields: {
          requestId: expect.any(String),
          route: '/endpoint',
          header: 'origin',
          value: 'https://evil.example',
        },
      },
    ])
  })

  it.each([
    ['never', '/page/', 308, '/page?a=1'],
    ['never', '/endpoint/', 404, null],
    ['always', '/page', 308, '/page/?a=1'],
  ] as const)('with trailingSlash %s: %s is %i', async (trailingSlash, path, status, location) => {
    const site = createLiteralSite(modules, { trailingSlash })
    const response = await site.fetch(`${path}?a=1`)

    expect([response.status, response.headers.get('location')]).toEqual([status, location])
  })
})

describe('the other form of an endpoint', () => {
  const modules = {
    'api/_middleware.ts': {
      default: (ctx: Context, next: () => Promise<Response>) =>
        ctx.query.has('token') ? next() : new Response('guarded', { status: 401 }),
    },
    'api/rows.ts': { GET: () => 'rows', middleware: cors({ origins: ['https://friend.example'] }) },
    'api/slash.ts': { GET: () => 'slash', config: { trailingSlash: 'always' } },
    'api/cached.ts': { GET: () => 'cached', config: { cache: { maxAge: 60 } } },
    'api/live.ts': { socket: { message: () => {} } },
  }

  it.each(['/api/rows/', '/api/slash', '/api/cached/', '/api/live/', '/api/missing'])(
    '%s is missing behind the middleware of its folder',
    async (path) => {
      const site = createLiteralSite(modules)

      expect((await site.fetch(path)).status).toBe(401)
      expect((await site.fetch(`${path}?token`)).status).toBe(404)
      expect((await site.fetch(`${path}?token`, { method: 'OPTIONS' })).status).toBe(404)
    },
  )

  it('is missing for sockets behind the middleware, too', async () => {
    const { handler } = createLiteralSite(modules)
    const headers = { 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' }
    const open = (path: string) => handler.upgrade(new Request(`http://localhost/api/${path}`, { headers }))

    expect(await open('live/')).toMatchObject({ status: 401 })
    expect(await open('live/?token')).toMatchObject({ status: 404 })
    expect(await open('live?token')).not.toHaveProperty('status')
  })

  it('is missing for other origins, too', async () => {
    const headers = { origin: 'https://friend.example', 'access-control-request-method': 'GET' }
    const site = createLiteralSite({ 'rows.ts': modules['api/rows.ts'] })
    const preflight = await site.fetch('/rows/', { method: 'OPTIONS', headers })
    const response = await site.fetch('/rows/', { headers })

    expect([preflight.status, response.status]).toEqual([204, 404])
    expect(response.headers.get('access-control-allow-origin')).toBe('https://friend.example')
  })
})

describe('the hosts of a site', () => {
  const modules = { 'endpoint.ts': { GET: () => 'read' } }
  const ask = async (headers: Record<string, string>, overrides: object): Promise<number> => {
    const site = createLiteralSite(modules, { allowedHosts: ['localhost'], ...overrides })
    return (await site.fetch('/endpoint', { headers })).status
  }

  it('do not include a malformed one', async () => {
    expect(await ask({ host: 'localhost:99999' }, {})).toBe(400)
    expect(await ask({ host: '' }, {})).toBe(400)
    expect(await ask({ host: 'localhost:80' }, {})).toBe(200)
  })

  it('include what a proxy reports, except on a site that knows its origin', async () => {
    const forwarded = { 'x-forwarded-host': 'evil.example' }

    expect(await ask(forwarded, { trustProxy: 1 })).toBe(400)
    expect(await ask(forwarded, { trustProxy: 1, origin: 'https://site.example' })).toBe(200)
    expect(await ask({ 'x-forwarded-host': 'localhost' }, { trustProxy: 1 })).toBe(200)
  })
})

it('a query with too many parameters is refused', async () => {
  const site = createLiteralSite({ 'endpoint.ts': { GET: () => 'read' } })
  const response = await site.fetch(`/endpoint?${'a&'.repeat(1001)}`)

  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ detail: 'This address has more than 1000 parameters.' })
  expect((await site.fetch(`/endpoint?${'a&'.repeat(1000)}`)).status).toBe(200)
})

describe('a static file', () => {
  const respond = ({ method }: { method: string }, pathname: string): Response | undefined =>
    pathname === '/icon.svg' ? new Response(`${method} icon`) : undefined
  const open = (allowedHosts?: string[]) =>
    createLiteralSite(
      {
        '[name].ts': { GET: () => 'route' },
        '_middleware.ts': { default: () => new Response('middleware') },
      },
      { openStaticFiles: async () => ({ respond }), ...(allowedHosts && { allowedHosts }) },
    )

  it('is sent before middleware and routes see the request', async () => {
    expect(await open().text('/icon.svg')).toBe('GET icon')
    expect(await open().text('/%69con.svg')).toBe('GET icon')
    expect(await open().text('/other.svg')).toBe('middleware')
  })

  it('is not sent for a foreign host', async () => {
    const site = open(['localhost'])

    expect(await site.text('/icon.svg')).toBe('GET icon')
    expect((await site.fetch('http://evil.example/icon.svg')).status).toBe(400)
    const headers = { host: 'evil.example' }
    expect((await site.fetch('/icon.svg', { headers })).status).toBe(400)
  })

  it('is shared with other origins as soon as the middleware that failed to load has loaded', async () => {
    let isBroken = true
    const files = toManifestFiles('_middleware.ts', async () => {
      if (isBroken) throw new Error('too many open files')
      return { default: cors({ origins: '*' }) }
    })
    const site = createLiteralSite({}, { files, openStaticFiles: async () => ({ respond }) })
    const readOrigin = async (): Promise<string | null> => {
      const response = await site.fetch('/icon.svg', { headers: { origin: 'https://friend.example' } })
      return response.headers.get('access-control-allow-origin')
    }

    expect(await readOrigin()).toBeNull()
    isBroken = false
    expect(await readOrigin()).toBe('*')
  })
})

it('a build renders pages for whatever host the site has', async () => {
  const site = createLiteralSite({ 'page.tsx': page }, { allowedHosts: ['a.test'], isPrerendering: true })

  expect((await site.fetch('/page')).status).toBe(200)
})

function Secret({ data }: { data: string }): ReturnType<typeof h> {
  return h('p', null, data)
}

function createSite(): LiteralSite {
  const server = { default: { extensions: [{ name: 'shop', routes: { prefix: '/shop', folder: '/shop' } }] } }
  const item = { GET: (ctx: Context) => ctx.route, ...write }
  const files = [
    ...Object.entries({ ...modules, '_server.ts': server }).flatMap(([path, module]) =>
      toManifestFiles(path, async () => module),
    ),
    ...toManifestFiles('shop/item.ts', async () => item).map((file) => ({ ...file, extension: 'shop' })),
  ]
  return createLiteralSite({}, { files, bodyLimit: 100_000, allowedHosts: ['localhost'] })
}

function toRequest(path: string, init?: RequestInit): Request {
  return new Request(`http://localhost${path}`, init)
}

function post(body: string, headers: Record<string, string>): RequestInit {
  return { method: 'POST', body, headers }
}

function put(body: string, headers: Record<string, string> = {}): RequestInit {
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  return { method: 'PUT', body, headers: { ...own, ...type, ...headers } }
}

/** Formats fields for a query or a form. */
function fields(count: number): string {
  return Array.from({ length: count }, (_, index) => `a${index}=`).join('&')
}

function multipartForm(count: number): RequestInit {
  const body = toBody(Array.from({ length: count }, (_, index) => field(`a${index}`, '')))
  return put(body, { 'content-type': multipart })
}

function announce(length: number): RequestInit {
  return post('x'.repeat(length), { ...own, 'content-length': String(length) })
}

function stream(text: string): RequestInit {
  return { ...post('', own), body: new Blob([text]).stream(), duplex: 'half' } as RequestInit
}
