import { describe, expect, it } from 'vitest'
import { connectTo, listen, postHead } from '../../fixtures/listening-site.ts'
import { boundary, file, multipart, toBody } from '../../fixtures/multipart-body.ts'
import { HttpError } from '../../http/http-error.ts'
import type { Context } from '../../request/context/context.ts'

const form = 'application/x-www-form-urlencoded'
const modules = {
  'text.ts': { POST: ({ request }: Context) => request.text() },
  'bytes.ts': { POST: async ({ request }: Context) => Buffer.from(await request.arrayBuffer()).toString() },
  'stream.ts': { POST: async ({ request }: Context) => new Response(request.body).text() },
  'form.ts': { POST: async (ctx: Context) => (await ctx.form()).values.a },
  'upload.ts': {
    async POST(ctx: Context) {
      for await (const part of ctx.uploads({ maxFileSize: 1000, maxTotal: 2000 })) return await part.text()
      return ''
    },
  },
  'small.ts': { POST: ({ request }: Context) => request.text(), config: { bodyLimit: 10 } },
  'page.tsx': { POST: ({ request }: Context) => request.text(), default: () => 'page' },
  'closed/_middleware.ts': {
    default: () => {
      throw new HttpError(401, 'Log in.')
    },
  },
  'closed/a.ts': { POST: ({ request }: Context) => request.text() },
  'looked-up/_middleware.ts': {
    // Reads the request, as guards do, and then asks for example a database.
    default: async ({ request }: Context) => {
      request.headers.get('authorization')
      await nextTurn()
      throw new HttpError(401, 'Log in.')
    },
  },
  'looked-up/a.ts': { POST: ({ request }: Context) => request.text() },
  'late/_middleware.ts': {
    default: (_: Context, next: () => Promise<Response>) => nextTurn().then(next),
  },
  'late/a.ts': { GET: () => 'read only' },
  'unread.ts': { POST: () => 'unread' },
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

describe('delayContinue()', () => {
  it.each<[path: string, status: number, length: number, headers?: Record<string, string>]>([
    ['/text', 413, 2_000_000],
    ['/page', 413, 2_000_000],
    ['/small', 413, 11],
    ['/form', 413, 2_000_000, { 'content-type': form }],
    ['/upload', 413, 2001, { 'content-type': multipart }],
    ['/nothing', 404, 11],
    ['/text', 403, 11, { origin: 'https://evil.example' }],
    ['/text', 400, 11, { host: 'a b' }],
    ['/closed/a', 401, 11],
    ['/unread', 200, 11],
  ])('answers a request to %s with %i without asking for %i bytes', async (path, status, length, headers) => {
    const site = await listen(modules)
    const head = postHead(path, { 'content-length': length, expect: '100-continue', ...headers })
    const answer = await connectTo(site, head).closed

    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(answer.toLowerCase()).toContain('connection: close')
  })

  const chunked = { 'transfer-encoding': 'chunked' }
  it.each<[path: string, status: number, framing: Record<string, string>]>([
    ['/looked-up/a', 401, chunked],
    ['/looked-up/nothing', 401, chunked],
    ['/late/a', 405, chunked],
    ['/late/nothing', 404, chunked],
    ['/l%6foked-up/a', 401, chunked],
    ['/l%6foked-up/a', 401, { 'content-length': '11' }],
  ])(
    'does not ask for a body of %s while a middleware waits for something else: %i',
    async (path, ...rest) => {
      const [status, framing] = rest
      const site = await listen(modules)
      const answer = await connectTo(site, postHead(path, { expect: '100-continue', ...framing })).closed

      expect(answer.match(/^HTTP\/1\.1 \d+/gm)).toEqual([`HTTP/1.1 ${status}`])
    },
  )

  it.each(['/text', '/t%65xt'])('asks for a chunked body that %s reads', async (path) => {
    const site = await listen(modules)
    const headers = { ...chunked, expect: '100-continue', connection: 'close' }
    const connection = connectTo(site, postHead(path, headers))
    await connection.until('HTTP/1.1 100 Continue\r\n\r\n')
    connection.socket.write('3\r\na=b\r\n0\r\n\r\n')

    expect(await connection.closed).toMatch(/\r\n\r\na=b$/)
  })

  it.each([
    ['/text', 'a=b', 'text/plain', 'a=b'],
    ['/bytes', 'a=b', 'text/plain', 'a=b'],
    ['/stream', 'a=b', 'text/plain', 'a=b'],
    ['/form', 'a=b', form, 'b'],
    ['/upload', toBody([file('a', 'a', 'content')]), multipart, 'content'],
  ])('asks for a body that %s reads', async (path, body, type, text) => {
    const site = await listen(modules)
    const headers = {
      'content-type': type,
      'content-length': body.length,
      expect: '100-continue',
      connection: 'close',
    }
    const connection = connectTo(site, postHead(path, headers))
    await connection.until('HTTP/1.1 100 Continue\r\n\r\n')
    connection.socket.write(body)
    const answer = await connection.closed

    expect(answer.match(/^HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 100', 'HTTP/1.1 200'])
    expect(answer).toMatch(new RegExp(`\r\n\r\n${text}$`))
    expect(answer).not.toContain(boundary)
  })

  it('reads a body that is sent without waiting', async () => {
    const site = await listen(modules)
    const headers = { 'content-length': 3, expect: '100-continue', connection: 'close' }

    expect(await connectTo(site, postHead('/text', headers), 'a=b').closed).toMatch(/\r\n\r\na=b$/)
  })
})
