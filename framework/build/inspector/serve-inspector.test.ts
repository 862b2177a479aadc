import { readFileSync, readdirSync } from 'node:fs'
import { request as ask } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type RunningServer,
  type TemporarySite,
  createTemporarySite,
  waitUntil,
} from '../../fixtures/temporary-site.ts'

const files = {
  '.env': 'PAYMENT_KEY=secret-of-the-env\n',
  'routes/index.tsx': `
    import Star from './star.island.tsx'
    export const loader = ({ log }) => { log.info({ of: 'loader' }, 'A line of the <b>loader</b>'); return {} }
    export default () => <main>Home <Star /></main>`,
  'routes/star.island.tsx': `export default () => <button>Star</button>`,
  'routes/_middleware.ts': `export default (ctx, next) => next()`,
  'routes/cached.tsx': `
    export const config = { cache: { maxAge: 60 } }
    export default () => <p>Cached</p>`,
  'routes/login.ts': `
    export const GET = ({ session }) => { session.user = 'secret-of-the-session'; return { user: session.user } }`,
  'routes/logout.ts': `export const GET = ({ session }) => { session.destroy(); return {} }`,
  'routes/broken.tsx': `export default () => { throw new Error('at work') }`,
  'routes/notes/_middleware.ts': `const pass = (ctx, next) => next(); export default [pass, pass]`,
  'routes/notes/[id=int].tsx': `export const POST = () => ({}); export default () => <p>Note</p>`,
}

describe('the inspector', () => {
  let site: TemporarySite
  let server: RunningServer

  beforeAll(async () => {
    site = await createTemporarySite(files)
    server = await site.startDev()
  })

  afterAll(() => site?.dispose())

  const page = async (path: string): Promise<string> => {
    const response = await server.fetch(`/__vial${path}`)
    expect(response.status).toBe(200)
    return response.text()
  }

  /** Requests a page of the site, then opens the inspector's page about this request. */
  async function inspect(path: string, init?: RequestInit): Promise<string> {
    const response = await server.fetch(path, init)
    await response.text()
    const id = response.headers.get('x-request-id')!
    return waitUntil(async () => {
      const [link] = /\/__vial\/requests\/\d+/.exec(await page('/requests'))!
      const html = await server.text(link)
      expect(html).toContain(id)
      return html
    })
  }

  it('is announced when the dev server starts', () => {
    expect(server.output()).toContain(`Inspector: ${server.origin}/__vial`)
  })

  it('lists the routes with what surrounds them', async () => {
    const html = await page('')
    for (const text of [
      '/notes/[id=int]',
      'page: GET POST',
      '_middleware.ts',
      'star.island.tsx',
      'endpoint: GET',
    ]) {
      expect(html).toContain(text)
    }
  })

  it('says what answers a URL, as vial match does', async () => {
    const html = await page(`?method=POST&url=${encodeURIComponent('/notes/7')}`)
    expect(html).toContain('POST /notes/7 is answered by routes/notes/[id=int].tsx.')
    expect(await page(`?method=GET&url=${encodeURIComponent('/notes/x')}`)).toContain('is not found (404)')
  })

  it('shows the steps, the files and the log of a request', async () => {
    const html = await inspect('/?token=secret-of-the-query')
    for (const text of ['Load the site (Vite)', 'Load the route', 'Loaders', 'Render']) {
      expect(html).toContain(text)
    }
    expect(html).toContain('A line of the &lt;b>loader&lt;/b> of=loader')
    expect(html).toContain('routes/_middleware.ts')
    expect(html).not.toContain('secret-of-the-query')
  })

  it('shows each middleware by the name of its file, outermost first', async () => {
    const html = await inspect('/notes/1')
    const rows = Array.from(html.matchAll(/<th scope="row">([^<]*)<\/th>/g), ([, name = '']) => name)
    const inside = 'and everything inside it'
    expect(rows.filter((name) => name.endsWith(inside))).toEqual([
      `routes/_middleware.ts ${inside}`,
      `routes/notes/_middleware.ts ${inside}`,
      `routes/notes/_middleware.ts ${inside}`,
    ])
  })

  it('shows how the session and the cache took part', async () => {
    expect(await inspect('/login')).toContain('<dt>Session</dt><dd>saved</dd>')
    expect(await inspect('/logout')).toContain('<dt>Session</dt><dd>destroyed</dd>')
    expect(await inspect('/notes/1')).toContain('<dt>Session</dt><dd>not used</dd>')
    expect(await inspect('/cached')).toContain('<dt>Cache</dt><dd>miss</dd>')
    expect(await inspect('/cached')).toMatch(/<dt>Cache<\/dt><dd>hit, \d+ s old<\/dd>/)
  })

  it('shows the error of a request that failed, and a request without a route', async () => {
    expect(await inspect('/broken')).toContain('Error: at work')
    expect(await inspect('/nothing')).toContain('no route answers this URL')
  })

  it('shows no secret on any page', async () => {
    const login = await server.fetch('/login', { headers: { authorization: 'Bearer secret-of-the-header' } })
    const cookie = login.headers.getSetCookie()[0]!.split(';', 1)[0]!
    await inspect('/login', { headers: { cookie } })
    for (const path of ['', '/requests', '/requests/1', '/log', '/environment', '/search?q=']) {
      const html = await page(path)
      expect(html, path).not.toMatch(/secret-of-the/)
      expect(html, path).not.toContain(cookie.split('=')[1])
    }
    expect(await page('/environment')).toMatch(/PAYMENT_KEY<\/code><\/th><td[^>]*><code>•••/)
  })

  it('lists what vial check and vial doctor find', async () => {
    const html = await page('/findings')
    expect(html).toContain('vial doctor')
    expect(html).toContain('SESSION_SECRET')
  })

  it('records neither itself nor the modules of Vite', async () => {
    await server.text('/@vite/client')
    await page('')
    const html = await page('/requests')
    expect(html).not.toContain('GET /__vial')
    expect(html).not.toContain('GET /@vite')
  })

  it('keeps working while the site cannot start', async () => {
    await site.write({ 'routes/notes/[slug=int].tsx': `export default () => <p>Clash</p>` })
    await waitUntil(async () => expect(await page('')).toContain('answer the same URL'))
    await site.remove('routes/notes/[slug=int].tsx')
    await waitUntil(async () => expect(await page('')).toContain('/notes/[id=int]'))
  })

  it.each([
    ['a foreign host', { host: 'evil.test' }],
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a page of another origin of this site', { 'sec-fetch-site': 'same-site' }],
    ['a page without Fetch Metadata', { origin: 'https://evil.test' }],
  ])('refuses %s', async (_name, headers) => {
    for (const path of ['/__vial', '/__VIAL/requests', '/__vial/events', '/__vial/style.css']) {
      expect(await statusOf(path, headers), path).toBe(403)
    }
  })

  /** fetch() does not send a Host header of its own. */
  function statusOf(path: string, headers: Record<string, string>): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const sent = ask(new URL(path, server.origin), { headers }, (response) => {
        resolve(response.statusCode)
        response.destroy()
      })
      sent.once('error', reject).end()
    })
  }
})

describe('the inspector below a base path', () => {
  it('is below the base, and not outside of it', async () => {
    const site = await createTemporarySite({
      ...files,
      'vite.config.js': `import { vial } from 'vial/vite'\nexport default { base: '/shop/', cacheDir: '.cache', plugins: [vial({ trailingSlash: 'always' })] }\n`,
    })
    try {
      const server = await site.startDev()
      await server.text('/shop/notes/1/')
      const html = await server.text('/shop/__vial/requests')
      expect(html).toContain('GET /shop/notes/1/')
      expect(html).toContain('href="/shop/__vial/requests/')
      expect((await server.fetch('/shop/__vial/')).status).toBe(200)
      expect((await server.fetch('/__vial')).status).not.toBe(200)
    } finally {
      await site.dispose()
    }
  })
})

describe('a built site', () => {
  it('has neither the inspector nor its code', async () => {
    const site = await createTemporarySite(files)
    try {
      expect((await site.build()).code).toBe(0)
      const dist = join(site.folder, 'dist')
      const built = readdirSync(dist, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.(js|json|css|map)$/.test(name))
        .map((name) => ({ name, text: readFileSync(join(dist, name), 'utf8') }))
      expect(built.length).toBeGreaterThan(5)
      for (const { name, text } of built) {
        expect(text, name).not.toMatch(/__vial|createInspect|RequestHistory|dev-inspection/)
      }
      for (const start of [() => site.startProduction(), () => site.startPreview()]) {
        const server = await start()
        for (const path of ['/__vial', '/__vial/requests', '/__vial/events', '/__vial/style.css']) {
          expect((await server.fetch(path)).status, path).toBe(404)
        }
        await server.stop()
      }
    } finally {
      await site.dispose()
    }
  })
})
