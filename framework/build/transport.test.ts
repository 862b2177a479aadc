// Tests HTTP below the routes, in all modes: targets, addresses, bodies and limits.
import { type Socket, connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { shareSite } from '../fixtures/shared-site.ts'
import { type RunningServer, waitUntil } from '../fixtures/temporary-site.ts'

const files = {
  'routes/_server.ts': `
    import { defineServer } from 'vial'
    export default defineServer({
      allowedHosts: ['localhost', 'example.org'],
      trustProxy: { hops: 1, header: 'forwarded' },
      readTimeout: 2,
      writeTimeout: 2,
      start(app) { app.locals.ended = 0 },
    })`,
  'routes/index.tsx': `export default () => <p>home</p>`,
  'routes/who.ts': `export const GET = ({ url, clientAddress }) => [url.host, clientAddress]`,
  'routes/form.tsx': `
    export const config = { bodyLimit: '20kb' }
    export const POST = async (ctx) => { await ctx.form() }
    export default () => <p>form</p>`,
  'routes/endless.ts': `
    export const GET = ({ app }) => new Response(new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(65536)),
      cancel() { app.locals.ended += 1 },
    }))`,
  'routes/ended.ts': `export const GET = ({ app }) => [app.locals.ended]`,
}

const site = shareSite(files)

describe.each(['dev', 'production', 'preview'] as const)('the transport in %s', (mode) => {
  let server: RunningServer

  beforeAll(async () => {
    server = await site.start(mode)
  })

  afterAll(() => server?.stop())

  it('takes the host from a target in absolute form, and checks it', async () => {
    const ask = (target: string) => send(server, `GET ${target} HTTP/1.1`, 'Connection: close')

    expect(await ask('http://example.org/who')).toMatch(/^HTTP\/1\.1 200 [\s\S]*\["example\.org",/)
    expect(await ask('http://evil.example/who')).toMatch(/^HTTP\/1\.1 400 /)
  })

  it.each([
    // As for the root.
    ['OPTIONS *', 204],
    ['GET *', 400],
    ['HEAD *', 400],
    ['POST *', 400],
    ['OPTIONS *?a', 400],
    ['OPTIONS **', 400],
    ['OPTIONS who', 400],
    ['GET who', 400],
    ['GET ?a', 400],
    ['OPTIONS /who', 204],
    ['GET http://localhost', 200],
    ['OPTIONS http://localhost', 204],
    ['OPTIONS http://localhost/who', 204],
    ['GET /who#a', 400],
    ['GET ftp://localhost/who', 400],
  ])('answers a request that begins with %s with %i', async (start, status) => {
    expect(await send(server, `${start} HTTP/1.1`, 'Connection: close')).toMatch(`HTTP/1.1 ${status} `)
  })

  it('reads the address in Forwarded', async () => {
    const forwarded = { headers: { forwarded: 'for="[2001:DB8::1]:6000"', 'x-forwarded-for': '1.1.1.1' } }

    expect((await (await server.fetch('/who', forwarded)).json())[1]).toBe('2001:db8::1')
  })

  it('refuses a body that is too large before it is sent', async () => {
    const answer = await send(
      server,
      'POST /form HTTP/1.1',
      'Content-Type: application/x-www-form-urlencoded',
      'Content-Length: 30000',
      'Expect: 100-continue',
    )

    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
  })

  it('asks for no body that no route reads', async () => {
    const answer = await send(
      server,
      'POST /missing HTTP/1.1',
      'Content-Type: text/plain',
      'Transfer-Encoding: chunked',
      'Expect: 100-continue',
    )

    expect(answer).toMatch(/^HTTP\/1\.1 404 /)
  })

  it('answers 408 to a visitor who stops sending the body', async () => {
    const answer = await send(
      server,
      'POST /form HTTP/1.1',
      'Content-Type: application/x-www-form-urlencoded',
      'Content-Length: 3000',
    )

    expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/)
  })

  it('refuses forms and queries of more than 1,000 fields', async () => {
    const fields = (count: number): string =>
      Array.from({ length: count }, (_, index) => `f${index}=`).join('&')
    const post = async (count: number): Promise<number> => {
      const body = new URLSearchParams(fields(count))
      return (await server.fetch('/form', { method: 'POST', body })).status
    }

    expect([await post(1000), await post(1001)]).toEqual([200, 413])
    expect((await server.fetch(`/form?${fields(1000)}`)).status).toBe(200)
    expect((await server.fetch(`/form?${fields(1001)}`)).status).toBe(400)
    expect((await server.fetch(`/who?${fields(1001)}`)).status).toBe(400)
  })

  it('disconnects a visitor who stops reading', async () => {
    const socket = open(server)
    socket.pause().write('GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n')

    await waitUntil(async () => expect(await server.text('/ended')).toBe('[1]'))
  })
})

function open(server: RunningServer): Socket {
  const socket = connect(Number(new URL(server.origin).port), 'localhost')
  onTestFinished(() => {
    socket.destroy()
  })
  return socket.on('error', () => {})
}

/** Sends a request with the host localhost; gives everything received when the connection is closed. */
function send(server: RunningServer, ...lines: readonly string[]): Promise<string> {
  const socket = open(server)
  let received = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    received += chunk
  })
  socket.write([...lines, 'Host: localhost', '', ''].join('\r\n'))
  return new Promise((resolve) => socket.once('close', () => resolve(received)))
}
