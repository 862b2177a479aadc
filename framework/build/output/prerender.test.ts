// Tests prerendered pages with the real commands.
import { existsSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { shareServers } from '../../fixtures/shared-site.ts'
import { type TemporarySite, createTemporarySite } from '../../fixtures/temporary-site.ts'

const config = 'export const config = { prerender: true }\n'
const files = {
  'routes/_server.ts': `import { writeFileSync } from 'node:fs'
    export default { start(app) { app.locals.started = 'started'; return () => writeFileSync('stopped.txt', String(process.pid)) } }`,
  'routes/_404.tsx': `${config}export default ({ status }) => <p>own {status}</p>`,
  'routes/style.css': 'main { color: teal }',
  'routes/index.tsx': `${config}import { href } from 'vial'
    import './style.css'
    import Counter from '../counter.island.tsx'
    export const loader = (ctx) => ({ made: Math.random(), started: ctx.app.locals.started })
    export const head = { title: 'Prerendered', link: [{ rel: 'icon', href: '/icon.svg' }] }
    export default ({ data }) => <main>
      <p>{data.started} {data.made} {'lorem ipsum '.repeat(200)}</p><Counter />
      <a href="/blog/a">a</a> <a href="blog/b?x=1#y">b</a> <a href="https://example.org/nope">elsewhere</a>
      <a href="/live/1">live</a> <a href="/feed.xml">feed</a> <a href="#top">top</a> <a href="mailto:a@b.c">mail</a>
    </main>`,
  'counter.island.tsx': `export const hydrate = 'load'\nexport default () => <button>0</button>`,
  'routes/blog/[slug].tsx': `${config}
    export const paths = async () => [{ slug: 'a' }, { slug: 'b' }, { slug: 'ü/..' }]
    export default ({ params, url }) => <p>post {params.slug} at {url.pathname}</p>`,
  'routes/feed.xml.ts': `${config}export const GET = () => new Response('<feed/>', { headers: { 'content-type': 'application/atom+xml', 'cache-control': 'public, max-age=300' } })`,
  'routes/data.ts': `${config}export const GET = () => ({ a: 1 })\nexport const POST = () => 'posted'`,
  'routes/live/[id].tsx': `export default ({ params }) => <p>live {params.id}</p>`,
  'public/icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
}

const shared = shareServers(files, ['dev', 'production', 'preview'])
const { servers } = shared

describe('vite build', () => {
  it('writes pages and endpoints as static hosts expect them', async () => {
    expect(await shared.build()).toContain('7 pages were prerendered.')
    expect(await shared.site.read('dist/client/index.html')).toMatch(
      /^<!DOCTYPE html>.*<main><p>started 0\.\d+ lorem/s,
    )
    expect(await shared.site.read('dist/client/blog/a.html')).toContain('<p>post a at /blog/a</p>')
    expect(await shared.site.read('dist/client/blog/%C3%BC%2F...html')).toContain('post ü/..')
    expect(await shared.site.read('dist/client/feed.xml')).toBe('<feed/>')
    expect(await shared.site.read('dist/client/data')).toBe('{"a":1}')
    expect(existsSync(`${shared.site.folder}/dist/client/index.html.br`)).toBe(true)
  })

  it('writes a prerendered root _404 as 404.html, which only static hosts use', async () => {
    expect(await shared.site.read('dist/client/404.html')).toContain('<p>own 404</p>')
    for (const server of Object.values(servers)) {
      const [missing, file] = [await server.fetch('/nothing'), await server.fetch('/404.html')]
      expect([missing.status, await missing.text()]).toEqual([404, expect.stringContaining('own 404')])
      expect(file.status).toBe(404)
    }
  })

  it('stops the site that it has started, and needs no secret', async () => {
    expect(Number(await shared.site.read('stopped.txt'))).toBeGreaterThan(0)
  })
})

describe.each(['production', 'preview'])('a prerendered page in %s', (mode) => {
  it('is served as a file, with ETag, ranges and compression', async () => {
    const server = servers[mode]!
    const page = await server.fetch('/', { headers: { 'accept-encoding': 'br' } })
    const text = await page.text()

    expect(text).toBe(await server.text('/'))
    expect(text).toBe(await shared.site.read('dist/client/index.html'))
    expect(page.headers.get('content-encoding')).toBe('br')
    expect(page.headers.get('cache-control')).toBe('public, max-age=0, must-revalidate')
    const etag = page.headers.get('etag')!
    const fresh = await server.fetch('/', { headers: { 'accept-encoding': 'br', 'if-none-match': etag } })
    expect(fresh.status).toBe(304)
    const part = await server.fetch('/', { headers: { range: 'bytes=0-14', 'accept-encoding': 'identity' } })
    expect([part.status, await part.text()]).toEqual([206, '<!DOCTYPE html>'])
  })

  it('has the headers of a document, and a policy without a nonce', async () => {
    const { headers } = await servers[mode]!.fetch('/')
    const live = await servers[mode]!.fetch('/live/1')
    for (const name of [
      'content-type',
      'x-content-type-options',
      'x-frame-options',
      'referrer-policy',
      'cross-origin-opener-policy',
    ]) {
      expect([name, headers.get(name)]).toEqual([name, live.headers.get(name)])
    }
    expect(headers.get('content-security-policy')).toContain("script-src 'self'")
    expect(headers.get('content-security-policy')).not.toContain('nonce')
    const again = await servers[mode]!.fetch('/')
    expect(headers.get('x-request-id')).not.toBe(again.headers.get('x-request-id'))
  })

  it('keeps the headers of an endpoint', async () => {
    const { headers } = await servers[mode]!.fetch('/feed.xml')
    expect(headers.get('content-type')).toBe('application/atom+xml')
    expect(headers.get('cache-control')).toBe('public, max-age=300')
    expect((await servers[mode]!.fetch('/data')).headers.get('content-type')).toBe('application/json')
  })

  it('answers only at its own URL', async () => {
    const server = servers[mode]!
    for (const path of ['/index.html', '/blog/a.html', '/blog/c']) {
      expect([path, (await server.fetch(path)).status]).toEqual([path, 404])
    }
    expect((await server.fetch('/blog/a/')).headers.get('location')).toBe('/blog/a')
  })
})

describe.each(['dev', 'production', 'preview'])('a prerendered route in %s', (mode) => {
  it.each([
    ['/blog/a', 200, 'post a'],
    ['/blog/%C3%BC%2F..', 200, 'post ü/..'],
    ['/blog/c', 404, 'own 404'],
    ['/data', 200, '{"a":1}'],
    ['/live/1', 200, 'live 1'],
  ])('answers %s with %i', async (path, status, text) => {
    const response = await servers[mode]!.fetch(path)
    expect([response.status, await response.text()]).toEqual([status, expect.stringContaining(text)])
  })

  it('still answers other methods', async () => {
    const { origin } = servers[mode]!
    expect(await servers[mode]!.text('/data', { method: 'POST', headers: { origin } })).toBe('posted')
  })
})

describe('a prerendered route in dev', () => {
  it('is rendered for every request', async () => {
    expect(await servers.dev!.text('/')).not.toBe(await servers.dev!.text('/'))
  })
})

describe('vite build with pages that cannot be prerendered', () => {
  const broken: TemporarySite[] = []
  afterAll(() => Promise.all(broken.map((own) => own.dispose())))

  async function build(own: Record<string, string>): Promise<{ code: number | null; output: string }> {
    const made = await createTemporarySite(own)
    broken.push(made)
    return made.build()
  }

  it('fails and names each page and the reason', async () => {
    const page = (body: string): string =>
      `${config}export const loader = (ctx) => { ${body} }\nexport default () => <p>text</p>`
    const { code, output: text } = await build({
      'routes/session.tsx': page('return ctx.session.name'),
      'routes/_404.tsx': `${config}export default ({ session }) => <p>{session.name}</p>`,
      'routes/cookies.tsx': page(`ctx.cookies.set('a', 'b')`),
      'routes/nonce.tsx': page('return ctx.nonce'),
      'routes/language.tsx': page(`return ctx.request.headers.get('accept-language')`),
      'routes/moved.tsx': page(`return Response.redirect('https://example.org')`),
      'routes/bug.tsx': page(`throw new Error('secret detail')`),
      'routes/origin.tsx': `${config}export default ({ url }) => <a href={url.href}>me</a>`,
      'routes/guarded/_middleware.ts': `export default async (ctx, next) => { const response = await next(); ctx.session.seen = true; return response }`,
      'routes/guarded/index.tsx': page(''),
      'routes/links.tsx': `${config}export default () => <p><a href="/nowhere?a=1#b">a</a><img src="missing.png" alt=""/><a href="/blog/none">b</a><a href="/links">c</a></p>`,
      'routes/blog/[slug].tsx': `${config}export const paths = () => [{ slug: 'a' }]\nexport default () => <p>post</p>`,
    })

    expect(code).toBe(1)
    expect(text).not.toContain('at prerenderPages')
    const advice = 'Do this in a *.personal.tsx component'
    for (const line of [
      `routes/session.tsx: it cannot be prerendered, because the session was read at routes/session.tsx:2:45. ${advice}`,
      `routes/cookies.tsx: it cannot be prerendered, because the cookies were read at routes/cookies.tsx:2:46. ${advice}`,
      `routes/nonce.tsx: it cannot be prerendered, because it contains a nonce at routes/nonce.tsx:2:45. ${advice}`,
      `routes/language.tsx: it cannot be prerendered, because the request header accept-language was read at routes/language.tsx:2:61. ${advice}`,
      'routes/_404.tsx: /404 cannot be prerendered, because the session or the cookies were used, in the page, a layout',
      'routes/moved.tsx: /moved cannot be prerendered, because its status is 302.',
      'routes/bug.tsx: /bug failed. secret detail',
      'routes/origin.tsx: /origin contains the origin of the site, which the build does not know. Set ORIGIN',
      'routes/guarded/index.tsx: /guarded cannot be prerendered, because the session or the cookies were used',
      'routes/links.tsx: /links links to /nowhere?a=1#b, which does not exist.',
      'routes/links.tsx: /links links to missing.png, which does not exist.',
      'routes/links.tsx: /links links to /blog/none, which does not exist.',
    ]) {
      expect(text).toContain(line)
    }
    expect(text).not.toContain('links to /links')
  })

  it.each<[string, Record<string, string>, string]>([
    [
      'paths is not exported',
      { 'routes/[a].tsx': `${config}export default () => <p/>` },
      'routes/[a].tsx:1:25: config.prerender needs the parameters of every page. Write export const paths = async () => [{ … }].',
    ],
    [
      'another route answers',
      {
        'routes/[a].tsx': `${config}export const paths = () => [{ a: 'b' }]\nexport default () => <p/>`,
        'routes/b.tsx': 'export default () => <p/>',
      },
      'routes/[a].tsx: paths returns /b, which routes/b.tsx answers. Remove it from paths.',
    ],
    [
      'a route answers unmatched URLs',
      {
        'routes/[...all].ts': 'export const GET = () => 1',
        'routes/_404.tsx': `${config}export default () => <p/>`,
      },
      'routes/_404.tsx: routes/[...all].ts answers /404, so 404.html cannot be written. Remove config.prerender.',
    ],
    [
      'a parameter is missing',
      { 'routes/[a].tsx': `${config}export const paths = () => [{ b: 'b' }]\nexport default () => <p/>` },
      'routes/[a].tsx: paths returns {"b":"b"}: a is missing.',
    ],
    [
      'the file already exists',
      { 'routes/a.tsx': `${config}export default () => <p/>`, 'public/a.html': 'mine' },
      'routes/a.tsx and public/a.html are both written to /a.html. Rename or remove one.',
    ],
    [
      'the process exits',
      { 'routes/a.tsx': `${config}export const loader = () => process.exit(3)\nexport default () => <p/>` },
      'The process that prerenders pages exited with code 3.',
    ],
  ])('fails when %s', async (_, own, message) => {
    expect(await build(own)).toMatchObject({ code: 1, output: expect.stringContaining(message) })
  })

  it('is not stopped by a rate limit of the site', async () => {
    const paths = JSON.stringify(Array.from({ length: 5 }, (_, index) => ({ a: String(index) })))
    const built = await build({
      'routes/_server.ts': `import { defineServer } from 'vial'
        import { rateLimit } from 'vial/server'
        export default defineServer({ extensions: [rateLimit({ points: 1, duration: 60 })] })`,
      'routes/[a].tsx': `${config}export const paths = () => ${paths}\nexport default () => <p>text</p>`,
    })

    expect(built).toMatchObject({ code: 0, output: expect.stringContaining('5 pages were prerendered.') })
  })

  it('respects the base, the trailing slash and ORIGIN', async () => {
    const own = await createTemporarySite({
      'vite.config.js': `import { vial } from 'vial/vite'\nexport default { base: '/app/', cacheDir: '.cache', plugins: [vial({ trailingSlash: 'always' })] }`,
      'routes/index.tsx': `${config}import { href } from 'vial'
        export default ({ url }) => <p>{url.href} <a href={href('/about')}>about</a> <a href="/">outside</a></p>`,
      'routes/about.tsx': `${config}export default ({ url }) => <p>{url.href}</p>`,
      'routes/feed.xml.ts': `${config}export const GET = (ctx) => ctx.url.href`,
      'routes/_server.ts': `export default { allowedHosts: ['example.org', 'localhost'] }`,
    })
    broken.push(own)
    process.env.ORIGIN = 'https://example.org'
    const built = await own.build().finally(() => delete process.env.ORIGIN)
    expect(built).toMatchObject({ code: 0 })
    const server = await own.startProduction()

    expect(await server.text('/app/')).toContain('<p>https://example.org/app/ <a href="/app/about/">')
    expect(await server.text('/app/about/')).toContain('<p>https://example.org/app/about/</p>')
    expect(await own.read('dist/client/about/index.html')).toContain('/app/about/')
    expect(await server.text('/app/feed.xml')).toBe('https://example.org/app/feed.xml')
    expect((await server.fetch('/app/about')).headers.get('location')).toBe('/app/about/')
    expect((await server.fetch('/app')).headers.get('location')).toBe('/app/')
  })
})
