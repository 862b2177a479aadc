import { describe, expect, it } from 'vitest'
import { shareSite } from '../fixtures/shared-site.ts'
import { normalizeBase } from './base.ts'

/** Returns the base that Vite gets for one in the author's configuration. */
function toCanonicalBase(base: string): string {
  const config = normalizeBase().config as (user: { base: string }) => { base: string }
  return config({ base }).base
}

describe('normalizeBase()', () => {
  it.each([
    ['/', '/'],
    ['/app', '/app/'],
    ['/app/', '/app/'],
    ['/\u00e4/', '/%C3%A4/'],
    ['/%c3%a4/', '/%C3%A4/'],
    ['/a b/', '/a%20b/'],
    ['/a%20b/', '/a%20b/'],
    ['/c%2B%2B/c++/', '/c++/c++/'],
  ])('turns %s into %s', (base, expected) => {
    expect(toCanonicalBase(base)).toBe(expected)
  })

  it.each([
    ['./', /base is ".\/", which is relative/],
    ['', /base is "", which is relative/],
    ['app/', /base is "app\/", which is relative/],
    ['https://cdn.example.org/app/', /which is on another origin/],
    ['//cdn.example.org/', /which is on another origin/],
    ['/a//b/', /which is not a path/],
    ['/a/../b/', /which is not a path/],
    ['/%E4/', /which is not a path/],
    ['/a?b/', /which is not a path/],
    ['/a%2Fb/', /which is not a path/],
  ])('refuses %s', (base, message) => {
    expect(() => toCanonicalBase(base)).toThrow(message)
  })
})

describe.each(['/\u00e4 b/', '/%61/c%2B%2B/'])('a site with the base %s', (base) => {
  const folder = toCanonicalBase(base).slice(0, -1)

  const site = shareSite({
    'vite.config.js': `
      import { vial } from 'vial/vite'
      export default { base: ${JSON.stringify(base)}, cacheDir: '.cache', plugins: [vial({ navigation: 'client' })] }`,
    'public/robots.txt': 'robots',
    'routes/_look.css': 'p { background: url(./_dot.png) }',
    'routes/_dot.png': 'x'.repeat(5000),
    'routes/_button.island.tsx': `export default function Button() { return <button onClick={() => alert(1)}>B</button> }`,
    'routes/index.tsx': `
      import { href, redirect } from 'vial'
      import './_look.css'
      import dot from './_dot.png'
      import Button from './_button.island.tsx'
      export function POST(ctx) { ctx.session.name = 'Ann'; ctx.cookies.set('a', 'b'); return redirect('/about?x=1') }
      export default () => <p><a href={href('/about')}>A</a><img src={dot} /><Button /></p>`,
    'routes/about.tsx': `export const config = { prerender: true }\nexport default () => <p>About</p>`,
    'routes/api.ts': `export const GET = ({ url, route }) => ({ path: url.pathname, route })`,
  })

  it.each(['dev', 'preview', 'production'] as const)('works in %s', async (mode) => {
    const server = await site.start(mode)

    expect(await server.text(`${folder}/robots.txt`)).toBe('robots')
    expect(await server.text(`${folder}/about`)).toContain('<p>About</p>')
    expect(await (await server.fetch(`${folder}/api`)).json()).toEqual({
      path: `${folder}/api`,
      route: '/api',
    })
    for (const path of [folder, `${folder}/about/`]) {
      const { status, headers } = await server.fetch(path)
      const target = path === folder ? `${folder}/` : `${folder}/about`
      expect([status, headers.get('location')]).toEqual([308, target])
    }
    expect((await server.fetch('/api')).status).toBe(404)

    const posted = await server.fetch(`${folder}/`, { method: 'POST', body: new URLSearchParams({ a: '1' }) })
    expect([posted.status, posted.headers.get('location')]).toEqual([303, `${folder}/about?x=1`])
    const cookies = posted.headers.getSetCookie()
    expect(cookies).toHaveLength(2)
    for (const cookie of cookies) expect(cookie).toContain(`Path=${folder};`)

    const html = await server.text(`${folder}/`)
    expect(html).toContain(`<a href="${folder}/about">`)
    const urls = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url!)
    expect(urls.length).toBeGreaterThan(3)
    for (const url of urls) {
      expect(url.startsWith(`${folder}/`)).toBe(true)
      expect([url, (await server.fetch(url)).status]).toEqual([url, 200])
    }
  })
})
