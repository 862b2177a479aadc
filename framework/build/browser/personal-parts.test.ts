// Tests personal parts with the real commands.
import { existsSync } from 'node:fs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createTestClient } from '../test-client.ts'
import { openSite } from '../../fixtures/open-site.ts'
import { readRefusal } from '../../fixtures/refused-build.ts'
import { cookiesOf, formPost } from '../../fixtures/literal-site.ts'
import { shareServers } from '../../fixtures/shared-site.ts'
import type { RunningServer } from '../../fixtures/temporary-site.ts'

const name = `
  import type { Context, PersonalProps } from 'vial'
  import { personal } from 'vial'
  import './name.css'
  import Menu from './menu.island.tsx'
  export const loader = ({ session }: Context) => ({ name: (session as { name?: string }).name ?? 'guest' })
  export default personal(({ data, greeting = 'Hello' }: PersonalProps<typeof loader> & { greeting?: string }) =>
    <b class="name">{greeting} {data.name}<Menu of={data.name} /></b>)`

const files = {
  'node_modules/site-shop/package.json': `{ "name": "site-shop", "type": "module", "exports": "./shop.js" }`,
  'node_modules/site-shop/shop.js': `
    export const shop = (prefix) => ({ name: 'shop', routes: { prefix, folder: new URL('./routes/', import.meta.url) } })`,
  'node_modules/site-shop/routes/index.tsx': `
    import Cart from './cart.personal.tsx'
    export const config = { cache: { maxAge: 600 } }
    export default () => <p>shop <Cart /></p>`,
  'node_modules/site-shop/routes/cart.personal.tsx': `
    export default ({ session }) => <i>cart of {session.name ?? 'guest'}</i>`,
  'routes/_server.ts': `
    import { shop } from 'site-shop'
    export default { extensions: [shop('/shop')] }`,
  'routes/_layout.tsx': `
    import Name from '../parts/name.personal.tsx'
    import Outer from '../parts/outer.island.tsx'
    export default ({ children }) => <main><Outer><Name fallback={<a href="/login">Log in</a>} /></Outer>{children}</main>`,
  'parts/name.personal.tsx': name,
  'parts/name.css': '.name { color: rgb(1, 2, 3) }',
  'parts/menu.island.tsx': `
    import { useState } from 'preact/hooks'
    export default ({ of }) => { const [n, set] = useState(0); return <button onClick={() => set(n + 1)}>menu of {of} {n}</button> }`,
  'parts/outer.island.tsx': `export default ({ children }) => <section>{children}</section>`,
  'routes/about/_middleware.ts': `
    export default (ctx, next) => { ctx.headers.set('x-guard', '1'); return ctx.query.has('closed') ? new Response('closed', { status: 403 }) : next() }`,
  'routes/index.tsx': `export default () => <p>ordinary</p>`,
  'routes/cached.tsx': `
    export const config = { cache: { maxAge: 600 } }
    export default () => <p>cached {Math.random()}</p>`,
  'routes/about/index.tsx': `
    export const config = { prerender: true }
    export const loader = ({ headers }) => { headers.set('x-page', 'about'); return { made: Math.random() } }
    export default ({ data }) => <p>prerendered {data.made} {'ü € 😀 text '.repeat(200)}</p>`,
  'routes/_404.tsx': `export const config = { prerender: true }\nexport default () => <p>missing</p>`,
  'routes/top.personal.tsx': `export default () => 'part'`,
  'routes/login.ts': `
    export async function POST(ctx) { Object.assign(ctx.session, (await ctx.form()).data) }`,
}

const shared = shareServers(files, ['dev', 'production', 'preview'])
const { servers } = shared

async function logIn({ fetch }: RunningServer, visitor: string): Promise<RequestInit> {
  return { headers: { cookie: cookiesOf(await fetch('/login', formPost({ name: visitor }))) } }
}

describe.each(['dev', 'production', 'preview'])('a personal part in %s', (mode) => {
  it.each(['/', '/cached', '/about', '/nothing'])(
    'of a layout shows every visitor their name on %s',
    async (path) => {
      const server = servers[mode]!
      const made = new Set<string | undefined>()
      for (const visitor of ['Ada', 'Grace']) {
        const response = await server.fetch(path, await logIn(server, visitor))
        const html = await response.text()
        expect(html).toContain(`<b class="name">Hello ${visitor}<!--vial {`)
        expect(html).toMatch(
          new RegExp(`"p":{"of":"${visitor}"}}--><button>menu of ${visitor} 0</button><!--/vial-->`),
        )
        expect(html).not.toContain('Log in')
        expect(response.headers.get('cache-control')).toContain('private')
        expect(response.headers.get('vary')).toContain('Cookie')
        made.add(/0\.\d+/.exec(html)?.[0])
      }
      if (path === '/cached' || (path === '/about' && mode !== 'dev')) expect(made.size).toBe(1)
      expect(await server.text(path)).toContain('Hello guest')
    },
  )

  it.each(['/cached', '/about'])('brings the styles and the scripts of its islands to %s', async (path) => {
    const server = servers[mode]!
    const html = await server.text(path)
    const [head, body] = html.split('</head>') as [string, string]
    const markers = [...body.matchAll(/<!--vial ({.*?})-->/g)].map(([, json]) => JSON.parse(json!))
    expect(new Set(markers.map(({ i }) => i)).size).toBe(markers.length)
    expect(head.match(/<script type="module" async src/g)).toHaveLength(1)
    expect(head).toMatch(/rgb\(1,\s*2,\s*3\)|<link rel="stylesheet"/)
    if (mode !== 'dev') {
      const url = /<link rel="modulepreload" href="([^"]*menu[^"]*)"/.exec(head)?.[1]
      expect((await server.fetch(url!)).status).toBe(200)
    }
  })

  it('keeps the headers of a prerendered page, and is not a route', async () => {
    const server = servers[mode]!
    expect((await server.fetch('/about')).headers.get('x-page')).toBe('about')
    expect((await server.fetch('/top.personal')).status).toBe(404)
    expect((await server.fetch('/top')).status).toBe(404)
  })

  it('is behind the middleware of a prerendered page', async () => {
    const { fetch } = servers[mode]!
    expect((await fetch('/about')).headers.get('x-guard')).toBe('1')
    expect((await fetch('/about?closed')).status).toBe(403)
  })

  it('answers HEAD and 304 for the whole page', async () => {
    const server = servers[mode]!
    const get = await server.fetch('/about')
    const length = Buffer.byteLength(await get.text())
    if (mode === 'dev') return
    const head = await server.fetch('/about', { method: 'HEAD' })
    expect(head.headers.get('content-length')).toBe(String(length))
    const again = { headers: { 'if-none-match': get.headers.get('etag')! } }
    expect((await server.fetch('/about', again)).status).toBe(304)
    const ada = await logIn(server, 'Ada')
    expect(
      (await server.fetch('/about', { headers: { ...again.headers, ...(ada.headers as object) } })).status,
    ).toBe(200)
  })

  it('is not compressed together with text that an attacker may choose', async () => {
    const { headers } = await servers[mode]!.fetch('/about', { headers: { 'accept-encoding': 'br' } })
    expect(headers.get('content-encoding')).toBeNull()
  })

  it('works in extension routes', async () => {
    const server = servers[mode]!
    expect(await server.text('/shop', await logIn(server, 'Ada'))).toContain('<p>shop <i>cart of Ada</i></p>')
    expect(await server.text('/shop')).toContain('<p>shop <i>cart of guest</i></p>')
  })
})

describe('createTestClient()', () => {
  it('shows each client its own parts', async () => {
    const client = await createTestClient({ root: shared.site.folder })
    onTestFinished(() => client.close())
    for (const path of ['/cached', '/about']) {
      expect(await (await client.withSession({ name: 'Ada' } as object).get(path)).text()).toContain(
        'Hello Ada',
      )
      expect(await (await client.get(path)).text()).toContain('Hello guest')
    }
  })
})

describe('vite build', () => {
  it('writes the fallback into the files for static hosts', async () => {
    for (const file of ['about.html', '404.html']) {
      const html = await shared.site.read(`dist/client/${file}`)
      expect(html).toContain('<a href="/login">Log in</a>')
      expect(html).not.toMatch(/guest|vial-[\da-f]{8}-/)
    }
    expect(existsSync(`${shared.site.folder}/dist/client/about.html.br`)).toBe(true)
  })

  it('fills prerendered pages below a base path, with and without a slash at the end', async () => {
    const below = await openSite({
      'vite.config.js': `
        import { vial } from 'vial/vite'
        export default { base: '/app/', cacheDir: '.cache', plugins: [vial({ trailingSlash: 'ignore' })] }`,
      'routes/about.tsx': `
        import Name from './name.personal.tsx'
        export const config = { prerender: true }
        export default () => <p>{Math.random()} <Name fallback="rest" /></p>`,
      'routes/name.personal.tsx': `export default ({ session }) => session.name ?? 'guest'`,
    })
    expect((await below.build()).code).toBe(0)
    for (const server of [await below.startProduction(), await below.startPreview()]) {
      const pages = [await server.text('/app/about'), await server.text('/app/about/')]
      const [first, second] = pages.map((html) => /<p>(.*) guest<\/p>/.exec(html)?.[1])
      expect(first).toMatch(/^0\.\d+$/)
      expect(second).toBe(first)
    }
  })

  it('renders a page whose file was changed after the build', async () => {
    const changed = await openSite({ ...files, 'routes/_404.tsx': '' })
    expect((await changed.build()).code).toBe(0)
    const html = await changed.read('dist/client/about.html')
    await changed.write({ 'dist/client/about.html': `<!-- edited -->${html}` })
    const server = await changed.startProduction()
    expect(await server.text('/about')).toMatch(/<b class="name">Hello guest.*<p>prerendered 0\.\d/s)
  })

  it('finds personal parts in packages, and mistakes in personal parts', async () => {
    const shipped = await openSite({
      'package.json': '{ "type": "module", "private": true, "dependencies": { "shipped": "*" } }',
      'node_modules/shipped/package.json': `{ "name": "shipped", "type": "module", "exports": "./name.personal.js", "peerDependencies": { "vial": "*" } }`,
      'node_modules/shipped/name.personal.js': `
        import { h } from 'preact'
        export default ({ session }) => h('b', null, session.name ?? 'guest')`,
      'routes/login.ts': files['routes/login.ts'],
      'routes/index.tsx': `
        import Name from 'shipped'
        export const config = { cache: { maxAge: 60 } }
        export default () => <p>{Math.random()} <Name /></p>`,
    })
    expect((await shipped.build()).code).toBe(0)
    for (const server of [await shipped.startProduction(), await shipped.startDev()]) {
      expect(await server.text('/')).toContain('<b>guest</b>')
      expect(await server.text('/', await logIn(server, 'Ada'))).toContain('<b>Ada</b>')
    }

    await shipped.write({
      'routes/index.tsx': `import A from './a.personal.tsx'\nexport default () => <A />`,
      'routes/a.personal.tsx': `import { redirect } from 'vial'
        export const loader = () => { redirect('/login') }
        export default () => <p>a</p>`,
    })
    expect(await readRefusal(shipped)).toContain('routes/a.personal.tsx:2')
  })

  it('refuses an island that imports a personal part, and a part without a default export', async () => {
    const wrong = await openSite({
      'routes/index.tsx': `import A from './a.island.tsx'\nexport default () => <A />`,
      'routes/a.island.tsx': `import B from './b.personal.tsx'\nexport default () => <B />`,
      'routes/b.personal.tsx': `export default () => 'b'`,
    })
    expect(await readRefusal(wrong)).toContain(
      'routes/a.island.tsx imports routes/b.personal.tsx, which renders on the server for each visitor. Use it in a page or a layout, and pass it to the island as children.',
    )
    await wrong.write({
      'routes/a.island.tsx': `export default () => 'a'`,
      'routes/index.tsx': `import B from './b.personal.tsx'\nexport default () => <B />`,
      'routes/b.personal.tsx': `export const B = () => 'b'`,
    })
    expect(await readRefusal(wrong)).toContain('routes/b.personal.tsx: there is no default export.')
    await wrong.write({
      'routes/index.tsx': `\nimport B from '#b.personal.tsx'\nexport default () => <B />`,
      'package.json':
        '{ "type": "module", "private": true, "imports": { "#b.personal.tsx": "./routes/_b.tsx" } }',
      'routes/_b.tsx': `export default () => 'b'`,
    })
    expect(await readRefusal(wrong)).toContain(
      'routes/index.tsx:2:16: #b.personal.tsx is routes/_b.tsx, whose name does not end with .personal.tsx. Rename that file, or import a personal part that uses it.',
    )
  })
})
