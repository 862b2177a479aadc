import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { type TemporarySite, createTemporarySite } from '../fixtures/temporary-site.ts'
import type { TestClient } from '../node/site-client.ts'
import { createTestClient } from './test-client.ts'

const files = {
  'vite.config.js': `
    import { vial } from 'vial/vite'
    export default { base: '/app/', plugins: [vial()], resolve: { alias: { '@': import.meta.dirname } } }`,
  '.env.test': 'SECRET_WORD=of-the-tests\n',
  'words.ts': `export const word = (text: string): string => text.toUpperCase()`,
  'public/robots.txt': 'User-agent: *\n',
  'routes/_server.ts': `
    import { defineServer } from 'vial'
    export default defineServer({
      session: { ttl: '1h', cookie: { name: 'visitor' } },
      start: (app) => { app.locals.events = globalThis.testEvents = ['start']; return () => app.locals.events.push('stop') },
    })`,
  'routes/style.css': 'h1 { color: teal }',
  'routes/index.tsx': `
    import './style.css'
    import { word } from '@/words'
    import { href, redirect, type Context, type PageProps } from 'vial'
    export const loader = ({ session }: Context) => ({ visits: session.visits ?? 0, link: href('/') })
    export async function POST(ctx: Context) {
      const form = await ctx.form()
      ctx.session.visits = (ctx.session.visits ?? 0) + 1
      ctx.flash('success', word(String(form.data.title)))
      ctx.after(() => ctx.app.locals.events.push('after'))
      return redirect(href('/'))
    }
    export default ({ data, flash }: PageProps) => <h1>{data.visits} {data.link} {flash.map((entry) => entry.message)}</h1>`,
  'routes/admin.ts': `
    import { HttpError, type Context } from 'vial'
    export const GET = ({ session }: Context) => {
      if (session.userId === undefined) throw new HttpError(401, 'Sign in first.')
      return { userId: session.userId, word: process.env.SECRET_WORD ?? null }
    }`,
  'routes/typed.ts': [
    `import type { Context } from 'vial'`,
    '',
    'interface Book {',
    '  title: string',
    '}',
    '',
    'const books: Record<string, Book> = {}',
    '',
    'export const GET = (ctx: Context) => pick(ctx.url.pathname)',
    '',
    'function pick(id: string): string {',
    '  throw new Error(books[id]?.title ?? id, { cause: new Error("why") })',
    '}',
  ].join('\n'),
  'routes/broken.tsx': `export default () => { throw new Error('the inner reason') }`,
}

describe('createTestClient()', () => {
  let site: TemporarySite
  let client: TestClient

  beforeAll(async () => {
    site = await createTemporarySite(files)
    client = await createTestClient({ root: site.folder })
  })

  afterAll(async () => {
    await client?.close()
    await site?.dispose()
  })

  it('renders a page of the site, below its base', async () => {
    const response = await client.get('/app/')

    expect(response.status).toBe(200)
    expect(await response.text()).toContain('<h1>0 /app/ </h1>')
    expect((await client.get('/')).status).toBe(404)
  })

  it('posts a form past the cross-site check, and keeps session and flash message', async () => {
    const posted = await client.post('/app/', { form: { title: 'Saved' } })
    expect([posted.status, posted.headers.get('location')]).toEqual([303, '/app/'])

    expect(await (await client.get('/app/')).text()).toContain('<h1>1 /app/ SAVED</h1>')
    expect(await (await client.get('/app/')).text()).toContain('<h1>1 /app/ </h1>')
  })

  it('is refused when it sends the origin of another site', async () => {
    const headers = { origin: 'https://evil.example' }
    expect((await client.post('/app/', { form: {}, headers })).status).toBe(403)
  })

  it("sends a session sealed for this site, in the site's own cookie", async () => {
    expect((await client.get('/app/admin')).status).toBe(401)
    const member = client.withSession({ userId: 7 } as object)

    expect(await (await member.get('/app/admin')).json()).toMatchObject({ userId: 7 })
    expect(member.cookies.get('visitor')).toMatch(/^Fe26\.2\*/)
    expect((await client.get('/app/admin')).status).toBe(401)
  })

  it('serves public files', async () => {
    const response = await client.get('/app/robots.txt')
    expect(await response.text()).toBe('User-agent: *\n')
  })

  it('gets the error page that visitors see, and reports the bug', async () => {
    const report = vi.spyOn(console, 'error').mockReturnValue()
    onTestFinished(() => report.mockRestore())
    const response = await client.get('/app/broken')
    const text = await response.text()

    expect(response.status).toBe(500)
    expect(text).not.toContain('inner reason')
    expect(String(report.mock.calls)).toContain('the inner reason')
    expect(text).not.toContain('<script')
  })

  it('reports the lines of the source, which types have moved', async () => {
    const report = vi.spyOn(console, 'error').mockReturnValue()
    onTestFinished(() => report.mockRestore())
    await client.get('/app/typed')

    const lines = [...String(report.mock.calls).matchAll(/routes\/typed\.ts:(\d+):/g)].map(([, line]) => line)
    expect(lines).toEqual(['12', '9', '12', '9'])
    expect(String(report.mock.calls)).toContain('12 |   throw new Error(')
  })

  it("gets pages without the dev server's scripts, but with their styles", async () => {
    const text = await (await client.get('/app/')).text()

    expect(text).toMatch(/<link rel="stylesheet" href="\/app\/routes\/style\.css/)
    expect(text).not.toContain('<script')
  })

  it('stops the site after its background work', async () => {
    const other = await createTestClient({ root: site.folder })
    const { testEvents } = globalThis as unknown as { testEvents: string[] }
    await other.post('/app/', { form: { title: 'x' } })
    await other.close()

    expect(testEvents).toEqual(['start', 'after', 'stop'])
  })

  it('sends requests to any handler', async () => {
    const handler = {
      fetch: (request: Request) => new Response(request.headers.get('cookie'), { status: 201 }),
      secret: 'a-secret-of-the-tests-x8KqP2vN5tRz7LmW',
    }
    const { secret } = handler
    const other = await createTestClient({ handler, origin: 'https://example.org', secret })
    const response = await other.withSession({}).get('/')

    expect(response.status).toBe(201)
    expect(await response.text()).toMatch(/^__Host-session=Fe26\.2\*/)
  })

  it('refuses a site that cannot start', async () => {
    await writeFile(join(site.folder, 'routes/(admin).tsx'), '')
    await writeFile(join(site.folder, 'routes/[name].ts'), '')
    await writeFile(join(site.folder, 'routes/[id].ts'), '')
    await expect(createTestClient({ root: site.folder })).rejects.toThrow(
      'routes/[id].ts and routes/[name].ts answer the same URL. Rename or remove one.',
    )
  })
})
