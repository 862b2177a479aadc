import { describe, expect, it } from 'vitest'
import { connectTo, listen, type ListeningSite } from '../../fixtures/listening-site.ts'
import type { Context } from '../../request/context/context.ts'

const modules = {
  'who.ts': {
    GET: ({ url, request, query }: Context) => ({
      host: [url.host, new URL(request.url).host, request.headers.get('host')],
      all: [...request.headers].filter(([name]) => name === 'host').length,
      query: query.get('a'),
    }),
    POST: () => 'posted',
  },
  'index.ts': { GET: ({ url }: Context) => url.href },
}

describe('createRequestListener()', () => {
  it.each([
    ['Example.ORG', 'http://example.org'],
    ['example.org:80', 'http://example.org'],
    ['[2001:DB8:0::1]:3000', 'http://[2001:db8::1]:3000'],
  ])('reads the host %s as browsers write it, also in forms', async (host, origin) => {
    const site = await listen({
      'index.ts': { GET: ({ url, request }: Context) => [url.href, request.url], POST: () => 'posted' },
    })
    const seen = await ask(site, 'GET / HTTP/1.1', `Host: ${host}`)
    expect(JSON.parse(seen.body)).toEqual([`${origin}/`, `${origin}/`])
    const lines = [`Host: ${host}`, `Origin: ${origin}`, 'Content-Length: 0']
    expect((await ask(site, 'POST / HTTP/1.1', ...lines)).status).toBe(200)
  })

  it('closes the connection as the client asks, also after a response with its own Connection header', async () => {
    const site = await listen({
      'own.ts': { GET: () => new Response('own', { headers: { connection: 'Upgrade', upgrade: 'h2c' } }) },
      'chat.ts': { socket: {} },
    })
    site.server.keepAliveTimeout = 0
    for (const path of ['/own', '/chat']) {
      const { closed } = connectTo(
        site,
        `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      )
      expect(await closed).toMatch(/^connection: Upgrade, close\r$/im)
    }
    const { until, socket } = connectTo(site, 'GET /chat HTTP/1.1\r\nHost: localhost\r\n\r\n')
    expect(await until('This address')).toMatch(/^connection: Upgrade\r$/im)
    expect(socket.readableEnded).toBe(false)
  })

  it.each(['HTTP/2.0', 'HTTP/0.9'])('refuses %s, which the connection does not speak', async (version) => {
    const site = await listen(modules)
    // Without an answer, it would escape the limits of a body.
    const lines = ['Host: localhost', 'Connection: keep-alive', 'Content-Length: 100000']
    expect((await ask(site, `POST /who ${version}`, ...lines)).status).toBe(400)
    expect((await ask(site, `GET /who ${version}`, 'Host: localhost')).status).toBe(400)
  })

  describe('with a target in absolute form', () => {
    it('lets the host of the target win over Host, everywhere', async () => {
      const site = await listen(modules)
      const answer = await ask(site, 'GET http://example.org/who?a=b HTTP/1.1', 'Host: internal')

      expect(JSON.parse(answer.body)).toEqual({
        host: ['example.org', 'example.org', 'example.org'],
        all: 1,
        query: 'b',
      })
    })

    it.each([
      ['GET HTTP://Example.org:8080 HTTP/1.1', 'http://example.org:8080/'],
      ['GET http://example.org?a HTTP/1.1', 'http://example.org/?a'],
      ['GET https://example.org/ HTTP/1.1', 'http://example.org/'],
      ['GET http://[2001:db8::1]:80/ HTTP/1.1', 'http://[2001:db8::1]/'],
    ])('reads %s as %s', async (line, url) => {
      const site = await listen(modules)
      expect((await ask(site, line, 'Host: internal')).body).toBe(url)
    })

    it('needs no Host in HTTP/1.0', async () => {
      const site = await listen(modules)
      expect((await ask(site, 'GET http://example.org/ HTTP/1.0')).body).toBe('http://example.org/')
    })

    it('checks the allowed hosts on the host that wins', async () => {
      const site = await listen(modules, { allowedHosts: ['example.org'] })
      const statuses = async (...lines: [string, string][]): Promise<number[]> =>
        Promise.all(lines.map(async ([line, host]) => (await ask(site, line, host)).status))

      expect(
        await statuses(
          ['GET http://evil.example/who HTTP/1.1', 'Host: example.org'],
          ['GET http://example.org/who HTTP/1.1', 'Host: evil.example'],
          ['GET /who HTTP/1.1', 'Host: evil.example'],
          ['GET /who HTTP/1.1', 'Host: example.org'],
        ),
      ).toEqual([400, 200, 400, 200])
    })

    it('compares the origin of a form with the host that wins', async () => {
      const site = await listen(modules)
      const post = (target: string, origin: string) =>
        ask(site, `POST ${target} HTTP/1.1`, 'Host: internal', `Origin: ${origin}`, 'Content-Length: 0')

      expect((await post('http://example.org/who', 'http://example.org')).status).toBe(200)
      expect((await post('http://example.org/who', 'http://internal')).status).toBe(403)
    })

    it.each([
      'GET http:///who HTTP/1.1',
      'GET http://a@example.org/ HTTP/1.1',
      'GET http://example.org:99999/ HTTP/1.1',
      'GET http://example.org./ HTTP/1.1',
      'GET http://exa%6dple.org/ HTTP/1.1',
      'GET ftp://example.org/ HTTP/1.1',
      'GET http://example.org/#a HTTP/1.1',
      'GET example.org HTTP/1.1',
    ])('refuses %s with 400', async (line) => {
      const site = await listen(modules)
      expect((await ask(site, line, 'Host: internal')).status).toBe(400)
    })

    it.each([[['Host: a b']], [['Host: a', 'Host: b']], [['Host: a.']]])(
      'refuses the headers %j, although the target wins',
      async (headers) => {
        const site = await listen(modules)
        expect((await ask(site, 'GET http://example.org/ HTTP/1.1', ...headers)).status).toBe(400)
      },
    )
  })
})

/** Sends a request line and headers, and reads the response. */
async function ask(
  site: ListeningSite,
  ...lines: readonly string[]
): Promise<{ status: number; body: string }> {
  const connection = connectTo(site, [...lines, 'Connection: close', '', ''].join('\r\n'))
  const [head = '', body = ''] = (await connection.closed).split('\r\n\r\n')
  return { status: Number(head.split(' ')[1]), body }
}

describe('receivedTarget()', () => {
  it.each([
    ['/who?a=b'],
    ['/a/../who'],
    ['/%2e%2e/who'],
    ['/who?a="b"'],
    ["/who?a='b'"],
    ['/w%68o'],
    ['//who'],
    ['/who?'],
    ['/.well-known/who'],
  ])('agrees with the URL of the request: %s', async (target) => {
    const answers = { '[...path].ts': { GET: ({ url, rawTarget }: Context) => [url.href, rawTarget] } }
    const ask = async (site: ListeningSite): Promise<string> =>
      connectTo(site, `GET ${target} HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n`).closed
    const withoutIds = (text: string): string =>
      text.replace(/^date: .*$/gim, '').replace(/[\da-f]{8}-[-\da-f]{27}|nonce(-|=")[^'"]*/g, '')

    const [fast, slow] = [await listen(answers), await listen(answers, { receivedTarget: () => undefined })]
    expect(withoutIds(await ask(fast))).toBe(withoutIds(await ask(slow)))
  })
})
