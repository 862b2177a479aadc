// Islands and styles that extensions bring, in a real browser.
import { describeSite, expect, test } from '../../fixtures/browser-site.ts'

const island = (label: string): string => `
  import { useState } from 'preact/hooks'
  import { useSignal } from '@preact/signals'
  export default function Counter() {
    const [count, setCount] = useState(0)
    const total = useSignal(0)
    return <button onClick={() => { setCount(count + 1); total.value += 2 }}>${label}: {count}, {total}</button>
  }`

const files = {
  'node_modules/site-admin/package.json': `{ "name": "site-admin", "type": "module", "exports": "./admin.js" }`,
  'node_modules/site-admin/admin.js': `
    export const admin = { name: 'admin', routes: { prefix: '/admin', folder: new URL('./routes/', import.meta.url) } }`,
  'node_modules/site-admin/routes/index.tsx': `
    import './_look.css'
    import Counter from './_counter.island.tsx'
    export default () => <main><h1>Admin</h1><Counter /></main>`,
  'node_modules/site-admin/routes/_look.css': 'h1 { color: rgb(1, 2, 3) }',
  'node_modules/site-admin/routes/_counter.island.tsx': island('Admin'),
  'packages/shop/shop.ts': `
    export const shop = { name: 'shop', routes: { prefix: '/shop', folder: new URL('./routes/', import.meta.url) } }`,
  'packages/shop/routes/index.tsx': `
    import Counter from './_counter.island.tsx'
    export default () => <main><h1>Shop</h1><Counter /></main>`,
  'packages/shop/routes/_counter.island.tsx': island('Shop'),
  'routes/_server.ts': `
    import { admin } from 'site-admin'
    import { shop } from '../packages/shop/shop.ts'
    export default { extensions: [admin, shop] }`,
  'routes/index.tsx': `export default () => <h1>Home</h1>`,
}

describeSite('a site with extension routes', files, (current) => {
  for (const name of ['Admin', 'Shop']) {
    test(`hydrates the islands of ${name}`, async ({ page }) => {
      await page.goto(current.url(`/${name.toLowerCase()}`), { waitUntil: 'networkidle' })
      await page.getByRole('button', { name: `${name}: 0, 0` }).click()
      await expect(page.getByRole('button', { name: `${name}: 1, 2` })).toBeVisible()
    })
  }

  test('styles their pages', async ({ page }) => {
    await page.goto(current.url('/admin'))
    await expect(page.getByRole('heading')).toHaveCSS('color', 'rgb(1, 2, 3)')
  })
})

describeSite(
  'a site with a linked extension',
  files,
  (current) => {
    test('applies changes of its islands and keeps their state', async ({ page, allowConsole }) => {
      allowConsole(/hot updated/)
      await page.goto(current.url('/shop'), { waitUntil: 'networkidle' })
      await page.getByRole('button', { name: 'Shop: 0, 0' }).click()
      await expect(page.getByRole('button', { name: 'Shop: 1, 2' })).toBeVisible()
      await current.site.write({ 'packages/shop/routes/_counter.island.tsx': island('Bazaar') })
      // An edited component loses the signals of useSignal(), in a site's own routes as well.
      await expect(page.getByRole('button', { name: 'Bazaar: 1, 0' })).toBeVisible()
    })

    test('applies changes of its pages', async ({ page }) => {
      await page.goto(current.url('/shop'), { waitUntil: 'networkidle' })
      const text = await current.site.read('packages/shop/routes/index.tsx')
      await current.site.write({ 'packages/shop/routes/index.tsx': text.replace('Shop<', 'Market<') })
      await expect(page.getByRole('heading')).toHaveText('Market')
    })
  },
  ['dev'],
)
