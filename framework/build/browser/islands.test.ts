import { readFile, readdir } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { openSite } from '../../fixtures/open-site.ts'
import { readRefusal } from '../../fixtures/refused-build.ts'
import { linkTo } from '../../fixtures/temporary-site.ts'

const island = `export default function Button({ label }) { return <button onClick={() => alert(label)}>{label}</button> }`
const page = `import Button from './_button.island.tsx'\nexport default () => <Button label="Buy" />`

describe('vite build', () => {
  it('writes no script for a site without islands', async () => {
    const site = await openSite({ 'routes/index.tsx': 'export default () => <p>Hi</p>' })
    expect((await site.build()).code).toBe(0)
    const files = await readdir(`${site.folder}/dist/client`, { recursive: true })
    expect(files.filter((file) => file.endsWith('.js'))).toEqual([])
  })

  it('gives browsers no source maps, no server code, and only VITE_ variables of the environment', async () => {
    const site = await openSite({
      '.env': 'VITE_SHOWN=CANARY_SHOWN\nHIDDEN=CANARY_HIDDEN\n',
      'lib/secret.server.ts': `export const secret = 'CANARY_SECRET'`,
      'routes/_button.island.tsx': `
        const shown = import.meta.env.VITE_SHOWN
        const hidden = String(import.meta.env.HIDDEN)
        export default function Button({ label }) { return <button onClick={() => alert(shown + hidden)}>{label}</button> }`,
      'routes/index.tsx': `
        import Button from './_button.island.tsx'
        import { secret } from '../lib/secret.server.ts'
        export const loader = () => ({ length: secret.length, path: 'CANARY_LOADER' })
        export default ({ data }) => <Button label={String(data.length)} />`,
    })
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
    const folder = `${site.folder}/dist/client`
    const names = await readdir(folder, { recursive: true })
    expect(names.filter((name) => name.endsWith('.map') || name.includes('manifest'))).toEqual([])
    const found = names.filter((name) => /\.\w+$/.test(name))
    const text = (await Promise.all(found.map((name) => readFile(`${folder}/${name}`, 'latin1')))).join('\n')
    expect(text).toContain('CANARY_SHOWN')
    expect(text).not.toMatch(
      /CANARY_(SECRET|HIDDEN|LOADER)|node:|process\.env|sourceMappingURL|secret\.server/,
    )
    expect(text).not.toContain(site.folder)
    const server = await site.startProduction()
    const html = await server.text('/')
    expect(html).not.toMatch(/CANARY/)
    expect(html).not.toContain(site.folder)
  })

  it.each([
    ['a server file', 'lib/db.server.ts', `export const find = 1`, /which must never reach a browser/],
    ['server data', 'lib/db.server.json', `{ "find": "CANARY" }`, /which must never reach a browser/],
    [
      'a module of Node',
      'lib/db.ts',
      `import { readFileSync } from 'node:fs'\nexport const find = readFileSync`,
      /imports node:fs, which browsers do not have/,
    ],
    [
      'a route',
      'routes/other.tsx',
      `export const find = 1\nexport default () => <p />`,
      /which runs on the server/,
    ],
  ])('refuses %s in an island and names the import chain', async (_, path, code, message) => {
    const site = await openSite({
      [path]: code,
      'lib/between.ts': `export { find } from '../${path}'`,
      'routes/_button.island.tsx': `import { find } from '../lib/between.ts'\n${island.replace('alert(label)', 'alert(find)')}`,
      'routes/index.tsx': page,
    })
    const refusal = await readRefusal(site)
    expect(refusal).toContain(`routes/_button.island.tsx imports lib/between.ts imports ${path}`)
    expect(refusal).toMatch(message)
  })

  it('names the import chain in development when a browser loads the island, and scans the other dependencies', async () => {
    const site = await openSite({
      'lib/db.ts': `import { readFileSync } from 'node:fs'\nexport const find = readFileSync`,
      'routes/_button.island.tsx': `import { find } from '../lib/db.ts'\n${island.replace('alert(label)', 'alert(find)')}`,
      'routes/index.tsx': page,
    })
    const server = await site.startDev()
    await server.text('/')
    for (const path of [
      '@id/__x00__virtual:vial/island/routes/_button.island.tsx',
      'routes/_button.island.tsx',
      'lib/db.ts',
    ])
      await server.fetch(`/${path}`)

    expect(server.output()).toMatch(
      /(?<!imports )routes\/_button\.island\.tsx imports lib\/db\.ts imports node:fs, which browsers do not have\. Do the work/,
    )
    expect(server.output()).not.toMatch(/dependency scan|index\.html/)
  })

  it('refuses the URL of a server file in an island', async () => {
    const site = await openSite({
      'lib/db.server.ts': `export const secret = 'CANARY'`,
      'lib/where.ts': `export const where = new URL('./db.server.ts', import.meta.url).href`,
      'routes/_button.island.tsx': `import { where } from '../lib/where.ts'\n${island.replace('alert(label)', 'alert(where)')}`,
      'routes/index.tsx': page,
    })
    expect(await readRefusal(site)).toContain(
      'lib/where.ts names ./db.server.ts, which must never reach a browser',
    )
  })

  it('builds islands from outside the site, and starts in any working directory', async () => {
    const site = await openSite({
      'vite.config.js': `import { vial } from 'vial/vite'\nexport default { root: 'site', plugins: [vial()] }\n`,
      'shared/button.island.tsx': island,
      'site/routes/_button.island.tsx': island,
      'site/routes/index.tsx': page,
      'site/routes/other.tsx': page.replace('./_button', '../../shared/button'),
    })
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
    const { islands } = JSON.parse(await site.read('site/dist/server/browser.json'))
    expect(Object.keys(islands).sort()).toEqual([
      `${site.folder}/shared/button.island.tsx`,
      'routes/_button.island.tsx',
    ])
  })

  it('refuses an island without a component, and one with `export *`', async () => {
    const site = await openSite({
      'routes/_button.island.tsx': `export const label = 'x'`,
      'routes/index.tsx': `import { label } from './_button.island.tsx'\nexport default () => <p>{label}</p>`,
    })
    expect(await readRefusal(site)).toMatch(/routes\/_button\.island\.tsx: there is no component/)
    await site.write({ 'routes/_button.island.tsx': `export * from './other.ts'` })
    expect(await readRefusal(site)).toMatch(/routes\/_button\.island\.tsx: export \* hides/)
  })

  it('refuses an island that is a link to a file of another name, with the line of the import', async () => {
    const site = await openSite({
      'shared/button.tsx': island,
      'routes/_button.island.tsx': linkTo('../shared/button.tsx'),
      'routes/index.tsx': `import { href } from 'vial'\n${page}`,
    })
    expect(await readRefusal(site)).toContain(
      'routes/index.tsx:2:21: ./_button.island.tsx is shared/button.tsx, whose name does not end with .island.tsx.',
    )
    expect(await (await site.startDev()).text('/')).toContain('whose name does not end with .island.tsx.')
  })

  it.each([
    ['_button.island.tsx', 'an island'],
    ['_button.personal.tsx', 'a personal part'],
  ])('refuses %s with a query of its own, with the line of the import', async (name, what) => {
    const site = await openSite({
      [`routes/${name}`]: island,
      'routes/raw.tsx': `
        import text from './${name}?raw'
        import url from './${name}?url&no-inline'
        export default () => <pre>{text.length > 0 && url.length > 0 ? 'source' : ''}</pre>`,
      'routes/index.tsx': `import { href } from 'vial'\nimport Button from './${name}?size=big'\nexport default () => <Button />`,
    })
    const column = `import Button from './${name}?`.length
    const message = `routes/index.tsx:2:${column}: with ?size=big at the end of its name, ${what} is a plain component. Remove the query.`
    expect(await readRefusal(site)).toContain(message)
    const server = await site.startDev()
    expect(await server.text('/')).toContain(message)
    expect(await server.text('/raw')).toContain('source')
    await site.write({ 'routes/index.tsx': 'export default () => <p>Home</p>' })
    expect((await site.build()).code).toBe(0)
  })

  it('warns about an import that Vite leaves as it is, with its line', async () => {
    const site = await openSite({
      'routes/_button.island.tsx': island,
      'routes/_other.ts': `export const load = (path) => import(path)`,
      'routes/index.tsx': `
        import { lazy, Suspense } from 'preact/compat'
        const path = './_button.island.tsx'
        const Button = lazy(() => import(path))
        const Ignored = lazy(() => import(/* @vite-ignore */ './_button.island.tsx'))
        const other = () => import(/* @vite-ignore */ './_other.ts')
        export default () => <Suspense fallback=""><Button /><Ignored /></Suspense>`,
    })
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
    expect(output.match(/\S+: import\(\) .* is not part of the build/g)).toEqual([
      'routes/index.tsx:4:35: import() of a computed path is not part of the build',
      'routes/index.tsx:5:36: import() with @vite-ignore is not part of the build',
    ])
  })

  it.each([
    [`ssr: { external: ['shipped-ui'] }`, 'ssr.external contains'],
    [
      `environments: { ssr: { build: { rolldownOptions: { external: [/^shipped-/] } } } }`,
      'ssr.build.rolldownOptions.external contains',
    ],
  ])('refuses a package with islands that the configuration keeps external: %s', async (setting, what) => {
    const site = await openSite({
      'vite.config.js': `
        import { vial } from 'vial/vite'
        export default { ${setting}, plugins: [vial()] }`,
      'package.json': `{ "type": "module", "dependencies": { "shipped-ui": "*" } }`,
      'node_modules/shipped-ui/package.json': `{ "name": "shipped-ui", "type": "module", "exports": "./button.island.jsx", "peerDependencies": { "preact": "*" } }`,
      'node_modules/shipped-ui/button.island.jsx': island,
      'routes/index.tsx': page.replace('./_button.island.tsx', 'shipped-ui'),
    })
    expect(await readRefusal(site)).toContain(`${what} shipped-ui, which has islands or personal parts.`)
  })

  it.each(['a%41', 'a#b'])('refuses an island with the file name %s', async (name) => {
    const site = await openSite({
      [`routes/_${name}.island.tsx`]: island,
      'routes/index.tsx': page.replace('_button', `_${name}`),
    })
    expect(await readRefusal(site)).toMatch(/browsers cannot load a file with %, \? or # in its name/)
  })

  it('stays within its budget: what a page with a small island loads, in total and without Preact', async () => {
    const site = await openSite({ 'routes/_button.island.tsx': island, 'routes/index.tsx': page })
    expect((await site.build()).code).toBe(0)
    const server = await site.startProduction()
    const html = await server.text('/')
    const urls = [...html.matchAll(/(?:<script [^>]*src|modulepreload" href)="([^"]+)"/g)].map(
      ([, url]) => url!,
    )
    const scripts = await Promise.all(urls.map(async (url) => (await server.fetch(url)).bytes()))
    const total = scripts.reduce((sum, script) => sum + countCompressed(script), 0)
    expect(urls).toHaveLength(3)
    expect(total).toBeLessThanOrEqual(5600)

    const byHand = await openSite({
      'vite.config.js': `export default { oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } } }`,
      'index.html': '<div id="root"></div><script type="module" src="/main.jsx"></script>',
      'button.jsx': island,
      'main.jsx': `
        import { h, hydrate } from 'preact'
        import Button from './button.jsx'
        hydrate(h(Button, { label: 'Buy' }), document.getElementById('root'))`,
    })
    expect((await byHand.build()).code).toBe(0)
    const [name, ...others] = await readdir(`${byHand.folder}/dist/assets`)
    expect(others).toEqual([])
    const least = countCompressed(await readFile(`${byHand.folder}/dist/assets/${name}`))
    // Leaving out nodes that have moved away, and loading a file again after a failure take 60 bytes.
    expect(total - least).toBeLessThanOrEqual(500)
  })
})

function countCompressed(bytes: Uint8Array): number {
  return gzipSync(bytes, { level: 9 }).byteLength
}
