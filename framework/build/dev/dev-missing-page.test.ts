import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, type TemporarySite, createTemporarySite } from '../../fixtures/temporary-site.ts'

const navigation = { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

const files = {
  'vite.config.js': `import { vial } from 'vial/vite'\nexport default { base: '/shop/', cacheDir: '.cache', plugins: [vial()] }\n`,
  'routes/index.tsx': `export default () => <p>Home</p>`,
  'routes/notes/[id=int].tsx': `export default () => <p>Note</p>`,
  'routes/notes/_404.tsx': `export default () => <p>No such note</p>`,
  'routes/blog.tsx': `export default () => <p>Blog</p>`,
  'routes/gone.tsx': `
    import { notFound } from 'vial'
    export const loader = () => notFound()
    export default () => <p>Gone</p>`,
}

describe('the page for a path without a route', () => {
  let site: TemporarySite
  let server: RunningServer

  beforeAll(async () => {
    site = await createTemporarySite(files)
    server = await site.startDev()
  })

  afterAll(() => site?.dispose())

  it('lists the nearest routes, and says what vial match says', async () => {
    const html = await server.text('/shop/blgo', { headers: navigation })
    expect(html).toContain('No route answers /blgo')
    expect(html).toContain('<a href="/shop/blog">/blog</a> (routes/blog.tsx)')
    expect(html).toContain('GET /shop/blgo is not found (404): the built-in page answers.')
    expect(html).toContain('href="/shop/__vial?method=GET&amp;url=%2Fshop%2Fblgo"')
  })

  it('is below the error page of the site, and knows why a near route does not fit', async () => {
    const html = await server.text('/shop/notes/x', { headers: navigation })
    expect(html.indexOf('No such note')).toBeGreaterThan(0)
    expect(html.indexOf('No route answers')).toBeGreaterThan(html.indexOf('No such note'))
    expect(html).toContain('<li>/notes/[id=int] (routes/notes/[id=int].tsx)</li>')
    expect(html).toContain('routes/notes/_404.tsx answers, searched from the folder notes.')
  })

  it('escapes the path', async () => {
    const html = await server.text('/shop/%3Cscript%3Ealert(1)%3C/script%3E', { headers: navigation })
    expect(html).toContain('No route answers /&lt;script&gt;')
    expect(html).not.toContain('<script>alert')
  })

  it('adds nothing to a 404 of a route, for programs, and for images', async () => {
    const note = 'No route answers'
    expect(await server.text('/shop/gone', { headers: navigation })).not.toContain(note)
    expect(await server.text('/shop/blgo', { headers: { accept: 'application/json' } })).not.toContain(note)
    const image = { accept: 'image/*', 'sec-fetch-dest': 'image' }
    expect(await server.text('/shop/blgo.png', { headers: image })).not.toContain(note)
  })
})
