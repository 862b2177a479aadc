// Route files that links bring into routes/, and the folder .well-known, in a real browser.
import { describeSite, expect, test } from '../../fixtures/browser-site.ts'
import { linkTo } from '../../fixtures/temporary-site.ts'

const island = (label: string): string => `
  import { useState } from 'preact/hooks'
  export default function Counter() {
    const [count, setCount] = useState(0)
    return <button onClick={() => setCount(count + 1)}>${label}: {count}</button>
  }`

const files = {
  'vite.config.js': `
    import { vial } from 'vial/vite'
    export default { root: 'site', cacheDir: '.cache', build: { outDir: '../dist' }, plugins: [vial()] }`,
  // Outside of Vite's root, so that only the links lead there.
  'shared/_layout.tsx': `export default ({ children }) => <section>{children}</section>`,
  'shared/page.tsx': `
    import './look.css'
    import Counter from './_counter.island.tsx'
    export const config = { prerender: true }
    export default () => <main><h1>Linked</h1><Counter /></main>`,
  'shared/look.css': 'h1 { color: rgb(1, 2, 3) }',
  'shared/_counter.island.tsx': island('Count'),
  'elsewhere/alone.tsx': `import './alone.css'\nexport default () => <h1>Alone</h1>`,
  'elsewhere/alone.css': 'h1 { color: rgb(4, 5, 6) }',
  'site/public/favicon.ico': '',
  'site/routes/linked': linkTo('../../shared'),
  'site/routes/again': linkTo('../../shared'),
  'site/routes/alone.tsx': linkTo('../../elsewhere/alone.tsx'),
  'site/routes/deep/around': linkTo('../../routes'),
  'site/routes/.well-known/security.txt.ts': `export const GET = () => 'Contact: mailto:a@example.org'`,
  'site/routes/.drafts/new.tsx': `export default () => <h1>Draft</h1>`,
  'site/routes/index.tsx': `export default () => <h1>Home</h1>`,
}

describeSite('a site with links in its routes', files, (current) => {
  for (const path of ['/linked/page', '/again/page']) {
    test(`serves ${path} with its layout, styles and island`, async ({ page }) => {
      await page.goto(current.url(path), { waitUntil: 'networkidle' })
      await expect(page.locator('section h1')).toHaveCSS('color', 'rgb(1, 2, 3)')
      await page.getByRole('button', { name: 'Count: 0' }).click()
      await expect(page.getByRole('button', { name: 'Count: 1' })).toBeVisible()
    })
  }

  test('serves a linked file with its styles', async ({ page }) => {
    await page.goto(current.url('/alone'))
    await expect(page.getByRole('heading')).toHaveCSS('color', 'rgb(4, 5, 6)')
  })

  test('serves .well-known, but no other hidden folder, and follows no circle', async () => {
    expect(await current.server.text('/.well-known/security.txt')).toBe('Contact: mailto:a@example.org')
    for (const path of ['/.drafts/new', '/drafts/new', '/deep/around', '/deep/around/index']) {
      expect((await current.server.fetch(path)).status).toBe(404)
    }
  })
})

describeSite(
  'a linked folder that changes',
  files,
  (current) => {
    test('shows new, changed and removed files without a restart', async ({ page, allowConsole }) => {
      allowConsole(/hot updated/)
      await page.goto(current.url('/linked/page'), { waitUntil: 'networkidle' })
      await page.getByRole('button', { name: 'Count: 0' }).click()
      // Hot updates reach an island through the link, and keep its state.
      await current.site.write({ 'shared/_counter.island.tsx': island('Total') })
      await expect(page.getByRole('button', { name: 'Total: 1' })).toBeVisible()

      await current.site.write({ 'shared/page.tsx': `export default () => <h1>Changed</h1>` })
      await expect(page.getByRole('heading', { name: 'Changed' })).toBeVisible()

      await current.site.write({ 'shared/new.tsx': `export default () => <h1>New</h1>` })
      for (const path of ['/linked/new', '/again/new']) await expect.poll(() => statusOf(path)).toBe(200)
      await current.site.remove('shared/new.tsx')
      for (const path of ['/linked/new', '/again/new']) await expect.poll(() => statusOf(path)).toBe(404)
    })

    test('takes a link that is added, and one that is removed', async () => {
      await current.site.write({
        'more/late.tsx': `export default () => <h1>Late</h1>`,
        'site/routes/more': linkTo('../../more'),
      })
      await expect.poll(() => statusOf('/more/late')).toBe(200)
      await current.site.remove('site/routes/more')
      await expect.poll(() => statusOf('/more/late')).toBe(404)
    })

    async function statusOf(path: string): Promise<number> {
      return (await current.server.fetch(path)).status
    }
  },
  ['dev'],
)
