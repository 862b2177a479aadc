// The dev server and the preview with a certificate: Vite then speaks HTTP/2, and HTTP/1.1 for sockets.
import { once } from 'node:events'
import { request } from 'node:https'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHttp2 } from '../fixtures/http2-client.ts'
import { field, file, multipart, toBody } from '../fixtures/multipart-body.ts'
import { openSocket } from '../fixtures/socket-client.ts'
import {
  type RunningServer,
  type TemporarySite,
  createTemporarySite,
  waitUntil,
} from '../fixtures/temporary-site.ts'

const files = {
  'vite.config.js': `
    import basicSsl from '@vitejs/plugin-basic-ssl'
    import { vial } from 'vial/vite'
    export default { cacheDir: '.cache', plugins: [basicSsl(), vial()] }`,
  '.vial/secret': 'kept',
  'routes/index.tsx': `
    export const loader = ({ request }) => request.headers.get('host')
    export default ({ url, data }) => <p>{url.href} for {data}</p>`,
  'routes/form.tsx': `
    import { redirect } from 'vial'
    export async function POST(ctx) {
      const { data } = await ctx.form()
      ctx.session.name = data.name
      ctx.cookies.set('seen', '1')
      return redirect('/form')
    }
    export default ({ session }) => <p>Hello {session.name ?? 'you'}</p>`,
  'routes/cookies.ts': `export const GET = ({ cookies, request }) => [cookies.get('a'), cookies.get('b'), request.headers.get('cookie')]`,
  'routes/upload.ts': `
    export const config = { bodyLimit: '3mb' }
    export async function POST(ctx) {
      const sizes = []
      for await (const part of ctx.uploads({ maxFileSize: '3mb' })) sizes.push((await part.bytes()).byteLength)
      return sizes
    }`,
  'routes/json.ts': `export const POST = (ctx) => ctx.json()`,
  'routes/nothing.ts': `export const GET = () => new Response(null, { status: 204, headers: { connection: 'close' } })`,
  'routes/large.ts': `
    export const GET = () => new Response(new ReadableStream({
      pull(controller) {
        this.sent = (this.sent ?? 0) + 1
        controller.enqueue(new Uint8Array(65536))
        if (this.sent === 64) controller.close()
      },
    }))`,
  'routes/events.ts': `
    export const GET = (ctx) => {
      ctx.signal.addEventListener('abort', () => { globalThis.hasLeft = true })
      return ctx.events(async function* () {
        yield { data: 'first' }
        yield { data: 'second' }
        await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve))
      })
    }`,
  'routes/shared/_middleware.ts': `
    import { cors } from 'vial/server'
    const isKnown = ({ session }, next) => (session.name ? next() : new Response('Log in', { status: 401 }))
    export default [cors({ origins: ['https://friend.example'], credentials: true, expose: ['x-rows'] }), isKnown]`,
  'routes/shared/rows.ts': `
    export const GET = (ctx) => new Response('rows of ' + ctx.session.name, { headers: { 'x-rows': '1' } })
    export const PUT = async (ctx) => [await ctx.request.text()]`,
  'routes/left.ts': `export const GET = () => [globalThis.hasLeft ?? false]`,
  'routes/echo.ts': `export const socket = { message(peer, message) { peer.send(peer.context.url.origin + ' ' + message.text()) } }`,
}

describe.each(['dev', 'preview'] as const)('over HTTP/2, in %s', (mode) => {
  let site: TemporarySite
  let server: RunningServer

  beforeAll(async () => {
    site = await createTemporarySite(files)
    if (mode === 'dev') server = await site.startDev({ isSecure: true })
    else {
      const { code, output } = await site.build()
      expect(code, output).toBe(0)
      server = await site.startPreview({ isSecure: true })
    }
  })

  afterAll(() => site?.dispose())

  it('the host is :authority, or else Host', async () => {
    const { send } = await openHttp2(server.origin)
    const { host } = new URL(server.origin)
    const shown = `<p>${server.origin}/?a=b for ${host}</p>`
    const own = await send({ ':path': '/?a=b' })
    expect([own.status, own.text]).toEqual([200, expect.stringContaining(shown)])
    expect((await send({ ':path': '/?a=b', ':authority': host, host })).text).toContain(shown)
    expect((await send({ ':path': '/?a=b', host })).text).toContain(shown)
    const upper = { ':authority': host, host: host.toUpperCase() }
    expect((await send({ ':path': '/?a=b', ...upper })).status).toBe(200)
    expect((await send({ ':path': '/', ':authority': host, host: 'other.example' })).status).toBe(400)
    expect((await send({ ':path': '/', ':authority': 'localhost.' })).status).toBe(400)
    expect((await send({ ':path': '/missing' })).status).toBe(404)
    await waitUntil(async () =>
      expect(server.output()).toMatch(/"path":"\/missing","status":404|\/missing 404/),
    )
    expect(server.output()).not.toMatch(/"aborted"|\(left\)/)
    expect((await send({ ':path': '/.vial/secret?import' })).status).toBe(404)
  })

  it('forms are handled, from this site only, and cookies come back', async () => {
    const { send } = await openHttp2(server.origin)
    const post = {
      ':path': '/form',
      ':method': 'POST',
      'content-type': 'application/x-www-form-urlencoded',
    }
    expect((await send({ ...post, origin: 'https://other.example' }, 'name=Ada')).status).toBe(403)
    const saved = await send({ ...post, origin: server.origin }, 'name=Ada')
    expect([saved.status, saved.headers.location]).toEqual([303, '/form'])
    const lines = saved.headers['set-cookie'] ?? []
    expect(lines).toHaveLength(2)
    const cookie = lines.map((line) => line.split(';')[0]!)
    expect((await send({ ':path': '/form', cookie })).text).toContain('<p>Hello Ada</p>')
    // Browsers send each cookie in a header of its own, to compress them better (RFC 9113, section 8.2.3).
    const crumbs = await send({ ':path': '/cookies', cookie: ['a=1', 'b=2'] })
    expect(JSON.parse(crumbs.text)).toEqual(['1', '2', 'a=1; b=2'])
  })

  it('cors() answers preflights before guards, and lets its origins write and read, with cookies', async () => {
    const { send } = await openHttp2(server.origin)
    const origin = 'https://friend.example'
    const path = { ':path': '/shared/rows' }
    const toCors = (headers: object): [string, unknown][] =>
      Object.entries(headers).filter(([name]) => /^(access-control-|vary$)/.test(name))
    const preflight = await send({
      ...path,
      ':method': 'OPTIONS',
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'x-token',
      origin,
    })
    expect(preflight.status).toBe(204)
    expect(Object.fromEntries(toCors(preflight.headers))).toEqual({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': 'x-token',
      vary: 'Origin, Access-Control-Request-Headers',
    })
    const form = { ':path': '/form', ':method': 'POST', 'content-type': 'application/x-www-form-urlencoded' }
    const saved = await send({ ...form, origin: server.origin }, 'name=Ada')
    const cookie = (saved.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]!)
    const fromFriend = { ...path, cookie, origin, 'sec-fetch-site': 'cross-site' }
    const read = await send(fromFriend)
    expect([read.status, read.text, Object.fromEntries(toCors(read.headers))]).toEqual([
      200,
      'rows of Ada',
      {
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        'access-control-expose-headers': 'x-rows',
        vary: 'Origin, Cookie',
      },
    ])
    const written = await send({ ...fromFriend, ':method': 'PUT' }, 'body')
    expect([written.status, written.text]).toEqual([200, '["body"]'])
    const guarded = await send({ ...path, origin })
    expect([guarded.status, guarded.headers['access-control-allow-origin']]).toEqual([401, origin])
    const other = { ...fromFriend, origin: 'https://other.example' }
    const refused = await send({ ...other, ':method': 'PUT' }, 'body')
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([403, undefined])
    expect(
      (await send({ ...other, ':method': 'OPTIONS', 'access-control-request-method': 'PUT' })).headers,
    ).not.toHaveProperty('access-control-allow-origin')
  })

  it('uploads and other bodies are read, and refused above their limit', async () => {
    const { send } = await openHttp2(server.origin)
    const post = { ':path': '/upload', ':method': 'POST', 'content-type': multipart }
    const body = toBody([field('a', 'b'), file('file', 'x.txt', 'x'.repeat(2_000_000))])
    expect(JSON.parse((await send(post, body)).text)).toEqual([1, 2_000_000])
    const tooLarge = await send(
      { ...post, 'content-length': '8000000' },
      toBody([file('file', 'x.txt', 'x'.repeat(8_000_000))]).slice(0, 8_000_000),
    ).catch((error: Error) => error.message)
    // The server may end the stream while the client still sends.
    expect(typeof tooLarge === 'string' ? tooLarge : tooLarge.status).toEqual(413)
    const json = { ':path': '/json', ':method': 'POST', 'content-type': 'application/json' }
    expect(JSON.parse((await send(json, '{"a":[1]}')).text)).toEqual({ a: [1] })
  })

  it('responses of every kind are complete', async () => {
    const { send } = await openHttp2(server.origin)
    const head = await send({ ':path': '/', ':method': 'HEAD' })
    expect([head.status, head.text]).toEqual([200, ''])
    expect(head.headers['content-type']).toContain('text/html')
    expect((await send({ ':path': '/nothing' })).status).toBe(204)
    expect((await send({ ':path': '/large' })).text).toHaveLength(64 * 65536)
    expect((await send({ ':path': '/large', ':method': 'HEAD' })).status).toBe(200)
    if (mode === 'dev') expect((await send({ ':path': '/@vite/client' })).status).toBe(200)
  })

  it('event streams arrive event by event, and end when the visitor leaves', async () => {
    const client = await openHttp2(server.origin)
    const stream = await client.open('/events')
    let text = ''
    while (!text.includes('second')) {
      const [chunk] = await once(stream, 'data')
      text += String(chunk)
    }
    expect(text).toContain('data: first')
    stream.close()
    await waitUntil(async () => expect((await client.send({ ':path': '/left' })).text).toBe('[true]'))
  })

  it('sockets open on a connection of their own, over HTTP/1.1', async () => {
    const { next, send, socket } = await openSocket(new URL('/echo', server.origin), {
      headers: { origin: server.origin },
      rejectUnauthorized: false,
    })
    send('hello')
    expect(await next()).toBe(`${server.origin} hello`)
    socket.close()
  })

  it('HTTP/1.1 works on the same port, also with an offer of HTTP/2', async () => {
    for (const headers of [
      {},
      { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': '' },
    ]) {
      const sent = request(`${server.origin}/`, { rejectUnauthorized: false, headers }).end()
      const [response] = await once(sent, 'response')
      response.resume()
      expect(response.statusCode).toBe(200)
    }
  })
})
