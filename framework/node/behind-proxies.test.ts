// Tests a built site behind nginx and Caddy, with the configurations of the documentation.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { type RequestOptions, request } from 'node:https'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ProxyServer, proxies } from '../fixtures/proxy-server.ts'
import { openSocket } from '../fixtures/socket-client.ts'
import { type RunningServer, type TemporarySite, createTemporarySite } from '../fixtures/temporary-site.ts'

const files = {
  'routes/index.ts': `
    export const GET = (ctx) => ({ url: ctx.url.href, address: ctx.clientAddress })`,
  'routes/form.tsx': `
    import { redirect } from 'vial'
    export async function POST(ctx) {
      ctx.session.name = (await ctx.form()).data.name
      return redirect('/form')
    }
    export default ({ session }) => <p>Hello {session.name}</p>`,
  'routes/upload.ts': `
    import { createHash } from 'node:crypto'
    export const config = { bodyLimit: '25mb' }
    export async function POST(ctx) {
      const hash = createHash('sha256')
      for await (const chunk of ctx.request.body) hash.update(chunk)
      return { hash: hash.digest('hex') }
    }`,
  // Each part is sent only after the visitor has got the one before.
  'routes/_gate.ts': `
    export const gate = { open() {}, closed: Promise.resolve() }
    export const close = () => { gate.closed = new Promise((open) => { gate.open = open }) }`,
  'routes/open.ts': `
    import { gate } from './_gate.ts'
    export function POST() { gate.open(); return null }`,
  'routes/events.ts': `
    import { close, gate } from './_gate.ts'
    export const GET = (ctx) => ctx.events(async function* () {
      close()
      yield 'first'
      await gate.closed
      yield 'second'
    })`,
  'routes/streamed.tsx': `
    import { Suspense } from 'preact/compat'
    import { close, gate } from './_gate.ts'
    export const config = { stream: true }
    async function Late() { await gate.closed; return <b>second</b> }
    export default () => { close(); return <main>first<Suspense fallback="waiting"><Late /></Suspense></main> }`,
  'routes/socket.ts': `
    export const socket = { message: (peer, message) => peer.send('echo ' + message.text()) }`,
}

let site: TemporarySite
let server: RunningServer

beforeAll(async () => {
  site = await createTemporarySite(files)
  expect(await site.build()).toMatchObject({ code: 0 })
  server = await site.startProduction({ TRUST_PROXY: '1', NODE_ENV: 'production', HOST: '127.0.0.1' })
})
afterAll(() => site?.dispose())

for (const { name, isAvailable, start } of proxies) {
  describe.skipIf(!isAvailable)(`a site behind ${name}`, () => {
    let proxy: ProxyServer

    beforeAll(async () => {
      proxy = await start(Number(new URL(server.origin).port))
    })
    afterAll(() => proxy?.stop())

    it('knows its public URL and the address of the visitor, who cannot forge it', async () => {
      const forged = {
        'x-forwarded-for': '203.0.113.9',
        'x-forwarded-host': 'evil.test',
        'x-forwarded-proto': 'http',
      }
      const { body } = await send(proxy, '/?q=1', { headers: forged })

      expect(JSON.parse(await body)).toMatchObject({ url: `${proxy.origin}/?q=1`, address: '127.0.0.1' })
    })

    it('keeps a session that a form has changed', async () => {
      const { origin } = proxy
      const headers = { origin, 'content-type': 'application/x-www-form-urlencoded' }
      const saved = await send(proxy, '/form', { method: 'POST', headers }, 'name=Ada')
      const cookie = String(saved.response.headers['set-cookie']).split(';')[0]!

      expect(saved.response.statusCode).toBe(303)
      expect(cookie).toMatch(/^__Host-/)
      expect(await (await send(proxy, '/form', { headers: { cookie } })).body).toContain('Hello Ada')
    })

    it('takes an upload of 20 MB', async () => {
      const bytes = Buffer.alloc(20_000_000, 'x')
      const { body } = await send(
        proxy,
        '/upload',
        { method: 'POST', headers: { origin: proxy.origin } },
        bytes,
      )

      expect(JSON.parse(await body)).toEqual({ hash: createHash('sha256').update(bytes).digest('hex') })
    })

    it.each(['/events', '/streamed'])('sends the first part of %s before the rest is ready', async (path) => {
      const { response } = await open(proxy, path)
      response.setEncoding('utf8')
      let text = ''
      for await (const chunk of response) {
        text += chunk
        if (!text.includes('first') || text.includes('second')) continue
        await (await send(proxy, '/open', { method: 'POST', headers: { origin: proxy.origin } })).body
      }
      expect(text).toMatch(/first[\s\S]*second/)
    })

    it('opens sockets', async () => {
      const client = await openSocket(new URL('/socket', proxy.origin), {
        headers: { origin: proxy.origin },
        rejectUnauthorized: false,
      })
      client.send('hello')

      expect(await client.next()).toBe('echo hello')
      client.socket.close()
      await client.closed
    })
  })
}

async function open(
  { origin }: ProxyServer,
  path: string,
  options: RequestOptions = {},
  body?: string | Buffer,
): Promise<{ response: IncomingMessage }> {
  const asked = request(new URL(path, origin), { rejectUnauthorized: false, agent: false, ...options })
  asked.end(body)
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  return { response }
}

async function send(
  ...input: Parameters<typeof open>
): Promise<{ response: IncomingMessage; body: Promise<string> }> {
  const { response } = await open(...input)
  const body = response
    .setEncoding('utf8')
    .toArray()
    .then((chunks) => chunks.join(''))
  return { response, body }
}
