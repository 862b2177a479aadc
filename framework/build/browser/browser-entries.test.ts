import { readFile, readdir } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { openSite } from '../../fixtures/open-site.ts'
import { readRefusal } from '../../fixtures/refused-build.ts'

const page = `
  export { default as head } from './_app/main.ts?browser'
  export default () => <div id="app"></div>`

// Imported at the start, from a folder outside routes/, by two modules, and below a base.
const shared = {
  'vite.config.js': `import { vial } from 'vial/vite'\nexport default { base: '/shop/', cacheDir: '.cache', plugins: [vial()] }`,
  'lib/app.ts': `export { default as app, src, styles } from './main.ts?browser'`,
  'lib/main.ts': `
    import './first.css'
    import { add } from './add.ts'
    document.title = add('M', 'ain')`,
  'lib/add.ts': `import './second.css'\nexport const add = (a: string, b: string): string => a + b`,
  'lib/first.css': 'b { margin: 1px }',
  'lib/second.css': 'i { margin: 2px }',
  'lib/other.ts': `import { add } from './add.ts'\ndocument.title = add('O', 'ther')`,
  'routes/_server.ts': `
    import { app } from '../lib/app.ts'
    import { defineServer } from 'vial'
    export default defineServer({ start: () => ({ scripts: app.script.length }) })`,
  'routes/index.tsx': `
    import { app, src, styles } from '../lib/app.ts'
    export const head = { title: 'Shop', ...app }
    export default () => <p data-src={src} data-styles={styles.join()}>Hi</p>`,
  'routes/direct.tsx': `
    import app from '../lib/main.ts?browser'
    import { src } from '../lib/other.ts?browser'
    export const head = app
    export default () => <p data-src={src}>Direct</p>`,
  'routes/plain.tsx': 'export default () => <p>Plain</p>',
}

describe('an import with ?browser', () => {
  it('gives the URLs of the built files', async () => {
    const site = await openSite(shared)
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
    const server = await site.startProduction()
    const html = await server.text('/shop/')
    const [, src, styles] = /data-src="([^"]+)" data-styles="([^"]+)"/.exec(html) ?? []
    expect(src).toMatch(/^\/shop\/_vial\/main-[\w-]{8}\.js$/)
    expect(html).toContain('<title>Shop</title>')
    expect(html).toContain(`<script type="module" src="${src}"></script>`)
    const [first, second] = styles!.split(',')
    // Imported styles come first.
    expect(html).toContain(`<link rel="stylesheet" href="${first}"><link rel="stylesheet" href="${second}">`)
    expect(await server.text(first!)).toContain('margin:2px')
    expect(await server.text(second!)).toContain('margin:1px')
    expect(html).toMatch(/<link rel="modulepreload" href="\/shop\/_vial\/add-[\w-]{8}\.js">/)
    expect(await server.text('/shop/direct')).toContain(src)
    expect(await server.text('/shop/plain')).not.toMatch(/<script|<link/)
    expect(await server.text(src!)).not.toContain('margin')
  })

  it('gives the URL of the module in dev', async () => {
    const site = await openSite(shared)
    const server = await site.startDev()
    expect(await server.text('/shop/')).toContain('<script type="module" src="/shop/lib/main.ts"></script>')
    const script = await server.fetch('/shop/lib/main.ts', { headers: { 'sec-fetch-dest': 'script' } })
    expect(script.headers.get('content-type')).toContain('javascript')
  })

  it('prepares React in dev before the first component, below the base', async () => {
    const site = await openSite({
      'vite.config.js': `
        import react from '@vitejs/plugin-react'
        import { vial } from 'vial/vite'
        export default { base: '/shop/', cacheDir: '.cache', plugins: [react({ include: /_app\\// }), vial()] }`,
      'routes/index.tsx': page,
      'routes/_app/main.ts': `document.title = 'Main'`,
    })
    const server = await site.startDev()
    const urls = [...(await server.text('/shop/')).matchAll(/<script type="module" src="([^"]+)"/g)]
    const [preamble, main] = urls.map(([, url]) => url!)
    expect(main).toBe('/shop/routes/_app/main.ts')
    expect(await server.text(preamble!)).toContain('from "/shop/@react-refresh"')
  })

  it.each([
    [
      'a file of the server',
      `import '../../lib/db.server.ts'`,
      /main\.ts imports lib\/db\.server\.ts, which must never/,
    ],
    [
      'a module of Node',
      `import 'node:fs'`,
      /routes\/_app\/main\.ts imports node:fs, which browsers do not have/,
    ],
    [
      'another entry',
      `import './more.ts?browser'`,
      /_app\/main\.ts imports \.\/more\.ts\?browser, but \?browser only works/,
    ],
    ['a route', `import '../other.tsx'`, /main\.ts imports routes\/other\.tsx, which runs on the server/],
  ])('refuses an indirect import of %s and names the import chain', async (_, code, message) => {
    const site = await openSite({
      'lib/db.server.ts': 'export const find = 1',
      'routes/other.tsx': 'export default () => <p />',
      'routes/index.tsx': page,
      'routes/_app/main.ts': code,
    })
    expect(await readRefusal(site)).toMatch(message)
  })

  it.each([
    ['a server file', '../lib/db.server.ts', /lib\/db\.server\.ts\?browser, which must never reach/],
    ['a route', './other.tsx', /other\.tsx\?browser, which runs on the server/],
    ['a stylesheet', './style.css', /style\.css\?browser, which is not a script/],
    ['an island', './_count.island.tsx', /_count\.island\.tsx\?browser, which is not a script/],
    [
      'a missing file',
      './missing.ts',
      /index\.tsx imports \.\/missing\.ts\?browser, but that file does not exist/,
    ],
  ])('refuses %s', async (_, id, message) => {
    const site = await openSite({
      'lib/db.server.ts': 'export const find = 1',
      'routes/other.tsx': 'export default () => <p />',
      'routes/_count.island.tsx': 'export default () => <p />',
      'routes/style.css': 'p { margin: 0 }',
      'routes/index.tsx': page.replace('./_app/main.ts', id),
    })
    expect(await readRefusal(site)).toMatch(message)
  })

  it('refuses to compile pages for React', async () => {
    const site = await openSite({
      'vite.config.js': `
        import react from '@vitejs/plugin-react'
        import { vial } from 'vial/vite'
        export default { plugins: [react(), vial()] }`,
      'routes/index.tsx': 'export default () => <p />',
    })
    expect(await readRefusal(site)).toContain('react() includes the pages and islands.')
  })
})

describe('the stylesheets of islands', () => {
  it('exist once, unless a script loads them', async () => {
    const site = await openSite({
      'routes/_count.island.tsx': `
        import './_count.css'
        const show = () => import('./_late.ts')
        export default () => <button onClick={show}>Show</button>`,
      'routes/_only.island.tsx': `
        import './_only.css'
        export const hydrate = 'only'
        export default () => <p>Only</p>`,
      'routes/_late.ts': `import './_late.css'\ndocument.title = 'Late'`,
      'routes/_count.css': 'p { margin: 1px }',
      'routes/_only.css': 'p { margin: 2px }',
      'routes/_late.css': 'p { margin: 3px }',
      'routes/index.tsx': `
        import Count from './_count.island.tsx'
        import Only from './_only.island.tsx'
        export default () => <><Count /><Only /></>`,
    })
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
    const folder = `${site.folder}/dist/client/_vial`
    const names = (await readdir(folder)).filter((name) => name.endsWith('.css'))
    const texts = await Promise.all(names.map((name) => readFile(`${folder}/${name}`, 'utf8')))
    const html = await (await site.startProduction()).text('/')
    for (const [index, text] of texts.entries()) {
      if (!text.includes('3px')) expect(html).toContain(names[index])
    }
    expect(
      texts
        .join('')
        .match(/margin:\dpx/g)
        ?.sort(),
    ).toEqual([
      'margin:1px',
      'margin:2px',
      // Loaded by the page, which may render the island, and by the script.
      'margin:3px',
      'margin:3px',
    ])
  })
})
