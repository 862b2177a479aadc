// Tests the stylesheets of a site in all modes: their order, CSS modules, Sass, PostCSS and Tailwind.
import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type HotUpdates, listenToHotUpdates } from '../../fixtures/hot-updates.ts'
import {
  type RunningServer,
  type TemporarySite,
  createTemporarySite,
  waitUntil,
} from '../../fixtures/temporary-site.ts'

/** A rule that shows its position in the cascade. */
const mark = (name: string): string => `.${name} { --mark: ${name} }\n`

const svg = `<svg xmlns="http://www.w3.org/2000/svg"><!--${'x'.repeat(5000)}--></svg>`

const toFiles = (base: string, options = ''): Record<string, string> => ({
  'vite.config.js': `
    import tailwind from '@tailwindcss/vite'
    import { vial } from 'vial/vite'
    export default { base: '${base}', cacheDir: '.cache', plugins: [vial(${options}), tailwind()] }`,
  'postcss.config.js': `
    const brand = { postcssPlugin: 'brand', Declaration: { color(node) { if (node.value === 'brand') node.value = '#123456' } } }
    export default { plugins: [brand] }`,
  'routes/_app.tsx': `import './_css/app.css'
    export default ({ children }) => <html><head></head><body>{children}</body></html>`,
  'routes/_layout.tsx': `import './_css/layout.css'\nexport default ({ children }) => children`,
  'routes/first.tsx': `import './_css/first.css'
    import { Shared } from './_parts/shared.tsx'
    import { Only } from './_parts/only.tsx'
    import styles from './_css/first.module.css'
    export default () => <p class={styles.title}><Shared /><Only /></p>`,
  'routes/second.tsx': `import './_css/before.css'
    import { Shared } from './_parts/shared.tsx'
    import './_css/second.css'
    export default () => <Shared />`,
  'routes/third.tsx': `import './_css/layout.css'
    import { Only } from './_parts/only.tsx'
    import { Shared } from './_parts/shared.tsx'
    import { Barrel } from './_parts/barrel.ts'
    export default () => <p><Only /><Shared /><Barrel /></p>`,
  'routes/late.tsx': `export async function loader() {
      const pages = import.meta.glob('./*.tsx')
      const { word } = await import('./_parts/late.ts')
      return word + Object.keys(pages).length
    }
    export default ({ data }) => <p>{data}</p>`,
  'routes/values.tsx': `import url from './_css/value.css?url'
    import inline from './_css/value.css?inline'
    import raw from './_css/value.css?raw'
    import picture from './_css/picture.svg'
    export default () => <p data-url={url} data-inline={inline} data-raw={raw}><img src={picture} /></p>`,
  'routes/sass.tsx': `import styles from './_css/sass.module.scss'\nexport default () => <p class={styles.inner}>sass</p>`,
  'routes/utility/index.tsx': `import './_tailwind.css'\nexport default () => <p class="mt-[13px]">one</p>`,
  'routes/utility/_tailwind.css': `@import 'tailwindcss' source('./');`,
  'routes/_parts/shared.tsx': `import '../_css/shared.css'\nexport const Shared = () => <i>shared</i>`,
  'routes/_parts/only.tsx': `import '../_css/only.css'\nimport './shared.tsx'\nimport './only-part.ts'\nexport const Only = () => <b>only</b>`,
  'routes/_parts/only-part.ts': `import '../_css/only-part.css'\nimport './only.tsx'`,
  'routes/_parts/barrel.ts': `import '../_css/barrel.css'\nimport '../_css/hoop.css'\nexport const Barrel = () => null`,
  'routes/_parts/late.ts': `import '../_css/late.css'\nexport const word = 'late'`,
  'routes/_css/first.module.css': `.title { --mark: module; background: url('./picture.svg') }`,
  'routes/_css/sass.module.scss': `@use './part'; .outer { .inner { color: part.$color; --mark: sass } }`,
  'routes/_css/_part.scss': `$color: rgb(1, 2, 3);`,
  'routes/_css/picture.svg': svg,
  'routes/_css/unused.svg': `${svg} `,
  ...Object.fromEntries(
    [
      'app',
      'layout',
      'first',
      'before',
      'second',
      'shared',
      'only',
      'only-part',
      'barrel',
      'hoop',
      'late',
      'value',
      'unused',
    ].map((name) => [`routes/_css/${name}.css`, `${mark(name)}.${name} a { color: brand }`]),
  ),
})

/** Reads the stylesheets of a page as a browser does: links and style elements, in order. */
async function readStylesheets(server: RunningServer, path: string): Promise<string[]> {
  const text = await server.text(path)
  const head = text.slice(0, text.indexOf('</head>'))
  expect(text.slice(head.length)).not.toMatch(/<link|<style/)
  const found = head.matchAll(/<link rel="stylesheet" href="([^"]+)"|<style>([^<]*)<\/style>/g)
  return Promise.all(
    [...found].map(async ([, url, inlined]) => {
      if (inlined !== undefined) return inlined
      const response = await server.fetch(url!.replaceAll('&amp;', '&'))
      expect([response.status, response.headers.get('content-type')]).toEqual([
        200,
        expect.stringMatching(/^text\/css/),
      ])
      return response.text()
    }),
  )
}

async function readMarks(server: RunningServer, path: string): Promise<string[]> {
  const text = (await readStylesheets(server, path)).join('\n')
  return [...text.matchAll(/--mark: ?([\w-]+)/g)].map(([, name]) => name!)
}

describe.each([
  ['dev', '/'],
  ['production', '/'],
  ['dev', '/sub/'],
  ['production', '/sub/'],
] as const)('styles in %s below %s', (mode, base) => {
  let site: TemporarySite
  let server: RunningServer

  beforeAll(async () => {
    site = await createTemporarySite(toFiles(base))
    server = await site.startIn(mode)
  })

  afterAll(() => site?.dispose())

  it.each([
    ['first', ['app', 'layout', 'first', 'shared', 'only', 'only-part', 'module']],
    ['second', ['app', 'layout', 'before', 'shared', 'second']],
    ['third', ['app', 'layout', 'only', 'shared', 'only-part', 'barrel', 'hoop']],
    ['late', ['app', 'layout', 'late']],
    ['values', ['app', 'layout']],
    ['sass', ['app', 'layout', 'sass']],
  ])('links only what %s uses, outer files first, in the order of the imports', async (page, expected) => {
    expect(await readMarks(server, base + page)).toEqual(expected)
  })

  it('keeps the order when a page is requested again', async () => {
    expect(await readMarks(server, `${base}second`)).toEqual(['app', 'layout', 'before', 'shared', 'second'])
  })

  it('has the same class names in the page and in the stylesheet', async () => {
    const [, name] = (await server.text(`${base}first`)).match(/<p class="([^"]+)"/)!
    expect((await readStylesheets(server, `${base}first`)).join('')).toContain(`.${name}`)
  })

  it('compiles Sass and runs the site’s PostCSS plugins', async () => {
    const text = (await readStylesheets(server, `${base}sass`)).join('\n')
    const [, name] = (await server.text(`${base}sass`)).match(/<p class="([^"]+)"/)!

    expect(text).toContain(`.${name}`)
    expect(text).toMatch(/color: ?(rgb\(1, 2, 3\)|#010203)/)
    expect(text).toContain('#123456')
    expect(text).not.toContain('brand')
  })

  it('has the Tailwind classes that the routes use', async () => {
    const text = (await readStylesheets(server, `${base}utility`)).join('\n')

    expect(text).toMatch(/margin-top: ?13px/)
    expect(text).not.toMatch(/margin-top: ?14px/)
  })

  it('imports the text and the URL of a stylesheet', async () => {
    const text = await server.text(`${base}values`)
    const [, url] = text.match(/data-url="([^"]+)"/)!
    const stylesheet = await server.fetch(url!, { headers: { accept: 'text/css' } })

    expect(text).toMatch(/data-inline="[^"]*--mark: ?value/)
    expect(text).toMatch(/data-raw="[^"]*color: brand/)
    expect([stylesheet.status, await stylesheet.text()]).toEqual([200, expect.stringContaining('#123456')])
  })

  it('serves the files that stylesheets and pages refer to', async () => {
    const [, inStylesheet] = (await readStylesheets(server, `${base}first`))
      .join('')
      .match(/url\(["']?([^"')]+)["']?\)/)!
    const [, inPage] = (await server.text(`${base}values`)).match(/<img src="([^"]+)"/)!

    expect(inStylesheet).toBe(inPage)
    expect(await server.text(inStylesheet!)).toBe(svg)
  })
})

describe('vite build', () => {
  let site: TemporarySite
  let server: RunningServer

  beforeAll(async () => {
    site = await createTemporarySite(toFiles('/', '{ inlineStylesBelow: 400 }'))
    server = await site.startIn('production')
  })

  afterAll(() => site?.dispose())

  it('writes only the files that pages refer to, with hashes in their names, and no stylesheet twice', async () => {
    const files = await readdir(`${site.folder}/dist/client/_vial`)
    const names = files.filter((name) => !/\.(br|gz|zst)$/.test(name))

    expect(names.filter((name) => !/^[\w-]+-[\w-]{8}\.\w+$/.test(name))).toEqual([])
    expect(names.filter((name) => name.endsWith('.svg'))).toEqual([expect.stringMatching(/^picture-/)])
    expect(names.join()).not.toContain('unused')
  })

  it('joins stylesheets that always follow each other', async () => {
    const stylesheets = await readStylesheets(server, '/third')
    expect(stylesheets.find((stylesheet) => stylesheet.includes('barrel'))).toContain('hoop')
    expect(stylesheets).toHaveLength(6)
  })

  it('inlines small stylesheets in the place of their links', async () => {
    const text = await server.text('/utility')
    const tags = [...text.matchAll(/<style>|<link rel="stylesheet"/g)].map(([tag]) => tag)

    expect(tags).toEqual(['<style>', '<style>', '<link rel="stylesheet"'])
    const policy = (await server.fetch('/utility')).headers.get('content-security-policy')
    const hashes = [...text.matchAll(/<style>([^<]*)/g)].map(
      ([, style]) => `'sha256-${createHash('sha256').update(style!).digest('base64')}'`,
    )
    expect(policy).toContain(`style-src 'self' ${hashes.join(' ')};`)
    expect(await readMarks(server, '/second')).toEqual(['app', 'layout', 'before', 'shared', 'second'])
  })
})

describe('vite dev', () => {
  let site: TemporarySite
  let server: RunningServer
  let updates: HotUpdates

  beforeAll(async () => {
    site = await createTemporarySite(toFiles('/'))
    server = await site.startDev()
    updates = await listenToHotUpdates(server.origin)
    for (const page of ['/first', '/sass', '/utility']) await readStylesheets(server, page)
  })

  afterAll(async () => {
    updates?.close()
    await site?.dispose()
  })

  it('swaps an edited stylesheet without a reload', async () => {
    await site.write({ 'routes/_css/first.css': mark('edited') })
    const { updates: changed } = await updates.next('update')

    expect(changed).toEqual([
      expect.objectContaining({ type: 'css-update', path: '/routes/_css/first.css?direct' }),
    ])
    await waitUntil(async () => expect(await readMarks(server, '/first')).toContain('edited'))
    expect(updates.count('full-reload')).toBe(0)
  })

  it('reloads when a CSS module changes, whose class names are in the page', async () => {
    await site.write({ 'routes/_css/_part.scss': '$color: rgb(4, 5, 6);' })
    await updates.next('full-reload')
    await waitUntil(async () => expect((await readStylesheets(server, '/sass')).join()).toContain('4, 5, 6'))
    const [, name] = (await server.text('/sass')).match(/<p class="([^"]+)"/)!
    expect((await readStylesheets(server, '/sass')).join()).toContain(`.${name}`)
  })

  it('adds a Tailwind class when a page starts to use it, and reloads the page', async () => {
    await site.write({
      'routes/utility/index.tsx': `import './_tailwind.css'\nexport default () => <p class="mt-[14px]">two</p>`,
    })
    await updates.next('full-reload')
    await waitUntil(async () =>
      expect((await readStylesheets(server, '/utility')).join()).toMatch(/margin-top: ?14px/),
    )
    expect(await server.text('/utility')).toContain('mt-[14px]')
  })

  it('adds the Tailwind classes of a new page', async () => {
    await site.write({
      'routes/utility/new.tsx': `import './_tailwind.css'\nexport default () => <p class="mt-[15px]">new</p>`,
    })
    await waitUntil(async () =>
      expect((await readStylesheets(server, '/utility/new')).join()).toMatch(/margin-top: ?15px/),
    )
  })
})
