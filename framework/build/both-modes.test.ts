// Tests what a site does in vite dev, in production and in vite preview alike.
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contractSite } from '../fixtures/contract-site.ts'
import { shareSite } from '../fixtures/shared-site.ts'
import type { RunningServer } from '../fixtures/temporary-site.ts'
import { elementsOf } from '../fixtures/html-shape.ts'
import { cookiesOf, formPost } from '../fixtures/literal-site.ts'

const site = shareSite(contractSite)

describe.each(['dev', 'production', 'preview'] as const)('a site in %s', (mode) => {
  let server: RunningServer

  beforeAll(async () => {
    if (mode !== 'dev') expect(await site.build()).toContain('_eror.tsx')
    server = await site.start(mode)
  })

  afterAll(() => server?.stop())

  it('renders a page inside the app document and its layout, with data from loaders and middleware', async () => {
    const response = await server.fetch('/')
    const text = await response.text()

    expect(response.status).toBe(200)
    expect(text).toMatch(/<html lang="en" data-x="1">/)
    expect(text.match(/<title>/g)).toHaveLength(1)
    expect(text).toContain('<title>Home stamped</title>')
    expect(text).toContain('<meta name="description" content="of the layout">')
    expect(text).toMatch(
      /<body data-path="\/"><main data-site="Contract"><h1 class="[^"]+"><img .*\/>stamped 1 \/<i>\/<\/i><\/h1>/,
    )
    expect(response.headers.get('x-stamp')).toBe('200')
  })

  it('links the styles of a page in its head, outer ones first, and serves them', async () => {
    const text = await server.text('/')
    const head = text.slice(0, text.indexOf('</head>'))
    const urls = [...head.matchAll(/<link rel="stylesheet" href="([^"]+)"/g)].map(([, url]) => url!)
    const stylesheets = await Promise.all(
      urls.map(async (url) => {
        const response = await server.fetch(url.replaceAll('&amp;', '&'))
        expect(response.headers.get('content-type')).toMatch(/^text\/css/)
        return response.text()
      }),
    )

    expect(stylesheets.join('\n').match(/margin: ?[12]px|color:/g)).toEqual([
      expect.stringMatching(/1px/),
      expect.stringMatching(/2px/),
      'color:',
    ])
  })

  it('answers health checks, and has metrics on no port of visitors', async () => {
    for (const path of ['/healthz', '/readyz']) {
      const response = await server.fetch(path)
      expect([response.status, await response.text()]).toEqual([200, 'ok'])
      expect((await server.fetch(path, { method: 'POST' })).status).toBe(405)
    }
    expect((await server.fetch('/metrics')).status).toBe(404)
  })

  it('serves an imported image', async () => {
    const [, url] = (await server.text('/')).match(/<img src="([^"]+)"/) ?? []
    const response = await server.fetch(url!)

    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      expect.stringMatching(/^image\/svg\+xml/),
    ])
  })

  it.each([
    ['/grouped', '<p>grouped</p>'],
    ['/blog/hello', '<p>slug hello</p>'],
    ['/blog/a%2Fb', '<p>slug a/b</p>'],
    ['/blog/new', '<p>static</p>'],
    ['/blog/draft-7', '<p>mixed 7</p>'],
    ['/blog/42', '<p>int number 42</p>'],
    ['/blog/042', '<p>slug 042</p>'],
    ['/plain', '<p>plain jsx</p>'],
    ['/late', 'part'],
  ])('answers the page %s', async (path, expected) => {
    const response = await server.fetch(path)

    expect(response.status).toBe(200)
    expect(await response.text()).toContain(expected)
  })

  it.each([
    ['/feed.xml', '<feed/>'],
    ['/script', 'plain js'],
    ['/archive/2026', '{"year":2026}'],
    ['/files/a/b%2Fc/d', '["a","b/c","d"]'],
    ['/tree', '[]'],
    ['/tree/a/b', '["a","b"]'],
    ['/list', '["first"]'],
    ['/list/2', '["2"]'],
    ['/uuid/0190F7A4-1111-7AAA-8BBB-123456789ABC', '["0190f7a4-1111-7aaa-8bbb-123456789abc"]'],
    ['/api/items', '[{"id":1}]'],
  ])('answers the endpoint %s', async (path, expected) => {
    const response = await server.fetch(path)

    expect(response.status).toBe(200)
    expect(await response.text()).toBe(expected)
  })

  it.each([
    ['/nope', 'root 404 /nope'],
    ['/files', 'root 404'],
    ['/archive/26', 'root 404'],
    ['/Blog/new', 'root 404'],
    ['/_private/helper', 'root 404'],
    ['/_eror', 'root 404'],
    ['/thing.test', 'root 404'],
    ['/db.server', 'root 404'],
    ['/package.json', 'root 404'],
    ['/vite.config.js', 'root 404'],
    ['/%2e%2e%2fpackage.json', ''],
  ])('has no page at %s', async (path, expected) => {
    const response = await server.fetch(path)

    expect([400, 404]).toContain(response.status)
    expect(await response.text()).toContain(expected)
  })

  it('answers an unmatched URL in the folder that matches its prefix, behind its middleware', async () => {
    const closed = await server.fetch('/admin/nope')
    const open = await server.fetch('/admin/nope', { headers: { 'x-key': '1' } })

    expect(closed.status).toBe(401)
    expect([open.status, await open.text()]).toEqual([
      404,
      expect.stringContaining('<main data-site="Contract"><section><p>admin 404</p></section></main>'),
    ])
  })

  it('serves public files, but nothing hidden', async () => {
    expect(await server.text('/robots.txt')).toBe('User-agent: *\n')
    expect(await server.text('/a%20b.txt')).toBe('with a space')
    expect(await server.text('/.well-known/x.txt')).toBe('known')
    for (const path of [
      '/.env',
      '/%2eenv',
      '/.vial/secret',
      '/public/.env',
      '/@fs/etc/passwd',
      '/.env?raw',
    ]) {
      const response = await server.fetch(path)
      expect(response.status, path).toBeGreaterThanOrEqual(400)
      expect(await response.text()).not.toMatch(/CANARY_SECRET|root:/)
    }
  })

  it('shows only the request id of a bug', async () => {
    const response = await server.fetch('/throw')
    const text = await response.text()

    expect(response.status).toBe(500)
    expect(text).toContain('Something went wrong')
    expect(text).toContain(response.headers.get('x-request-id'))
    if (mode !== 'dev') expect(text).not.toMatch(/CANARY_SECRET|routes\/|node_modules|\.tsx/)
  })

  it('shows the message of an HttpError, as a page and as a problem document', async () => {
    const page = await server.fetch('/teapot')
    const problem = await server.fetch('/teapot', { headers: { accept: 'application/json' } })

    expect([page.status, await page.text()]).toEqual([418, expect.stringContaining('418 Short and stout')])
    expect(problem.headers.get('content-type')).toBe('application/problem+json')
    expect(await problem.json()).toMatchObject({
      status: 418,
      detail: 'Short and stout',
      instance: '/teapot',
    })
  })

  it.each([
    ['/markup/bug', 500],
    ['/markup/told', 409],
    ['/markup/failing', 500],
    ['/<img/src=x/onerror=1>', 404],
    ['/%3Cimg%20src=x%20onerror=1%3E', 404],
  ])('escapes markup in the error of %s', async (path, status) => {
    const answer = await sendRaw(
      server,
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    )
    const [head = '', body = ''] = answer.split('\r\n\r\n', 2)
    const nonce = /'nonce-([^']+)'/.exec(head)?.[1] ?? 'none'

    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    const elements = elementsOf(body)
    // In development the page contains Vite's client and the error report in a frame.
    const scripts = elements.filter((element) => /^(script|img)/.test(element))
    expect(scripts.filter((element) => element !== 'script type src nonce')).toEqual([])
    expect(scripts.length === 0 || mode === 'dev').toBe(true)
    const frame = /srcdoc="([^"]*)"/.exec(body)?.[1]?.replaceAll('&lt;', '<').replaceAll('&quot;', '"') ?? ''
    const tags = frame.replaceAll('&gt;', '>').match(/<(script|style)[^>]*>/g) ?? []
    expect(tags.length > 0).toBe(mode === 'dev' && status === 500)
    // A script without the nonce does not run, so the report's own scripts must have it.
    expect(tags.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([])
    expect(frame).not.toMatch(/\son[a-z]+="/)
  })

  it('sends pages with a policy that allows no inline scripts', async () => {
    for (const path of ['/', '/nope', '/teapot', '/throw', '/visits']) {
      const policy = (await server.fetch(path)).headers.get('content-security-policy') ?? ''
      const nonce = mode === 'dev' ? " 'nonce-[\\w+/=]{24}'" : ''
      expect(policy, path).toMatch(
        new RegExp(`^default-src 'self'; script-src 'self'${nonce}; style-src 'self'`),
      )
      // Vite's client tries the port of the server itself; the site may open no socket that production would refuse.
      const { port } = new URL(server.origin)
      const sockets = /connect-src ([^;]*)/.exec(policy)?.[1]
      expect(sockets, path).toBe(mode === 'dev' ? `'self' ws://*:${port} wss://*:${port}` : undefined)
    }
  })

  it('sends every response with a content type and forbids sniffing', async () => {
    const files = mode === 'dev' ? [] : ['/robots.txt', '/.well-known/x.txt']
    for (const path of ['/', '/nope', '/throw', '/feed.xml', '/api/items', '/script', '/files/a', ...files]) {
      const { headers } = await server.fetch(path)
      expect(headers.get('x-content-type-options'), path).toBe('nosniff')
      expect(headers.get('content-type'), path).toMatch(
        /^(text\/\w+; ?charset=utf-8|application\/(xml|json|problem\+json))$/i,
      )
    }
    // In development, Vite itself refuses this request.
    if (mode === 'dev') return
    const refused = await sendRaw(server, 'GET /a#b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    expect(refused).toMatch(/\r\nx-content-type-options: nosniff\r\n/i)
  })

  it('answers wrong methods with 405 and Allow', async () => {
    const page = await server.fetch('/grouped', { method: 'POST' })
    const endpoint = await server.fetch('/api/items', { method: 'PUT' })

    expect([page.status, page.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
    expect([endpoint.status, endpoint.headers.get('allow')]).toEqual([
      405,
      'GET, HEAD, OPTIONS, POST, DELETE',
    ])
  })

  it('answers OPTIONS with the methods of the route', async () => {
    const response = await server.fetch('/api/items', {
      method: 'OPTIONS',
      headers: { origin: 'http://x.test' },
    })

    expect([response.status, response.headers.get('allow')]).toEqual([
      204,
      'GET, HEAD, OPTIONS, POST, DELETE',
    ])
    expect(response.headers.has('access-control-allow-origin')).toBe(false)
  })

  it('accepts JSON, and refuses invalid or too large bodies', async () => {
    const post = (body: string, type = 'application/json'): Promise<Response> =>
      server.fetch('/api/items', { method: 'POST', body, headers: { 'content-type': type } })

    const created = await post('{"id":2}')
    expect([created.status, await created.json(), created.headers.get('x-api')]).toEqual([
      201,
      { id: 2 },
      'items',
    ])
    expect((await post('{')).status).toBe(400)
    expect((await post('{}', 'text/plain')).status).toBe(415)
    expect((await post(`"${'x'.repeat(2000)}"`)).status).toBe(413)
    expect((await server.fetch('/api/items', { method: 'DELETE' })).status).toBe(204)
  })

  it('refuses a form post from another site', async () => {
    for (const headers of [
      { origin: 'https://evil.test' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ]) {
      const response = await server.fetch('/form', {
        method: 'POST',
        body: new URLSearchParams({ title: 'x' }),
        headers: headers as Record<string, string>,
      })
      expect(response.status).toBe(403)
    }
  })

  it('renders an invalid form again, and shows a flash message once after a valid one', async () => {
    const refused = await server.fetch('/form', formPost({ title: '', more: '"><script>' }))
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('Enter a title.')])

    const accepted = await server.fetch('/form', formPost({ title: 'x' }))
    expect([accepted.status, accepted.headers.get('location')]).toEqual([303, '/form'])
    const shown = await server.fetch('/form', { headers: { cookie: cookiesOf(accepted) } })
    expect(await shown.text()).toContain('Saved x')
    expect(await server.text('/form', { headers: { cookie: cookiesOf(shown) } })).not.toContain('Saved')
  })

  it('stores a session in the cookie, and treats a tampered one as anonymous', async () => {
    const first = await server.fetch('/visits')
    const cookie = cookiesOf(first)
    expect(await server.text('/visits', { headers: { cookie } })).toContain('visits 2')

    const tampered = await server.fetch('/visits', {
      headers: { cookie: cookie.replace(/.{9}$/, 'AAAAAAA~2') },
    })
    expect([tampered.status, await tampered.text()]).toEqual([200, expect.stringContaining('visits 1')])
    const login = await server.fetch('/login', { method: 'POST' })
    const who = await server.fetch('/whoami', { headers: { cookie: cookiesOf(login) } })
    expect(await who.json()).toEqual({ user: 'ada' })
  })

  it('redirects a page to its canonical URL', async () => {
    const response = await server.fetch('/grouped/?a=1')

    expect([response.status, response.headers.get('location')]).toEqual([308, '/grouped?a=1'])
  })

  it.each([
    ['GET /%E0%A4%A HTTP/1.1\r\nHost: localhost\r\n', 400],
    ['GET /%00 HTTP/1.1\r\nHost: localhost\r\n', 400],
    ['GET //evil.test/ HTTP/1.1\r\nHost: localhost\r\n', 404],
    ['GET /x/../admin HTTP/1.1\r\nHost: localhost\r\n', 401],
    ['GET /%2e%2e/admin HTTP/1.1\r\nHost: localhost\r\n', 401],
    ['GET /%61dmin HTTP/1.1\r\nHost: localhost\r\n', 401],
    ['GET http://evil.test/admin HTTP/1.1\r\nHost: localhost\r\n', 401],
    ['GET /admin#x HTTP/1.1\r\nHost: localhost\r\n', 400],
    ['GET / HTTP/1.1\r\nHost: localhost\r\nHost: other\r\n', 400],
    ['GET / HTTP/1.1\r\nHost: local@host\r\n', '40[03]'],
    ['TRACE / HTTP/1.1\r\nHost: localhost\r\n', 405],
    ['TRACE /nothing HTTP/1.1\r\nHost: localhost\r\n', 404],
  ])('answers the raw request %j with %s', async (head, status) => {
    const text = await sendRaw(server, `${head}Connection: close\r\n\r\n`)

    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  })
})

/** Sends raw bytes that no client would send; resolves with everything that is received. */
function sendRaw(server: RunningServer, text: string): Promise<string> {
  const { port } = new URL(server.origin)
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(Number(port), 'localhost', () => socket.write(text))
    socket.setEncoding('utf8')
    socket.setTimeout(5000, () => socket.destroy(new Error('no answer')))
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(answer))
  })
}
