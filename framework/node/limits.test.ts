// Tests the limits of a built server that Node.js and the listener enforce.
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type RunningServer,
  type TemporarySite,
  createTemporarySite,
  waitUntil,
} from '../fixtures/temporary-site.ts'

describe('the limits of a built server', () => {
  let site: TemporarySite
  let server: RunningServer
  beforeAll(async () => {
    site = await createTemporarySite({
      'routes/_server.ts': `
        import { defineServer } from 'vial'
        export default defineServer({ renderTimeout: 0.2, readTimeout: 0.5, openConnections: { perAddress: 1 } })`,
      'routes/index.ts': `
        export const GET = () => 'ok'
        export const POST = async (ctx) => (await ctx.form()).ok`,
      'routes/slow.tsx': `export const loader = () => new Promise(() => {})
        export default () => <p>slow</p>`,
      'routes/events.ts': `export const GET = ({ events }) => events(async function* () { yield 'open'; await new Promise(() => {}) })`,
    })
    server = await site.startIn('production')
  })
  afterAll(() => site?.dispose())

  /** Sends raw lines, and gives the status once the server has closed the connection. */
  async function statusOf(line: string, ...headers: readonly string[]): Promise<number> {
    const socket = connect(Number(new URL(server.origin).port), 'localhost').setEncoding('latin1')
    socket.on('error', () => {})
    const lines = [line, 'Host: localhost', 'Connection: close', ...headers]
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    let received = ''
    for await (const chunk of socket) received += String(chunk)
    return Number(received.slice(9, 12))
  }

  const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `X-${index}: a`)
  const form = 'Content-Type: application/x-www-form-urlencoded'

  it.each<[string, number, string, ...string[]]>([
    ['a short URL', 200, 'GET / HTTP/1.1'],
    ['a URL that is too long', 414, `GET /?${'a'.repeat(8192)} HTTP/1.1`],
    ['a long header', 200, 'GET / HTTP/1.1', `X-A: ${'a'.repeat(15_000)}`],
    ['a header that is too long', 431, 'GET / HTTP/1.1', `X-A: ${'a'.repeat(17_000)}`],
    ['many headers', 200, 'GET / HTTP/1.1', ...many(198)],
    ['too many headers', 431, 'GET / HTTP/1.1', ...many(199)],
    ['two hosts', 400, 'GET / HTTP/1.1', 'Host: localhost'],
    [
      'a body that is too large',
      413,
      'POST / HTTP/1.1',
      form,
      'Content-Length: 2000000',
      'Expect: 100-continue',
    ],
    ['a body of another type', 415, 'POST / HTTP/1.1', 'Content-Type: text/csv', 'Content-Length: 0'],
    ['a body that does not arrive', 408, 'POST / HTTP/1.1', form, 'Content-Length: 5'],
    ['a page that is not ready in time', 503, 'GET /slow HTTP/1.1'],
  ])('%s is %i', async (_, status, line, ...headers) => {
    expect(await statusOf(line, ...headers)).toBe(status)
  })

  it('a body that does not arrive is 408 in the log, too', async () => {
    await statusOf('POST / HTTP/1.1', form, 'Content-Length: 5')
    await waitUntil(async () => expect(server.output()).toMatch(/"status":(408|499)/))
    expect(server.output()).toContain('"status":408')
    expect(server.output()).not.toContain('"status":499')
  })

  it('a second event stream of an address is 429', async () => {
    const stream = await server.fetch('/events')
    await stream.body!.getReader().read()
    expect(await statusOf('GET /events HTTP/1.1')).toBe(429)
  })
})

describe('the limits that a site sets', () => {
  let site: TemporarySite
  let server: RunningServer
  beforeAll(async () => {
    site = await createTemporarySite({
      'routes/_server.ts': `
        import { defineServer } from 'vial'
        export default defineServer({ limits: { url: 100, headers: 20, headersTimeout: 0.5, keepAlive: 30, fields: 3 } })`,
      'routes/index.ts': `
        export const GET = () => 'ok'
        export const POST = async (ctx) => (await ctx.form()).ok`,
    })
    server = await site.startIn('production')
  })
  afterAll(() => site?.dispose())

  const post = (body: BodyInit): Promise<Response> =>
    server.fetch('/', { method: 'POST', body, headers: { origin: server.origin } })
  const multipart = (count: number): FormData => {
    const form = new FormData()
    for (let index = 0; index < count; index++) form.append(`f${index}`, 'x')
    return form
  }

  it.each<[string, number, () => Promise<Response>]>([
    ['a URL', 200, () => server.fetch(`/?${'a'.repeat(98)}`)],
    ['a longer URL', 414, () => server.fetch(`/?${'a'.repeat(99)}`)],
    ['few headers', 200, () => server.fetch('/', { headers: { 'x-a': 'b' } })],
    [
      'more headers',
      431,
      () => server.fetch('/', { headers: Array.from({ length: 20 }, (_, index) => [`x-${index}`, 'a']) }),
    ],
    ['a query', 200, () => server.fetch('/?a&b&c')],
    ['a query with more parameters', 400, () => server.fetch('/?a&b&c&d')],
    ['a form', 200, () => post(new URLSearchParams('a=1&b=2&c=3'))],
    ['a form with more fields', 413, () => post(new URLSearchParams('a=1&b=2&c=3&d=4'))],
    ['a multipart form', 200, () => post(multipart(3))],
    ['a multipart form with more fields', 413, () => post(multipart(4))],
  ])('%s is %i', async (_, status, ask) => {
    expect((await ask()).status).toBe(status)
  })

  it('keeps an unused connection for its time', async () => {
    const { headers } = await server.fetch('/')
    expect(headers.get('keep-alive')).toBe('timeout=30')
  })

  it('answers with 408 when the headers do not arrive', async () => {
    const socket = connect(Number(new URL(server.origin).port), 'localhost').setEncoding('latin1')
    socket.write('GET / HTTP/1.1\r\nHost: local')
    let received = ''
    for await (const chunk of socket) received += String(chunk)
    expect(received).toMatch(/^HTTP\/1.1 408 /)
  })
})
