// Tests in all modes the limits of `_server.ts` that the server enforces before or after the site's pipeline.
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRaw, openSocket, rawHandshake } from '../fixtures/socket-client.ts'
import { connectTo, drip, postHead } from '../fixtures/listening-site.ts'
import { shareSite } from '../fixtures/shared-site.ts'
import type { RunningServer } from '../fixtures/temporary-site.ts'

const files = {
  'routes/_server.ts': `
    import { defineServer } from 'vial'
    export default defineServer({
      readTimeout: 1,
      limits: {
        headerSize: '24kb',
        headersTimeout: 1,
        keepAlive: 30,
        minReadRate: '1kb',
        socketMessage: '2mb',
        socketPing: 2,
        subscriptionQueue: 2,
      },
    })`,
  'routes/index.ts': `
    export const GET = () => 'ok'
    export const POST = async ({ request }) => (await request.text()).length`,
  'routes/length.ts': `
    export const socket = { message: (peer, message) => peer.send(String(message.text().length)) }`,
  'routes/behind.ts': `
    export async function GET({ app }) {
      const messages = app.subscribe('room')
      for (const n of [1, 2, 3, 4]) app.publish('room', n)
      return [(await messages.next()).value.data, (await messages.next()).value.data]
    }`,
}

/** Far more than the limits of this site, and less than the defaults. */
const soon = { timeout: 45_000 }

const site = shareSite(files)

describe.each(['dev', 'preview', 'production'] as const)('the limits of _server.ts in %s', (mode) => {
  let server: RunningServer
  let port: number
  beforeAll(async () => {
    server = await site.start(mode)
    port = Number(new URL(server.origin).port)
  })
  afterAll(() => server?.stop())

  /** Sends one large header on a new connection. */
  async function statusOfHeader(size: number): Promise<number | undefined> {
    const sent = request(server.origin, { agent: false, headers: { 'x-large': 'a'.repeat(size) } })
    sent.end()
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    response.resume()
    return response.statusCode
  }

  it('accepts headers up to headerSize, and answers more with 431', async () => {
    // The dev server knows the limit once the site has started.
    expect(await server.text('/')).toBe('ok')
    expect(await statusOfHeader(23 * 1024)).toBe(200)
    expect(await statusOfHeader(25 * 1024)).toBe(431)
  })

  it('answers with 408 when the headers have not arrived within headersTimeout', soon, async () => {
    await server.text('/')
    const { closed } = connectTo({ port }, 'GET / HTTP/1.1\r\nHost: local')
    expect(await closed).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('keeps an unused connection for its time', async () => {
    await server.text('/')
    expect((await server.fetch('/')).headers.get('keep-alive')).toBe('timeout=30')
  })

  it('answers with 408 when less of a body arrives than minReadRate', async () => {
    const connection = connectTo({ port }, postHead('/', { 'content-length': 100_000 }))
    // More than the default asks for.
    drip(connection, 'x'.repeat(70), 100)
    expect(await connection.closed).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('closes a socket whose visitor does not answer the pings', soon, async () => {
    const alive = await openSocket(new URL('/length', server.origin))
    const dead = openRaw(server.origin, rawHandshake('/length', new URL(server.origin)))
    expect(await dead.answer).toMatch(/^HTTP\/1\.1 101 /)
    expect(alive.socket.readyState).toBe(1)
    alive.socket.close()
  })

  it('accepts messages up to socketMessage, in many fragments too, and closes larger ones with 1009', async () => {
    const client = await openSocket(new URL('/length', server.origin))
    client.send('x'.repeat(2 * 1024 * 1024))
    expect(await client.next()).toBe(String(2 * 1024 * 1024))
    const { socket } = client as unknown as { socket: { send(text: string, options: object): void } }
    for (let count = 1; count <= 2000; count++) socket.send('x'.repeat(1000), { fin: count === 2000 })
    expect(await client.next()).toBe('2000000')

    client.send('x'.repeat(2 * 1024 * 1024 + 1))
    expect(await client.closed).toMatchObject({ code: 1009 })
  })

  it('keeps as many messages for a subscription as subscriptionQueue says', async () => {
    expect(await server.text('/behind')).toBe('[3,4]')
  })
})
