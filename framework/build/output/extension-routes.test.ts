// Tests extension routes in development and in production.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type RunningServer,
  type TemporarySite,
  createTemporarySite,
  waitUntil,
} from '../../fixtures/temporary-site.ts'

const packageFiles = {
  'node_modules/site-admin/package.json': `{ "name": "site-admin", "type": "module", "exports": "./admin.js" }`,
  'node_modules/site-admin/admin.js': `
    export const admin = (prefix) => ({
      name: 'admin',
      routes: { prefix, folder: new URL('./routes/', import.meta.url) },
      start: (app) => { app.locals.users = ['Ada'] },
    })`,
  'node_modules/site-admin/routes/index.tsx': `
    import { href } from 'vial'
    import './_look.css'
    import Switch from './_switch.island.tsx'
    export const loader = (ctx) => ({ users: ctx.app.locals.users })
    export const head = { title: 'Admin' }
    export default ({ data, url }) => <p class="admin">users {data.users.join()} at {url.pathname}<Switch /></p>`,
  'node_modules/site-admin/routes/_look.css': '.admin { color: rgb(1, 2, 3) }',
  'node_modules/site-admin/routes/_switch.island.tsx': `export default () => <button>switch</button>`,
  'node_modules/site-admin/routes/users/[id=int].ts': `export const GET = ({ params }) => ({ id: params.id })`,
  'node_modules/site-admin/routes/_layout.tsx': `export default ({ children }) => <section>Package {children}</section>`,
  'node_modules/site-admin/routes/_404.tsx': `export default () => <p>no such part of the admin</p>`,
  'node_modules/site-admin/routes/_middleware.ts': `
    export default async (ctx, next) => { const r = await next(); r.headers.set('x-admin', '1'); return r }`,
  'node_modules/site-admin/routes/_eror.tsx': '',
  'node_modules/site-admin/routes/look.tsx': `export default () => <p>of the package</p>`,
}

const siteFiles = {
  ...packageFiles,
  'routes/_server.ts': `
    import { defineServer } from 'vial'
    import { admin } from 'site-admin'
    export default defineServer({ extensions: [admin('/admin')] })`,
  'routes/_layout.tsx': `export default ({ children }) => <main>Site {children}</main>`,
  'routes/index.tsx': `export default () => <p>home</p>`,
  'routes/admin/look.jsx': `export default () => <p>of the site</p>`,
}

describe('an extension with routes', () => {
  let site: TemporarySite
  const servers: Record<string, RunningServer> = {}

  beforeAll(async () => {
    site = await createTemporarySite(siteFiles)
    servers.dev = await site.startDev()
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
    servers.production = await site.startProduction()
  })

  afterAll(() => site?.dispose())

  describe.each(['dev', 'production'])('in %s', (mode) => {
    it('serves its pages below the prefix, in its own layouts and those of the site', async () => {
      const html = await servers[mode]!.text('/admin')

      expect(html).toMatch(/<main>Site <section>Package <p class="admin">users Ada at \/admin/)
      expect(html).toContain('<title>Admin</title>')
    })

    it('serves its endpoints, with matchers, middleware and error pages, below the prefix', async () => {
      const user = await servers[mode]!.fetch('/admin/users/7')
      expect([user.headers.get('x-admin'), await user.json()]).toEqual(['1', { id: 7 }])
      const missing = await servers[mode]!.fetch('/admin/nothing')
      expect([missing.status, missing.headers.get('x-admin')]).toEqual([404, '1'])
      expect(await missing.text()).toContain('no such part of the admin')
      expect((await servers[mode]!.fetch('/')).headers.get('x-admin')).toBeNull()
    })

    it('links its styles and loads its islands', async () => {
      const html = await servers[mode]!.text('/admin')
      const stylesheet = /<link rel="stylesheet" href="([^"]+)"/.exec(html)?.[1]
      expect(await servers[mode]!.text(stylesheet!.replaceAll('&amp;', '&'))).toMatch(
        /rgb\(1, ?2, ?3\)|#010203/,
      )
      const script = /<script type="module" async src="([^"]+)"/.exec(html)?.[1]
      expect((await servers[mode]!.fetch(script!)).status).toBe(200)
      expect(await servers[mode]!.text('/')).not.toContain('rgb')
    })

    it('yields to a file of the site', async () => {
      expect(await servers[mode]!.text('/admin/look')).toContain('of the site')
    })
  })

  it('is listed with its routes', async () => {
    const { code, output } = await site.vial(['routes'])

    expect(code).toBe(0)
    expect(output).toMatch(/^\/admin +GET +page +node_modules\/site-admin\/routes\/index\.tsx \(admin\)$/m)
    expect(output).toMatch(/^\/admin\/look +GET +page +routes\/admin\/look\.jsx$/m)
  })

  it('is checked and matched like the rest of the site', async () => {
    expect((await site.vial(['check'])).output).toContain(
      'admin/_eror.tsx of the extension admin is private. Did you mean _error.tsx?',
    )
    expect((await site.vial(['match', '/admin/users/7'])).output).toContain(
      'is answered by node_modules/site-admin/routes/users/[id=int].ts.',
    )
  })

  it('may be left out at run time, which removes its routes', async () => {
    await site.write({
      'routes/_server.ts': `
        import { defineServer } from 'vial'
        import { admin } from 'site-admin'
        export default defineServer({ extensions: process.env.NO_ADMIN ? [] : [admin('/admin')] })`,
    })
    expect((await site.build()).code).toBe(0)
    const server = await site.startProduction({ NO_ADMIN: '1' })

    expect((await server.fetch('/admin')).status).toBe(404)
    expect((await server.fetch('/')).status).toBe(200)
  })
})

describe('an extension with routes, in development', () => {
  let site: TemporarySite
  let server: RunningServer

  beforeAll(async () => {
    site = await createTemporarySite({
      ...siteFiles,
      'packages/shop/index.ts': `
        export const shop = { name: 'shop', routes: { prefix: '/shop', folder: new URL('./routes', import.meta.url) } }`,
      'packages/shop/routes/index.tsx': `export default () => <p>the shop</p>`,
    })
    server = await site.startDev()
  })

  afterAll(() => site?.dispose())

  it('appears, changes and disappears with _server', async () => {
    expect((await server.fetch('/shop')).status).toBe(404)
    await site.write({
      'routes/_server.ts': `
        import { shop } from '../packages/shop/index.ts'
        export default { extensions: [shop] }`,
    })
    await waitUntil(async () => expect(await server.text('/shop')).toContain('the shop'))
    expect((await server.fetch('/admin')).status).toBe(404)

    await site.write({ 'packages/shop/routes/index.tsx': `export default () => <p>the new shop</p>` })
    await waitUntil(async () => expect(await server.text('/shop')).toContain('the new shop'))
    await site.write({ 'packages/shop/routes/cart.tsx': `export default () => <p>the cart</p>` })
    await waitUntil(async () => expect(await server.text('/shop/cart')).toContain('the cart'))
  })

  it('moves with the file that describes it', async () => {
    const text = `export const shop = { name: 'shop', routes: { prefix: '/shop', folder: new URL('./routes', import.meta.url) } }`
    await site.write({ 'packages/shop/index.ts': text.replace('/shop', '/store') })
    await waitUntil(async () => expect(await server.text('/store')).toContain('the new shop'))
    expect((await server.fetch('/shop')).status).toBe(404)
    await site.write({ 'packages/shop/index.ts': text })
    await waitUntil(async () => expect(await server.text('/shop')).toContain('the new shop'))
  })

  it('is back as soon as a broken _server is fixed', async () => {
    await site.write({ 'routes/_server.ts': `throw new Error('gone')\nexport default { extensions: [] }` })
    await waitUntil(async () => expect((await server.fetch('/shop')).status).toBe(500))
    await site.write({
      'routes/_server.ts': `
        import { shop } from '../packages/shop/index.ts'
        export default { extensions: [shop] }`,
    })
    await waitUntil(async () => expect(await server.text('/shop')).toContain('the new shop'))
  })
})

describe('a build', () => {
  let site: TemporarySite

  beforeAll(async () => {
    site = await createTemporarySite(siteFiles)
  })

  afterAll(() => site?.dispose())

  it.each([
    [
      'an extension that clashes with the site',
      { 'routes/admin/users/[n=int].ts': 'export const GET = () => 1' },
      'admin/users/[id=int].ts of the extension admin and routes/admin/users/[n=int].ts answer the same URL. Rename or remove one.',
    ],
    [
      'an invalid prefix',
      {
        'routes/_server.ts': `import { admin } from 'site-admin'\nexport default { extensions: [admin('admin')] }`,
      },
      `\nThe extension admin: routes.prefix is "admin". Write it as in { prefix: '/admin' }.`,
    ],
    [
      'a relative folder',
      {
        'routes/_server.ts': `export default { extensions: [{ name: 'x', routes: { prefix: '/x', folder: './y' } }] }`,
      },
      'The extension x: routes.folder is "./y". Write { folder: new URL(',
    ],
    [
      'an extension that is null',
      { 'routes/_server.ts': `export default { extensions: [null] }` },
      'routes/_server: extensions[0] is null. Write { name, middleware, … }, or remove it.',
    ],
    [
      'a _server that does not load, and holds connections open',
      {
        'routes/_server.ts': `
          setInterval(() => {}, 1000)
          throw new Error('no database')
          export default { extensions: [] }`,
      },
      'routes/_server.ts: the file could not be loaded, which is necessary to find extension routes',
    ],
  ])('refuses %s', async (_, files, message) => {
    await site.write(files)
    const { code, output } = await site.build()

    expect(code).not.toBe(0)
    expect(output).toContain(message)
    for (const path of Object.keys(files)) if (!(path in siteFiles)) await site.remove(path)
  })

  it('ends although _server holds a connection open', async () => {
    await site.write({
      'routes/_server.ts': `
        import { admin } from 'site-admin'
        setInterval(() => {}, 1000)
        export default { extensions: [admin('/')] }`,
    })
    const { code, output } = await site.build()

    expect(code, output).toBe(0)
  })
})
