// Tests upgrade requests through the whole pipeline.
import { describe, expect, it, vi } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import { HttpError } from '../../http/http-error.ts'
import type { Context } from '../context/context.ts'
import type { Manifest } from '../pipeline/manifest.ts'
import type { AcceptedSocket, Socket } from './socket-route.ts'

function createSite(modules: Record<string, object>, overrides: Partial<Manifest> = {}) {
  const site = createLiteralSite(modules, overrides)
  const ask = (
    path: string,
    headers: Record<string, string> = {},
    method = 'GET',
  ): Promise<AcceptedSocket | Response> =>
    site.handler.upgrade(
      new Request(new URL(path, 'http://localhost'), {
        method,
        headers: {
          'sec-websocket-version': '13',
          'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
          ...headers,
        },
      }),
    )
  return { ...site, ask }
}

const headersOf = (answer: AcceptedSocket | Response): Record<string, string> =>
  Object.fromEntries((answer as AcceptedSocket).headers)

describe('handler.upgrade()', () => {
  it('returns an accepted socket, with the headers of middleware and of the route', async () => {
    const socket: Socket = {
      upgrade: (ctx) => {
        ctx.headers.set('x-context', 'a')
        return { headers: { 'X-Route': 'b' }, protocol: 'chat' }
      },
    }
    const { ask } = createSite({
      '_middleware.ts': {
        default: async (_: unknown, next: () => Promise<Response>) => {
          const response = await next()
          const copy = new Response(response.body, response)
          copy.headers.set('x-middleware', 'c')
          return copy
        },
      },
      'ws.ts': { socket },
    })
    expect(headersOf(await ask('/ws'))).toMatchObject({
      'x-context': 'a',
      'x-route': 'b',
      'x-middleware': 'c',
      'sec-websocket-protocol': 'chat',
    })
  })

  it('returns the response of a middleware that refuses, even if the route has accepted', async () => {
    const { ask } = createSite({
      '_middleware.ts': {
        default: async (_: unknown, next: () => Promise<Response>) => {
          await next()
          return new Response('Too many.', { status: 429 })
        },
      },
      'ws.ts': { socket: {} },
    })
    expect(((await ask('/ws')) as Response).status).toBe(429)
  })

  it('returns the response with which the route refuses', async () => {
    const upgrade = (): Response => new Response('Full.', { status: 503 })
    const { ask } = createSite({ 'ws.ts': { socket: { upgrade } satisfies Socket } })
    const response = (await ask('/ws')) as Response

    expect([response.status, await response.text()]).toEqual([503, 'Full.'])
  })

  it('refuses with an HttpError that the route returns instead of throwing it', async () => {
    const upgrade = () => new HttpError(401, 'Log in first.', { headers: { 'x-e': '1' } })
    const { ask } = createSite({ 'ws.ts': { socket: { upgrade } } })
    const response = (await ask('/ws')) as Response

    expect(await response.json()).toMatchObject({ status: 401, detail: 'Log in first.' })
    expect(response.headers.get('x-e')).toBe('1')
  })

  it('refuses with a problem document when the route returns ctx.fail()', async () => {
    const upgrade = (ctx: Context) => ctx.fail(422, { errors: { room: ['Unknown.'] } }) as never
    const { ask } = createSite({ 'ws.ts': { socket: { upgrade } satisfies Socket } })
    const response = (await ask('/ws')) as Response

    expect(await response.json()).toMatchObject({ status: 422, errors: { room: ['Unknown.'] } })
  })

  it.each<[what: string, upgrade: (ctx: Context) => unknown]>([
    ['upgrade() returned false', async () => false],
    ['upgrade() returned an object with a status', () => ({ status: 403 })],
    ['ctx.status is 403, which refuses no connection', (ctx) => void Object.assign(ctx, { status: 403 })],
  ])('refuses if it is unclear whether the route does, and says how to refuse: %s', async (what, upgrade) => {
    const { ask, log } = createSite({ 'ws.ts': { socket: { upgrade } } })

    expect(((await ask('/ws')) as Response).status).toBe(500)
    expect(log[0]?.message).toBe(
      `routes/ws.ts: ${what}. To refuse the connection, throw an HttpError or return a Response.`,
    )
  })

  it('lets ctx.headers win over the headers of the route', async () => {
    const socket: Socket = {
      upgrade({ headers }) {
        headers.set('x-who', 'context')
        return { headers: { 'X-Who': 'route' } }
      },
    }
    const { ask } = createSite({ 'ws.ts': { socket } })

    expect(headersOf(await ask('/ws'))).toMatchObject({ 'x-who': 'context' })
  })

  it('counts sockets while they are open', async () => {
    const { ask, handler } = createSite({ 'ws.ts': { socket: {} } })
    const { counts } = (await handler.open()).ongoing
    const peer = {
      topics: new Set<string>(),
      websocket: {},
      bufferedAmount: 0,
      send() {},
      close() {},
      terminate() {},
    }
    const [first, second, third] = [await ask('/ws'), await ask('/ws'), await ask('/ws')] as AcceptedSocket[]
    expect(counts.sockets).toBe(0)
    first?.connection.open(peer)
    second?.connection.open(peer)
    expect(counts.sockets).toBe(2)
    first?.connection.close(peer, {})
    first?.connection.close(peer, {})
    third?.connection.close(peer, {})

    expect(counts.sockets).toBe(1)
  })

  it('treats the response of a middleware that does not call next() as a refusal, even if it is 204', async () => {
    const upgrade = vi.fn()
    const { ask } = createSite({
      '_middleware.ts': { default: () => new Response(null, { status: 204 }) },
      'ws.ts': { socket: { upgrade } },
    })
    expect(((await ask('/ws')) as Response).status).toBe(204)
    expect(upgrade).not.toHaveBeenCalled()
  })

  it.each<[what: string, status: number, detail: string, headers: Record<string, string>, method?: string]>([
    ['another method than GET', 405, 'Open a WebSocket with GET.', {}, 'POST'],
    ['a route without a socket', 404, 'There is no socket at this address.', { path: '/text' }],
    ['a page', 404, 'There is no socket at this address.', { path: '/page' }],
    ['an address without a route', 404, 'There is no page at this address.', { path: '/nothing' }],
    [
      'another version of the protocol',
      426,
      'This server supports only version 13 of the WebSocket protocol.',
      { 'sec-websocket-version': '8' },
    ],
    ...[
      '',
      'short==',
      'dGhlIHNhbXBsZSBub25jZQ=x',
      'xdGhlIHNhbXBsZSBub25jZQ==',
      'dGhlIHNhbXBsZSBub25jZQ==x',
    ].map((key): [string, number, string, Record<string, string>] => [
      `the key "${key}"`,
      400,
      'Sec-WebSocket-Key is missing or malformed.',
      { 'sec-websocket-key': key },
    ]),
    ['another site', 403, 'This request came from another site.', { origin: 'https://evil.example' }],
  ])('refuses %s with %i', async (_, status, detail, { path = '/ws', ...headers }, method) => {
    const { ask } = createSite({
      'ws.ts': { socket: {} },
      'text.ts': { GET: () => 'text' },
      'page.tsx': { default: () => null },
    })
    const response = (await ask(path, headers, method)) as Response

    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ status, detail })
    expect(response.headers.get('allow')).toBe(status === 405 ? 'GET' : null)
    expect(response.headers.get('sec-websocket-version')).toBe(status === 426 ? '13' : null)
    expect(response.headers.get('upgrade')).toBe(status === 426 ? 'websocket' : null)
  })

  it('sends only headers that the handshake does not set itself', async () => {
    const names = ['connection', 'upgrade', 'content-type', 'transfer-encoding', 'sec-websocket-accept']
    const { ask } = createSite({
      'ws.ts': {
        socket: {
          upgrade: () => ({
            headers: {
              ...Object.fromEntries([...names, 'sec-websocket-version'].map((name) => [name, 'x'])),
              'x-upgrade': 'sent',
              'upgrade-insecure-requests': 'sent',
              'transfer-encoding-note': 'sent',
              'sec-websocket-version-note': 'sent',
            },
          }),
        } satisfies Socket,
      },
    })
    const headers = headersOf(await ask('/ws'))

    expect(headers).toMatchObject({
      'x-upgrade': 'sent',
      'transfer-encoding-note': 'sent',
      'sec-websocket-version-note': 'sent',
    })
    expect(names.filter((name) => name in headers)).toEqual([])
    expect(headers).not.toHaveProperty('sec-websocket-version')
    expect(headers).not.toHaveProperty('sec-websocket-protocol')
  })

  it('saves the session in the handshake, and lets hooks read it', async () => {
    const { ask } = createSite({
      'ws.ts': {
        socket: {
          upgrade: ({ session }) => {
            ;(session as unknown as { name: string }).name = 'ada'
          },
        } satisfies Socket,
      },
      'other.ts': { socket: {} },
      'none.ts': { socket: {}, config: { session: false } },
    })
    const answer = await ask('/ws')
    expect(headersOf(answer)['set-cookie']).toMatch(/^__Host-session=/)

    const cookie = headersOf(answer)['set-cookie']!.split(';')[0]!
    const other = (await ask('/other', { cookie, origin: 'http://localhost' })) as AcceptedSocket
    const { session } = other.context as { session: { name: string } }
    expect(session.name).toBe('ada')
    expect((await ask('/none')) instanceof Response).toBe(false)
  })

  it('refuses other sites, except those in socketOrigins', async () => {
    const { ask, log } = createSite({
      '_server.ts': { default: { socketOrigins: ['https://app.example.org'] } },
      'ws.ts': { socket: {} },
    })
    expect(((await ask('/ws', { origin: 'https://evil.example' })) as Response).status).toBe(403)
    expect(log).toEqual([
      {
        level: 'warn',
        message:
          'Refused a socket for another site: origin is https://evil.example, but this site is http://localhost. Behind a proxy, set ORIGIN. To allow another origin, use cors(), or add it to socketOrigins.',
        fields: {
          requestId: expect.any(String),
          route: '/ws',
          header: 'origin',
          value: 'https://evil.example',
        },
      },
    ])
    expect((await ask('/ws', { origin: 'https://app.example.org' })) instanceof Response).toBe(false)
  })

  it('bypasses the cache, even if the route has config.cache', async () => {
    const { ask, fetch } = createSite({
      'ws.ts': { socket: {}, GET: () => 'text', config: { cache: { maxAge: 60 } } },
    })
    for (let round = 0; round < 2; round++) {
      expect((await ask('/ws')) instanceof Response).toBe(false)
      expect(await (await fetch('/ws')).text()).toBe('text')
    }
  })

  it('reports what a hook throws, with the route', async () => {
    const { ask, log } = createSite({
      'ws.ts': {
        socket: {
          open() {
            throw new Error('broken hook')
          },
        },
      },
    })
    const { connection } = (await ask('/ws')) as AcceptedSocket
    connection.open({
      topics: new Set(),
      websocket: {},
      bufferedAmount: 0,
      send() {},
      close() {},
      terminate() {},
    })
    expect(log).toMatchObject([{ level: 'error', message: 'broken hook', fields: { route: '/ws' } }])
  })

  it('aborts ctx.signal when the connection is closed', async () => {
    const { ask } = createSite({ 'ws.ts': { socket: {} } })
    const { context, end } = (await ask('/ws')) as AcceptedSocket
    const { signal } = context as { signal: AbortSignal }
    expect(signal.aborted).toBe(false)
    end()
    expect(signal.aborted).toBe(true)
  })

  it('answers 426 if a route has only a socket, and refuses a socket that is not an object', async () => {
    const { fetch, log } = createSite({ 'ws.ts': { socket: {} }, 'text.ts': { socket: 'yes' } })
    const response = await fetch('/ws')
    expect([response.status, response.headers.get('upgrade'), response.headers.get('connection')]).toEqual([
      426,
      'websocket',
      'Upgrade',
    ])
    expect(await response.json()).toMatchObject({ detail: 'This address is for WebSockets.' })
    await fetch('/text')
    expect(log[0]?.message).toMatch(/^routes\/text\.ts: socket is not an object\./)
  })

  it.each([
    ['Upgrade', 'websocket', 501],
    ['keep-alive, upgrade', 'WebSocket', 501],
    ['keep-alive', 'websocket', 426],
    ['upgraded', 'websocket', 426],
    ['', 'websocket', 426],
    ['Upgrade', 'h2c', 426],
    ['Upgrade', undefined, 426],
  ])(
    'answers a handshake (Connection: %s, Upgrade: %s) that was not passed on with %i',
    async (connection, upgrade, status) => {
      const { fetch } = createSite({ 'ws.ts': { socket: {} } })

      const response = await fetch('/ws', { headers: { connection, ...(upgrade && { upgrade }) } })
      expect(response.status).toBe(status)
    },
  )

  it('tells the author which server opens sockets', async () => {
    const { fetch, log } = createSite({ 'ws.ts': { socket: {} } })
    const response = await fetch('/ws', { headers: { connection: 'Upgrade', upgrade: 'websocket' } })

    expect(await response.json()).toMatchObject({ detail: 'This server does not open WebSockets.' })
    expect(log).toMatchObject([
      {
        level: 'error',
        message: 'This server does not open WebSockets.',
        fields: {
          err: {
            cause: new Error(
              'routes/ws.ts: fetch() cannot open a socket. Start dist/server/index.js with Node.js, or pass your HTTP server to acceptSockets() of dist/server/handler.js.',
            ),
          },
        },
      },
    ])
  })
})
