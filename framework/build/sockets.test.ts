// Tests WebSockets over real connections, with the dev server, the built server and vite preview.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RedisServer, hasRedis, startRedis } from '../fixtures/redis-server.ts'
import { openRaw, openSocket, rawHandshake, shakeHands } from '../fixtures/socket-client.ts'
import {
  type RunningServer,
  type TemporarySite,
  createTemporarySite,
  waitUntil,
} from '../fixtures/temporary-site.ts'

const files = {
  'routes/index.tsx': `export default () => <p>alive</p>`,
  'routes/pid.ts': `export const GET = () => [process.pid]`,
  'routes/echo.ts': `globalThis.peers ??= new Set()
export const socket = {
  open(peer) { globalThis.peers.add(peer.id) },
  message(peer, message) { peer.send('echo ' + message.text()) },
  close(peer) { globalThis.peers.delete(peer.id) },
}`,
  'routes/peers.ts': `export const GET = () => [globalThis.peers?.size ?? 0, Math.round(process.memoryUsage().rss / 1e6)]`,
  'routes/page.tsx': `export const socket = { open(peer) { peer.send('page') } }
export default () => <p>page</p>`,
  'routes/prerendered.tsx': `export const config = { prerender: true }
export const socket = { open(peer) { peer.send('prerendered') } }
export default () => <p>page</p>`,
  'routes/visits/[name].ts': `import { HttpError } from 'vial'
export const socket = {
  upgrade(ctx) {
    if (ctx.params.name === 'blocked') return new Response('Not you.', { status: 403 })
    if (ctx.params.name === 'error') throw new HttpError(409, 'Taken.')
    ctx.session.visits = (ctx.session.visits ?? 0) + 1
    return { headers: { 'x-name': ctx.params.name } }
  },
  open(peer) {
    const { params, session, route, url } = peer.context
    peer.send(JSON.stringify({ name: params.name, visits: session.visits, route, q: url.searchParams.get('q') }))
  },
}`,
  'routes/quiet.ts': `export const socket = { open(peer) { peer.send(String(peer.context.session.visits)) } }`,
  'routes/admin/_middleware.ts': `export default (ctx, next) => ctx.query.get('key') === 'k' ? next() : new Response('Log in.', { status: 401, headers: { 'x-guard': '1' } })`,
  'routes/admin/ws.ts': `export const socket = { open(peer) { peer.send('inside') } }`,
  'routes/room.ts': `export const socket = {
  open(peer) { peer.subscribe('room'); peer.send('joined') },
  message(peer, message) {
    if (message.text() === 'leave') { peer.unsubscribe('room'); peer.send('left') }
    else peer.publish('room', message.text())
  },
}
export const GET = ({ app, events }) => events(app.subscribe('room'))
export async function POST({ app, json }) { app.publish('room', await json()) }`,
  'routes/broken.ts': `export const socket = {
  open(peer) { peer.send('open') },
  async message() { await null; throw new Error('broken hook') },
}`,
  'routes/late.ts': `export const socket = {
  async open(peer) { await new Promise((resolve) => setTimeout(resolve, 100)); peer.send('opened') },
  message(peer, message) { peer.send(message.text()) },
}`,
  'routes/flood.ts': `export const socket = {
  async message(peer) {
    for (let n = 0; n < 100; n++) { peer.send(new Uint8Array(1e6)); await new Promise((resolve) => setTimeout(resolve, 5)) }
  },
  close(peer, { code }) { globalThis.floodClosed = code },
}
export const GET = () => [globalThis.floodClosed ?? 0]`,
  'routes/slow.ts': `export const socket = { async upgrade() { await new Promise((resolve) => setTimeout(resolve, 30)) } }`,
  'routes/post.ts': `export async function POST({ form }) { return (await form()).data }`,
}

const url = (server: RunningServer, path: string): URL => new URL(path, server.origin)
const own = (server: RunningServer): { origin: string } => ({ origin: server.origin })

let site: TemporarySite
const servers: Record<string, RunningServer> = {}

beforeAll(async () => {
  site = await createTemporarySite(files)
  const { code, output } = await site.build()
  expect(code, output).toBe(0)
  servers.dev = await site.startDev()
  servers.production = await site.startProduction()
})

afterAll(() => site?.dispose())

describe.each(['dev', 'production'])('a socket in %s', (mode) => {
  const at = (path: string): URL => url(servers[mode]!, path)

  it('opens, answers and closes', async () => {
    const { next, send, socket, closed } = await openSocket(at('/echo'), { headers: own(servers[mode]!) })
    send('a')
    expect(await next()).toBe('echo a')
    socket.close(1000)
    expect((await closed).code).toBe(1000)
    await waitUntil(async () => expect(await servers[mode]!.text('/peers')).toMatch(/^\[0,/))
  })

  it.each(['page', 'prerendered'])('may share the URL of a %s', async (name) => {
    const { next, socket } = await openSocket(at(`/${name}`))
    expect(await next()).toBe(name)
    socket.close()
    expect(await servers[mode]!.text(`/${name}`)).toContain('<p>page</p>')
  })

  it('has parameters, query, and session of the request, and sends session changes with the handshake', async () => {
    const { status, headers } = await shakeHands(at('/visits/ada'))
    expect([status, headers['x-name']]).toEqual([101, 'ada'])
    const cookie = headers['set-cookie']!.find((line) => line.includes('session='))!.split(';')[0]!

    const again = { cookie, ...own(servers[mode]!) }
    const { next, socket } = await openSocket(at('/visits/ada?q=1'), { headers: again })
    expect(JSON.parse(await next())).toEqual({ name: 'ada', visits: 2, route: '/visits/[name]', q: '1' })
    socket.close()
    const quiet = await openSocket(at('/quiet'), { headers: again })
    expect(await quiet.next()).toBe('1')
    quiet.socket.close()
  })

  it('can be refused by the route with any response', async () => {
    expect(await shakeHands(at('/visits/blocked'))).toMatchObject({ status: 403, body: 'Not you.' })
    const { status, body } = await shakeHands(at('/visits/error'))
    expect([status, JSON.parse(body).detail]).toEqual([409, 'Taken.'])
  })

  it('runs behind the middleware, however the URL is written', async () => {
    expect(await shakeHands(at('/admin/ws'))).toMatchObject({
      status: 401,
      body: 'Log in.',
      headers: { 'x-guard': '1' },
    })
    const { next, socket } = await openSocket(at('/admin/ws?key=k'))
    expect(await next()).toBe('inside')
    socket.close()

    for (const path of [
      '//admin/ws',
      '/admin//ws',
      '/%61dmin/ws',
      '/admin%2fws',
      '/ADMIN/ws',
      '/x/../admin/ws',
      '/admin/ws/',
      '/admin/ws;a',
      '/./admin/ws',
      '/%E0%A4%A',
    ]) {
      const { answer } = openRaw(at('/'), rawHandshake(path, at('/')))
      expect(await answer, path).toMatch(/^HTTP\/1\.1 (30\d|40\d) /)
    }
    const { answer } = openRaw(at('/'), rawHandshake('http://evil.example/admin/ws', at('/')))
    expect(await answer).toMatch(/^HTTP\/1\.1 401 /)
  })

  it.each([
    'https://evil.example',
    'null',
    'https://self.evil.example',
    'http://localhost',
    'http://localhost:1',
    '',
  ])('is refused to the origin %j before it opens', async (origin) => {
    expect((await shakeHands(at('/echo'), { headers: { origin } })).status).toBe(403)
  })

  it('is refused to clients with cookies but no origin, and open to clients without cookies', async () => {
    expect((await shakeHands(at('/echo'), { headers: { cookie: 'a=b' } })).status).toBe(403)
    expect((await shakeHands(at('/echo'))).status).toBe(101)
    expect(
      (await shakeHands(at('/echo'), { headers: { cookie: 'a=b', ...own(servers[mode]!) } })).status,
    ).toBe(101)
  })

  it('is available only to upgrades of its own URL', async () => {
    expect((await shakeHands(at('/pid'))).status).toBe(404)
    expect((await shakeHands(at('/nowhere'))).status).toBe(404)
    const response = await servers[mode]!.fetch('/echo')
    expect([response.status, response.headers.get('upgrade')]).toEqual([426, 'websocket'])
    expect((await servers[mode]!.fetch('/echo', { method: 'POST' })).status).toBe(405)
  })

  it('answers 200 bad handshakes and leaves nothing behind', async () => {
    const bad: [status: number, options: Parameters<typeof shakeHands>[1]][] = [
      [400, { headers: { 'sec-websocket-key': undefined } }],
      [400, { headers: { 'sec-websocket-key': 'short' } }],
      [426, { headers: { 'sec-websocket-version': '12' } }],
      [426, { headers: { 'sec-websocket-version': undefined } }],
      [405, { method: 'POST' }],
    ]
    for (let round = 0; round < 40; round++) {
      const answers = await Promise.all(bad.map(([, options]) => shakeHands(at('/echo'), options)))
      expect(answers.map(({ status }) => status)).toEqual(bad.map(([status]) => status))
    }
    expect(await servers[mode]!.text('/peers')).toMatch(/^\[0,/)
  })

  it('survives connections that break at any point', async () => {
    const [pid] = JSON.parse(await servers[mode]!.text('/pid'))
    const bytes = rawHandshake('/slow', at('/'))
    for (let round = 0; round < 10; round++) {
      await Promise.all(
        // Right after the request line, during the handshake, and after it.
        [
          [bytes.slice(0, 20), 0] as const,
          [bytes, 0] as const,
          [bytes, 10] as const,
          [bytes, 60] as const,
        ].flatMap(([text, delay]) =>
          Array.from({ length: 5 }, async () => {
            const { socket, answer } = openRaw(at('/'), text)
            await new Promise((resolve) => setTimeout(resolve, delay))
            socket.resetAndDestroy()
            await answer
          }),
        ),
      )
    }
    expect(JSON.parse(await servers[mode]!.text('/pid'))).toEqual([pid])
    expect(servers[mode]!.output()).not.toMatch(/ECONNRESET|EPIPE|unhandled/i)
  })

  it('never parses data after the handshake as a request', async () => {
    const next = `GET /pid HTTP/1.1\r\nhost: ${at('/').host}\r\n\r\n`
    for (const path of ['/echo', '/pid', '/echo#x']) {
      const { answer } = openRaw(at('/'), rawHandshake(path, at('/')) + next)
      const text = await answer
      expect(text.match(/HTTP\/1\.1 /g), path).toHaveLength(1)
      expect(text, path).toMatch(path === '/echo' ? /^HTTP\/1\.1 101 / : /^HTTP\/1\.1 40[04] /)
    }
  })

  it('closes with 1009 for a large message, and with 1008 for one in a thousand fragments', async () => {
    const large = await openSocket(at('/echo'))
    large.send('x'.repeat(1024 * 1024 + 1))
    expect((await large.closed).code).toBe(1009)

    const piece = (first: number): Buffer => Buffer.from([first, 0x81, 0, 0, 0, 0, 0x61])
    const pieces = Buffer.concat([piece(0x01), ...Array.from({ length: 100_000 }, () => piece(0x00))])
    const { answer } = openRaw(at('/'), Buffer.concat([Buffer.from(rawHandshake('/echo', at('/'))), pieces]))
    expect(await answer).toContain('\x88\x02\x03\xf0')

    // A frame that claims to have 2^40 bytes.
    const huge = Buffer.from([0x81, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    const announced = openRaw(at('/'), Buffer.concat([Buffer.from(rawHandshake('/echo', at('/'))), huge]))
    expect(await announced.answer).toContain('\x88\x02\x03\xf1')
  })

  it('is terminated when the visitor does not read', async () => {
    const { socket } = openRaw(
      at('/'),
      Buffer.concat([
        Buffer.from(rawHandshake('/flood', at('/'))),
        Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x61]),
      ]),
    )
    socket.pause()
    await waitUntil(async () => expect(await servers[mode]!.text('/flood', { headers: {} })).toBe('[1006]'))
    socket.destroy()
  })

  it('receives what others publish to its room, as do event streams', async () => {
    const [one, other] = await Promise.all([openSocket(at('/room')), openSocket(at('/room'))])
    expect([await one.next(), await other.next()]).toEqual(['joined', 'joined'])
    const stream = (await servers[mode]!.fetch('/room')).body!.getReader()

    one.send('hello')
    expect(await other.next()).toBe('hello')
    expect(new TextDecoder().decode((await stream.read()).value)).toBe('data: hello\n\n')

    await servers[mode]!.fetch('/room', {
      method: 'POST',
      body: '{"n":1}',
      headers: { 'content-type': 'application/json' },
    })
    expect([await one.next(), await other.next()]).toEqual(['{"n":1}', '{"n":1}'])

    other.send('leave')
    expect(await other.next()).toBe('left')
    one.send('anybody?')
    other.send('me')
    expect(await one.next()).toBe('me')
    await stream.cancel()
    one.socket.close()
    other.socket.close()
  })

  it('reports what a hook throws, and closes with 1011', async () => {
    const { send, closed } = await openSocket(at('/broken'))
    send('a')
    expect(await closed).toEqual({ code: 1011, reason: 'Internal error' })
    await waitUntil(async () => expect(servers[mode]!.output()).toContain('broken hook'))
  })

  it('queues messages until open() is done', async () => {
    const { send, next, socket } = await openSocket(at('/late'))
    send('a')
    expect([await next(), await next()]).toEqual(['opened', 'a'])
    socket.close()
  })

  it('ignores an upgrade to a protocol other than WebSocket', async () => {
    const response = await shakeHands(at('/post'), {
      method: 'POST',
      body: 'a=b&c=d',
      headers: {
        connection: 'Upgrade, HTTP2-Settings',
        upgrade: 'h2c',
        'http2-settings': 'AAMAAABkAARAAAAAAAIAAAAA',
        'content-type': 'application/x-www-form-urlencoded',
        'sec-websocket-version': undefined,
        'sec-websocket-key': undefined,
      },
    })
    expect(response).toMatchObject({ status: 200, body: '{"a":"b","c":"d"}' })
  })
})

describe('a socket of vite preview', () => {
  it('opens as in production', async () => {
    const server = await site.startPreview()
    const { next, send, socket } = await openSocket(url(server, '/echo'), { headers: own(server) })
    send('a')
    expect(await next()).toBe('echo a')
    socket.close()
    expect((await shakeHands(url(server, '/echo'), { headers: { origin: 'null' } })).status).toBe(403)
    await server.stop()
  })
})

describe('a socket of vite dev', () => {
  it('leaves the hot update socket to Vite', async () => {
    const { status, headers } = await shakeHands(url(servers.dev!, '/'), {
      headers: { 'sec-websocket-protocol': 'vite-ping' },
    })
    expect([status, headers['sec-websocket-protocol']]).toEqual([101, 'vite-ping'])
  })

  it('is refused for a host name that Vite does not allow', async () => {
    const host = `evil.example:${new URL(servers.dev!.origin).port}`
    const { status } = await shakeHands(url(servers.dev!, '/echo'), {
      headers: { host, origin: `http://${host}` },
    })
    expect(status).toBe(403)
  })

  it('uses the current hooks of the file', async () => {
    const server = servers.dev!
    await site.write({ 'routes/changing.ts': `export const socket = { open(peer) { peer.send('one') } }` })
    const first = await waitUntil(() => openSocket(url(server, '/changing')))
    expect(await first.next()).toBe('one')

    await site.write({ 'routes/changing.ts': `export const socket = { open(peer) { peer.send('two') } }` })
    await waitUntil(async () => {
      const { next, socket } = await openSocket(url(server, '/changing'))
      const text = await next()
      socket.close()
      expect(text).toBe('two')
    })
    expect(first.socket.readyState).toBe(1)
    first.socket.close()
  })
})

describe('a socket of a server that stops', () => {
  it('closes with 1001, and does not wait for a peer that does not answer', async () => {
    const server = await site.startProduction({ SHUTDOWN_TIMEOUT: '120' })
    const { closed } = await openSocket(url(server, '/echo'))
    const mute = openRaw(url(server, '/'), rawHandshake('/echo', url(server, '/')))
    await new Promise((resolve) => mute.socket.once('data', resolve))

    // Long before the timeout, or this test would not end.
    expect(await server.stop()).toBe(0)
    expect((await closed).code).toBe(1001)
    await mute.answer
  })
})

describe.skipIf(!hasRedis)('rooms of sockets in several processes', () => {
  let redis: RedisServer
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis?.stop())

  it('are shared when REDIS_URL is set', async () => {
    const [one, other] = await Promise.all([1, 2].map(() => site.startProduction({ REDIS_URL: redis.url })))
    const here = await openSocket(url(one!, '/room'))
    const there = await openSocket(url(other!, '/room'))
    expect([await here.next(), await there.next()]).toEqual(['joined', 'joined'])
    here.send('hello')
    expect(await there.next()).toBe('hello')
    await Promise.all([one!.stop(), other!.stop()])
  })
})
