// @preact/preset-vite beside vial(), and a site in JavaScript without tsconfig.json, in a real browser.
import { describeSite, expect, test } from '../../fixtures/browser-site.ts'
import { createTemporarySite } from '../../fixtures/temporary-site.ts'

const island = (label: string): string => `
  import { useState } from 'preact/hooks'
  export default function Counter() {
    const [count, setCount] = useState(0)
    return <button onClick={() => setCount(count + 1)}>${label}: {count}</button>
  }`

for (const plugins of [
  'vial(), preact()',
  'preact(), vial()',
  'vial(), preact({ prefreshEnabled: false })',
]) {
  const files = {
    'vite.config.js': `
      import preact from '@preact/preset-vite'
      import { vial } from 'vial/vite'
      export default { cacheDir: '.cache', plugins: [${plugins}] }`,
    'routes/_counter.island.tsx': island('Count'),
    'routes/index.tsx': `import Counter from './_counter.island.tsx'\nexport default () => <Counter />`,
  }
  describeSite(`a site with the plugins ${plugins}`, files, (current) => {
    test('hydrates an island, and keeps its state when it changes', async ({ page, allowConsole }) => {
      allowConsole(/hot updated|preact-devtools/)
      await page.goto(current.url('/'), { waitUntil: 'networkidle' })
      await page.getByRole('button', { name: 'Count: 0' }).click()
      await expect(page.getByRole('button', { name: 'Count: 1' })).toBeVisible()
      if (current.mode === 'production') return
      await current.site.write({ 'routes/_counter.island.tsx': island('Total') })
      await expect(page.getByRole('button', { name: 'Total: 1' })).toBeVisible()
    })
  })
}

const scripts = {
  'components/year.island.jsx': `
    import { useState } from 'preact/hooks'
    import { year } from 'years'
    export default function Year() {
      const [count, setCount] = useState(year)
      return <button onClick={() => setCount(count + 1)}>{count}</button>
    }`,
  'node_modules/years/package.json': `{ "name": "years", "type": "module", "exports": "./index.js" }`,
  'node_modules/years/index.js': 'export const year = 2000',
  'routes/index.jsx': `import Year from '../components/year.island.jsx'\nexport default () => <Year />`,
}

const tsconfigs = {
  'without tsconfig.json': {},
  'with a tsconfig.json for other files': {
    'tsconfig.json': `{ "compilerOptions": { "jsx": "react-jsx", "jsxImportSource": "preact" }, "include": ["*.ts"] }`,
  },
  'with a tsconfig.json for React': {
    'tsconfig.json': `{ "compilerOptions": { "jsx": "react-jsx" } }`,
  },
  'with a jsconfig.json': {
    'jsconfig.json': `{ "compilerOptions": { "jsx": "react", "checkJs": true } }`,
  },
  'with a tsconfig.json that keeps JSX': {
    'tsconfig.json': `{ "compilerOptions": { "jsx": "preserve", "allowJs": true } }`,
  },
  'with the tsconfig.json of a reference that creates React elements': {
    'tsconfig.json': `{ "files": [], "references": [{ "path": "./tsconfig.app.json" }] }`,
    'tsconfig.app.json': `{ "compilerOptions": { "composite": true, "jsx": "react", "allowJs": true } }`,
  },
}

for (const [name, tsconfig] of Object.entries(tsconfigs)) {
  describeSite(
    `a site in JavaScript ${name}`,
    { ...scripts, ...tsconfig },
    (current) => {
      test('loads the first page with an island once, without a message', async ({ page }) => {
        let loads = 0
        page.on('load', () => loads++)
        await page.goto(current.url('/'), { waitUntil: 'networkidle' })
        await page.getByRole('button', { name: '2000' }).click()
        await expect(page.getByRole('button', { name: '2001' })).toBeVisible()
        expect(loads).toBe(1)
        expect(current.server.output()).not.toMatch(/dependency scan|reloading|\(!\)|warn/i)
      })
    },
    ['dev'],
  )
}

test('a site in JavaScript needs no React for the scan of its dependencies', async ({ page }) => {
  const site = await createTemporarySite({ 'public/favicon.ico': '', ...scripts })
  try {
    // The link: this project has React for other tests, and the scan would find it.
    await site.remove('node_modules/react')
    const server = await site.startDev()
    let loads = 0
    page.on('load', () => loads++)
    await page.goto(server.origin, { waitUntil: 'networkidle' })
    await expect(page.getByRole('button', { name: '2000' })).toBeVisible()
    expect(loads).toBe(1)
    expect(server.output()).not.toMatch(/dependency scan|reloading|\(!\)/)
  } finally {
    await page.close()
    await site.dispose()
  }
})
