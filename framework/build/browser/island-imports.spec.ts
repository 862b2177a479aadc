// Islands that a page reaches by other ways than their path, in a real browser.
import { describeSite, expect, test } from '../../fixtures/browser-site.ts'
import { createTemporarySite, linkTo } from '../../fixtures/temporary-site.ts'

const island = (label: string): string => `
  import { useState } from 'preact/hooks'
  export default function Counter() {
    const [count, setCount] = useState(0)
    return <button onClick={() => setCount(count + 1)}>${label}: {count}</button>
  }`

const plainIsland = (label: string): string => `
  import { h } from 'preact'
  import { useState } from 'preact/hooks'
  export default function Counter() {
    const [count, setCount] = useState(0)
    return h('button', { onClick: () => setCount(count + 1) }, '${label}: ' + count)
  }`

const files = {
  'vite.config.js': `
    import { vial } from 'vial/vite'
    const find = /^~\\//
    export default {
      cacheDir: '.cache',
      resolve: { tsconfigPaths: true, alias: [{ find, replacement: import.meta.dirname + '/alias/' }] },
      plugins: [vial()],
    }`,
  'tsconfig.json': `{ "compilerOptions": { "paths": { "@ui/*": ["./paths/*.island.tsx"] }, "jsx": "react-jsx", "jsxImportSource": "preact" } }`,
  'package.json': `{
    "type": "module", "private": true,
    "imports": { "#counter": "./imports/counter.island.tsx" },
    "dependencies": { "linked-ui": "*", "shipped-ui": "*", "compiled-ui": "*", "plain-ui": "*", "barrel-ui": "*", "between-ui": "*" },
    "devDependencies": { "bundled-ui": "*" }
  }`,
  'imports/counter.island.tsx': island('Package imports'),
  'paths/counter.island.tsx': island('Paths of tsconfig'),
  'alias/counter.island.tsx': island('Alias'),
  'barrel/a.island.tsx': island('Named re-export'),
  'barrel/b.island.tsx': `${island('Re-export of all')}\nexport { Counter as All }`,
  'barrel/index.ts': `export { default as First } from './a.island'\nexport * from './b.island.tsx'`,
  'barrel/forward.ts': `export { default } from './forward.island.tsx'`,
  'barrel/forward.island.tsx': island('Re-export of the default'),
  'lazy/dynamic.island.tsx': island('Dynamic import'),
  'lazy/globbed.island.tsx': island('Glob import'),
  'lazy/named-x.island.tsx': island('Import by template'),
  'lazy/space.island.tsx': island('Namespace'),
  // A linked package of a workspace, and two packages from npm: with sources, and compiled.
  'packages/linked/package.json': `{ "name": "linked-ui", "type": "module", "exports": { "./counter": "./src/counter.island.tsx" }, "peerDependencies": { "preact": "*" } }`,
  'packages/linked/src/counter.island.tsx': island('Linked package'),
  'node_modules/linked-ui': linkTo('../packages/linked'),
  'node_modules/shipped-ui/package.json': `{ "name": "shipped-ui", "type": "module", "exports": { ".": "./index.ts" }, "peerDependencies": { "vial": "*" } }`,
  'node_modules/shipped-ui/index.ts': `export { default as Shipped } from './counter.island.tsx'`,
  'node_modules/shipped-ui/counter.island.tsx': island('Package with sources'),
  'node_modules/compiled-ui/package.json': `{ "name": "compiled-ui", "type": "module", "exports": { "./counter": "./dist/counter.island.mjs" }, "peerDependencies": { "preact": "*" } }`,
  'node_modules/compiled-ui/dist/counter.island.mjs': plainIsland('Compiled package'),
  // Packages that name neither preact nor vial, one of them below another.
  'node_modules/plain-ui/package.json': `{ "name": "plain-ui", "type": "module", "main": "./index.js" }`,
  'node_modules/plain-ui/index.js': `export { default as Plain } from './counter.island.jsx'`,
  'node_modules/plain-ui/counter.island.jsx': island('Package without dependencies'),
  'node_modules/barrel-ui/package.json': `{ "name": "barrel-ui", "type": "module", "exports": { ".": "./index.js", "./*": "./dist/*.js" }, "dependencies": { "inner-ui": "*" } }`,
  'node_modules/barrel-ui/index.js': `export { Inner } from 'inner-ui'`,
  'node_modules/barrel-ui/dist/deep.island.js': plainIsland('Island by its path in a package'),
  'node_modules/inner-ui/package.json': `{ "name": "inner-ui", "type": "module", "exports": "./index.mjs" }`,
  'node_modules/inner-ui/index.mjs': `export { default as Inner } from './inner.island.mjs'`,
  'node_modules/inner-ui/inner.island.mjs': plainIsland('Package of a package'),
  // Packages without islands, which lead to packages with some, and name neither preact nor vial.
  'node_modules/between-ui/package.json': `{ "name": "between-ui", "type": "module", "exports": "./index.js", "dependencies": { "middle-ui": "*" } }`,
  'node_modules/between-ui/index.js': `export { Far } from 'middle-ui'`,
  'node_modules/middle-ui/package.json': `{ "name": "middle-ui", "module": "./index.js", "dependencies": { "far-ui": "*" } }`,
  'node_modules/middle-ui/index.js': `export { default as Far } from 'far-ui/far'`,
  'node_modules/far-ui/package.json': `{ "name": "far-ui", "type": "module", "exports": { "./far": "./far.island.mjs" } }`,
  'node_modules/far-ui/far.island.mjs': plainIsland('Three packages deep'),
  'node_modules/bundled-ui/package.json': `{ "name": "bundled-ui", "type": "module", "exports": "./index.js", "dependencies": { "deep-ui": "*" } }`,
  'node_modules/bundled-ui/index.js': `export { default as Deeper } from 'deep-ui'`,
  'node_modules/bundled-ui/node_modules/deep-ui/package.json': `{ "name": "deep-ui", "type": "module", "exports": "./deep.island.mjs" }`,
  'node_modules/bundled-ui/node_modules/deep-ui/deep.island.mjs': plainIsland(
    'Package of a package for development',
  ),
  'lazy/outer.island.tsx': `import { Far } from 'between-ui'\nexport default () => <div><Far /></div>`,
  'routes/outer.tsx': `import Outer from '../lazy/outer.island.tsx'\nexport default () => <main><Outer /></main>`,
  'routes/index.tsx': `
    import { Far } from 'between-ui'
    import { Deeper } from 'bundled-ui'
    import { Plain } from 'plain-ui'
    import { Inner } from 'barrel-ui'
    import Deep from 'barrel-ui/deep.island'
    import { Suspense, lazy } from 'preact/compat'
    import Imports from '#counter'
    import Paths from '@ui/counter'
    import Alias from '~/counter.island'
    import { All, First } from '../barrel/index.ts'
    import Forward from '../barrel/forward.ts'
    import * as Space from '../lazy/space.island.tsx'
    import Linked from 'linked-ui/counter'
    import { Shipped } from 'shipped-ui'
    import Compiled from 'compiled-ui/counter'
    const Dynamic = lazy(() => import('../lazy/dynamic.island.tsx'))
    const { '../lazy/globbed.island.tsx': { default: Globbed } } = import.meta.glob('../lazy/g*.island.tsx', { eager: true })
    const load = (letter) => lazy(() => import(\`../lazy/named-\${letter}.island.tsx\`))
    const Template = load('x')
    export default () => <main>
      <Imports /><Paths /><Alias /><First /><All /><Forward /><Space.default /><Linked /><Shipped /><Compiled /><Globbed /><Plain /><Inner /><Deep /><Far /><Deeper />
      <Suspense fallback={null}><Dynamic /></Suspense><Suspense fallback={null}><Template /></Suspense>
    </main>`,
}

const labels = [
  'Package imports',
  'Paths of tsconfig',
  'Alias',
  'Named re-export',
  'Re-export of all',
  'Re-export of the default',
  'Namespace',
  'Linked package',
  'Package with sources',
  'Compiled package',
  'Package without dependencies',
  'Package of a package',
  'Island by its path in a package',
  'Three packages deep',
  'Package of a package for development',
  'Glob import',
  'Dynamic import',
  'Import by template',
]

describeSite('a page that reaches islands by other ways than their path', files, (current) => {
  test('hydrates each of them', async ({ page }) => {
    const html = await current.server.text('/')
    expect(html.match(/<!--vial /g)).toHaveLength(labels.length)
    await page.goto(current.url('/'), { waitUntil: 'networkidle' })
    for (const label of labels) {
      await page.getByRole('button', { name: `${label}: 0`, exact: true }).click()
      await expect(page.getByRole('button', { name: `${label}: 1`, exact: true })).toBeVisible()
    }
  })

  test('hydrates an island that shows one of a package', async ({ page }) => {
    await page.goto(current.url('/outer'), { waitUntil: 'networkidle' })
    await page.getByRole('button', { name: 'Three packages deep: 0' }).click()
    await expect(page.getByRole('button', { name: 'Three packages deep: 1' })).toBeVisible()
  })
})

test('the first page loads once, wherever its islands and their packages are', async ({ page }) => {
  const year = (label: string): string =>
    `import { year } from 'year-of-${label}'\n${island(label).replace('useState(0)', 'useState(year)')}`
  const files = Object.fromEntries(
    ['known', 'linked'].flatMap((label) => [
      [
        `node_modules/year-of-${label}/package.json`,
        `{ "name": "year-of-${label}", "type": "module", "exports": "./index.js" }`,
      ],
      [`node_modules/year-of-${label}/index.js`, 'export const year = 2000'],
    ]),
  )
  const site = await createTemporarySite({
    ...files,
    'package.json': `{ "type": "module", "private": true, "workspaces": ["app", "packages/*"] }`,
    'app/package.json': `{ "type": "module", "private": true, "dependencies": { "linked-ui": "*" } }`,
    'app/vite.config.js': `import { vial } from 'vial/vite'\nexport default { cacheDir: '.cache', plugins: [vial()] }`,
    'app/public/favicon.ico': '',
    'app/routes/.well-known/count.island.tsx': year('known'),
    'app/routes/.well-known/index.tsx': `
      import Known from './count.island.tsx'
      import Linked from 'linked-ui'
      export default () => <main><Known since={new Date(0)} /><Linked /></main>`,
    'packages/linked/package.json': `{ "name": "linked-ui", "type": "module", "exports": "./src/count.island.tsx", "dependencies": { "year-of-linked": "*" }, "peerDependencies": { "preact": "*" } }`,
    'packages/linked/src/count.island.tsx': year('linked'),
    'node_modules/linked-ui': linkTo('../packages/linked'),
  })
  try {
    const server = await site.startDev({ root: 'app' })
    let loads = 0
    page.on('load', () => loads++)
    await page.goto(`${server.origin}/.well-known`, { waitUntil: 'networkidle' })
    for (const label of ['known', 'linked']) {
      await page.getByRole('button', { name: `${label}: 2000` }).click()
      await expect(page.getByRole('button', { name: `${label}: 2001` })).toBeVisible()
    }
    expect(loads).toBe(1)
    expect(server.output()).not.toMatch(/reloading|dependency scan/)
  } finally {
    // Its connection to the server would be lost.
    await page.close()
    await site.dispose()
  }
})
