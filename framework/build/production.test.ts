// Tests a built site as a process: files, errors, signals and its environment.
import { spawn } from 'node:child_process'
import { rename } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cookiesOf } from '../fixtures/literal-site.ts'
import { readRefusal } from '../fixtures/refused-build.ts'
import { type TemporarySite, createTemporarySite, waitUntil } from '../fixtures/temporary-site.ts'

const page = (text: string): string => `export default () => <p>${text}</p>`
const secret = 'a-secret-of-the-tests-x8KqP2vN5tRz7LmW'

describe('a built site', () => {
  let site: TemporarySite

  beforeAll(async () => {
    site = await createTemporarySite({
      'public/hello.txt': 'hello',
      'public/big.txt': 'compress me '.repeat(500),
      'routes/index.tsx': `import './index.css'\n${page('home')}`,
      'routes/index.css': 'p { color: rebeccapurple }',
      'routes/slow.ts': `export const GET = async (ctx) => {
        await new Promise((resolve) => setTimeout(resolve, Number(ctx.query.get('ms'))))
        ctx.after(async () => { await new Promise((resolve) => setTimeout(resolve, 100)); console.log('after done') })
        return 'finished'
      }`,
      'routes/where.ts': `export const GET = (ctx) => [ctx.url.origin, ctx.clientAddress]`,
      'routes/session.ts': `export const GET = ({ session }) => { session.n = (session.n ?? 0) + 1; return session.n }`,
      'routes/size.ts': `export const POST = async (ctx) => (await ctx.request.text()).length`,
      'routes/boom.tsx': `export default () => { throw new Error('CANARY at ' + import.meta.url) }`,
      'routes/_server.ts': `export default { start: () => () => console.log('site stopped') }`,
    })
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
  })

  afterAll(() => site?.dispose())

  /** Runs the server until it exits. */
  async function runToEnd(
    environment: Record<string, string>,
  ): Promise<{ code: number | null; text: string }> {
    const { SESSION_SECRET: _, ...inherited } = process.env
    const child = spawn(process.execPath, ['dist/server/index.js'], {
      cwd: site.folder,
      env: { ...inherited, ...environment },
    })
    let text = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
    }
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
    return { code, text }
  }

  describe('refuses to start with a clear message', () => {
    it.each([
      ['without a secret', {}, /^SESSION_SECRET .*npx vial secret\n$/],
      ['with a short secret', { SESSION_SECRET: 'short' }, /^SESSION_SECRET must be at least 32/],
      [
        'with a sample secret',
        { SESSION_SECRET: 'change-me-change-me-change-me-change-me' },
        /^SESSION_SECRET is a publicly known sample/,
      ],
      ['with an invalid port', { SESSION_SECRET: secret, PORT: 'http' }, /^PORT is "http"/],
      ['with an origin that is a page', { SESSION_SECRET: secret, ORIGIN: 'https://a.test/x' }, /^ORIGIN is/],
      [
        'with several invalid settings',
        { PORT: 'x', TRUST_PROXY: 'yes' },
        /^TRUST_PROXY .*\nPORT .*\nSESSION_SECRET /,
      ],
    ])('%s', async (_, environment, expected) => {
      const { code, text } = await runToEnd(environment as Record<string, string>)

      expect(code).toBe(1)
      expect(text).toMatch(expected)
      expect(text).not.toMatch(/\n\s+at /)
    })

    it('with a port in use', async () => {
      const server = await site.startProduction()
      const { port } = new URL(server.origin)
      const { code, text } = await runToEnd({ SESSION_SECRET: secret, PORT: port })

      expect(code).toBe(1)
      expect(text).toMatch(new RegExp(`^Port ${port} is in use`))
      await server.stop()
    })

    it('with only dist/server, while pages need the files of dist/client', async () => {
      await rename(`${site.folder}/dist/client`, `${site.folder}/client`)
      const { code, text } = await runToEnd({ SESSION_SECRET: secret, PORT: '0' }).finally(() =>
        rename(`${site.folder}/client`, `${site.folder}/dist/client`),
      )

      expect(code).toBe(1)
      expect(text).toMatch(
        /client\W_vial is missing, and pages need its files\. Copy the whole folder dist\/\.\n$/,
      )
    })

    it('without the module of a route, which would load when the server already answers', async () => {
      const modules: string[] = JSON.parse(await site.read('dist/server/modules.json'))
      const name = modules.find((each) => each.includes('boom'))
      await rename(`${site.folder}/dist/server/${name}`, `${site.folder}/boom.js`)
      const { code, text } = await runToEnd({ SESSION_SECRET: secret, PORT: '0' }).finally(() =>
        rename(`${site.folder}/boom.js`, `${site.folder}/dist/server/${name}`),
      )

      expect(code).toBe(1)
      expect(text).toMatch(
        /boom\S*\.js is missing\. Copy the whole folder dist\/, or run vite build again\.\n$/,
      )
    })
  })

  it('serves assets for a year and public files with revalidation, both compressed', async () => {
    const server = await site.startProduction()
    const [, url] = (await server.text('/')).match(/href="(\/[^"]+\.css)"/) ?? []
    const asset = await server.fetch(url!)
    const big = await server.fetch('/big.txt', { headers: { 'accept-encoding': 'br' } })
    const etag = big.headers.get('etag')!

    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect([big.headers.get('content-encoding'), big.headers.get('vary')]).toEqual(['br', 'Accept-Encoding'])
    expect(await big.text()).toBe('compress me '.repeat(500))
    expect(big.headers.get('cache-control')).toBe('public, max-age=0, must-revalidate')
    const again = await server.fetch('/big.txt', {
      headers: { 'accept-encoding': 'br', 'if-none-match': etag },
    })
    expect(again.status).toBe(304)
    const part = await server.fetch('/hello.txt', { headers: { range: 'bytes=-2' } })
    expect([part.status, await part.text()]).toEqual([206, 'lo'])
    expect((await server.fetch('/_vial/nothing.css')).headers.get('cache-control')).toBe('no-store')
    for (const path of ['/server/index.js', '/.vite/manifest.json', '/styles.json', '/../server/index.js']) {
      expect((await server.fetch(path)).status).toBe(404)
    }
    await server.stop()
  })

  it('shows no internals of an error, and logs its location', async () => {
    const server = await site.startProduction()
    const response = await server.fetch('/boom')
    const text = await response.text()

    expect(response.status).toBe(500)
    expect(text).not.toMatch(/CANARY|routes\/|dist|node_modules|at \w/)
    expect(response.headers.has('x-powered-by') || response.headers.has('server')).toBe(false)
    const entry = server
      .output()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
      .find((line) => line.level === 'error')
    expect(entry).toMatchObject({ route: '/boom', requestId: response.headers.get('x-request-id') })
    expect(entry.err.stack).toContain('routes/boom.tsx:1:')
    await server.stop()
  })

  it('finishes requests in flight when it stops, then background work, then the site', async () => {
    const server = await site.startProduction()
    const slow = server.text('/slow?ms=600')
    await server.text('/')
    // The request is in progress once the server has answered one that was sent later.
    const stopped = server.stop()
    await waitUntil(async () => expect(server.output()).toContain('Stopping'))
    const late = await server.fetch('/')

    expect([late.status, late.headers.get('connection')]).toEqual([200, 'close'])
    expect(await slow).toBe('finished')
    expect(await stopped).toBe(0)
    expect(server.output()).toMatch(/after done[\s\S]*site stopped/)
  })

  it('stops even if a client keeps an idle connection open', async () => {
    const server = await site.startProduction()
    const agent = new Agent({ keepAlive: true })
    await new Promise<void>((resolve) => {
      request(server.origin, { agent }, (response) => response.resume().once('end', () => resolve())).end()
    })
    const code = await server.stop()

    expect(code).toBe(0)
    agent.destroy()
  })

  it('gives up on requests that take longer than SHUTDOWN_TIMEOUT', async () => {
    const server = await site.startProduction({ SHUTDOWN_TIMEOUT: '1' })
    const slow = server.fetch('/slow?ms=60000').catch(() => 'broken')
    await server.text('/')
    const code = await server.stop()

    expect(code).toBe(0)
    expect(await slow).toBe('broken')
  })

  it('answers the next request of a connection after refusing a body', async () => {
    const server = await site.startProduction({ BODY_SIZE_LIMIT: '1kb' })
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const post = (size: number): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const sent = request(`${server.origin}/size`, { method: 'POST', agent }, (response) =>
          response.resume().once('end', () => resolve(response.statusCode)),
        )
        sent.once('error', reject)
        sent.end('x'.repeat(size))
      })

    expect(await post(300_000)).toBe(413)
    expect(await post(10)).toBe(200)
    agent.destroy()
    await server.stop()
  })

  it('reads its public origin and trusted proxies from the environment', async () => {
    const behind = await site.startProduction({ TRUST_PROXY: '1', ALLOWED_HOSTS: 'localhost,example.org' })
    const headers = {
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'example.org',
      'x-forwarded-for': '1.1.1.1, 2.2.2.2',
    }
    expect(await (await behind.fetch('/where', { headers })).json()).toEqual([
      'https://example.org',
      '2.2.2.2',
    ])
    expect(
      (await behind.fetch('/where', { headers: { 'x-request-id': 'from-the-proxy' } })).headers.get(
        'x-request-id',
      ),
    ).toBe('from-the-proxy')
    await behind.stop()

    const fixed = await site.startProduction({ ORIGIN: 'https://example.org' })
    expect(await (await fixed.fetch('/where', { headers })).json()).toEqual([
      'https://example.org',
      expect.stringMatching(/127\.0\.0\.1|::1/),
    ])
    expect(
      (await fixed.fetch('/where', { headers: { 'x-request-id': 'forged' } })).headers.get('x-request-id'),
    ).not.toBe('forged')
    await fixed.stop()
  })

  it('opens old cookies after a rotation and seals with the newest secret', async () => {
    const before = await site.startProduction({ SESSION_SECRET: secret })
    const cookie = cookiesOf(await before.fetch('/session'))
    await before.stop()

    const after = await site.startProduction({ SESSION_SECRET: `2:another-${secret},1:${secret}` })
    const response = await after.fetch('/session', { headers: { cookie } })
    expect(await response.text()).toBe('2')
    expect(response.headers.get('set-cookie')).toMatch(/^__Host-session=Fe26\.2\*2\*/)
    await after.stop()
  })

  it('exports a fetch function without starting a server', async () => {
    process.env.SESSION_SECRET = secret
    const built = await import(pathToFileURL(`${site.folder}/dist/server/handler.js`).href)
    const response: Response = await built.default.fetch(new Request('http://localhost/'))

    expect(built.fetch).toBe(built.default.fetch)
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('<p>home</p>')])
    expect(await (await built.fetch(new Request('http://localhost/hello.txt'))).text()).toBe('hello')
  })
})

describe('vite build', () => {
  it.each([
    [
      'two files with one pattern',
      { 'routes/a.tsx': page('a'), 'routes/a/index.tsx': page('a') },
      /routes\/a\.tsx and routes\/a\/index\.tsx answer the same URL/,
    ],
    [
      'a page with both a default export and GET',
      { 'routes/a.tsx': `export const GET = () => 'x'\n${page('a')}` },
      /routes\/a\.tsx:1:1: .*Rename GET to loader/,
    ],
    [
      'config that has to be computed',
      { 'routes/a.tsx': `export const config = { bodyLimit: 2 * 1024 }\n${page('a')}` },
      /routes\/a\.tsx:1:23: config must be made of literals/,
    ],
    [
      'a rest parameter in the middle',
      { 'routes/[...path]/a.tsx': page('a') },
      /\[\.\.\.path\] must be the last part/,
    ],
    [
      'an unknown setting in config',
      { 'routes/a.tsx': `export const config = { bogus: 1 }\n${page('a')}` },
      /config\.bogus is unknown/,
    ],
    [
      'an unsendable header',
      { 'routes/a.tsx': `export const config = { headers: { 'bad name': 'x' } }\n${page('a')}` },
      /is not a valid header name/,
    ],
    ['a file that answers no request', { 'routes/a.ts': 'export const x = 1' }, /nothing answers here/],
    [
      'a component that is not the default export',
      { 'routes/a.tsx': 'export const About = () => <p />' },
      /routes\/a\.tsx:1:1: nothing answers here: About is not the default export/,
    ],
    [
      'a site without routes',
      { 'src/routes/a.tsx': page('a') },
      /There is no folder routes in .* name the folder/,
    ],
    [
      'an unknown option',
      {
        'vite.config.js': `import { vial } from 'vial/vite'\nexport default { plugins: [vial({ route: 'pages' })] }`,
        'routes/a.tsx': page('a'),
      },
      /vial\(\{ route \}\): this option is unknown\. Did you mean routes\?/,
    ],
    ['an unknown matcher', { 'routes/[id=thing].tsx': page('a') }, /there is no matcher thing/],
    ['a syntax error', { 'routes/a.tsx': 'export default () => <p>' }, /routes\/a\.tsx/],
  ])('refuses %s', async (_, files, expected) => {
    const site = await createTemporarySite(files as Record<string, string>)
    const refusal = await readRefusal(site).finally(() => site.dispose())

    expect(refusal).toMatch(expected)
  })

  it('builds for a base path: links, assets, redirects, cookies', async () => {
    const site = await createTemporarySite({
      'vite.config.js': `import { vial } from 'vial/vite'\nexport default { base: '/app/', cacheDir: '.cache', plugins: [vial()] }\n`,
      'public/hello.txt': 'hello',
      'routes/index.tsx': `import './index.css'\nimport { href } from 'vial'
        export default () => <a href={href('/item/[id]', { id: 7 }, { query: { a: 'b' } })}>x</a>`,
      'routes/index.css': 'p { color: rebeccapurple }',
      'routes/go.ts': `import { redirect } from 'vial'\nexport const GET = () => redirect('/item/1')`,
      'routes/session.ts': `export const GET = ({ session }) => { session.n = 1 }`,
    })
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
    for (const server of [await site.startProduction(), await site.startDev()]) {
      const text = await server.text('/app/')
      const [, url] = text.match(/<link rel="stylesheet" href="([^"]+)"/) ?? []

      expect(text).toContain('href="/app/item/7?a=b"')
      expect(url).toMatch(/^\/app\//)
      expect((await server.fetch(url!)).headers.get('content-type')).toMatch(/^text\/css/)
      expect(await server.text('/app/hello.txt')).toBe('hello')
      expect((await server.fetch('/app/go')).headers.get('location')).toBe('/app/item/1')
      expect((await server.fetch('/app/session')).headers.get('set-cookie')).toContain('Path=/app;')
      expect((await server.fetch('/')).status).toBe(404)
    }
    await site.dispose()
  })
})
