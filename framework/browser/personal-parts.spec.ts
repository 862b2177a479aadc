// Personal parts with islands on a cached page, in a real browser.
import { describeSite, expect, test } from '../fixtures/browser-site.ts'

const files = {
  'vite.config.js': `
    import { vial } from 'vial/vite'
    export default { cacheDir: '.cache', plugins: [vial({ navigation: { client: true } })] }`,
  'routes/_i/signal.island.tsx': `
    import '@preact/signals'
    import { useId } from 'preact/hooks'
    export const Plus = ({ value, of }) => { const id = useId(); return <button id={id} onClick={() => value.value++}>Add to {of}</button> }
    export const Total = ({ value, of }) => <output aria-label={of}>{value}</output>`,
  'routes/_i/box.island.tsx': `
    import { useState } from 'preact/hooks'
    export default ({ children }) => {
      const [isOpen, setOpen] = useState(true)
      return <section><button onClick={() => setOpen(!isOpen)}>Toggle</button>{isOpen && children}</section>
    }`,
  'routes/_i/cart.personal.tsx': `
    import { signal } from '@preact/signals'
    import './cart.css'
    import { Plus, Total } from './signal.island.tsx'
    export const loader = ({ session }) => ({ name: session.name ?? 'guest', count: session.count ?? 0 })
    export default ({ data }) => {
      const value = signal(data.count)
      return <p class="cart">cart of {data.name} <Plus value={value} of="cart" /><Total value={value} of="cart" /></p>
    }`,
  'routes/_i/cart.css': '.cart { color: rgb(1, 2, 3) }',
  'routes/_layout.tsx': `
    import Box from './_i/box.island.tsx'
    import Cart from './_i/cart.personal.tsx'
    export default ({ children }) => <>
      <nav><a href="/one">One</a> <a href="/two">Two</a> <a href="/plain">Plain</a></nav>
      <Box><Cart /></Box>
      <main>{children}</main></>`,
  'routes/one.tsx': `
    import { signal } from '@preact/signals'
    import { Plus, Total } from './_i/signal.island.tsx'
    export const config = { cache: { maxAge: 600 } }
    export default () => {
      const value = signal(10)
      return <><h1>One</h1><Plus value={value} of="page" /><Total value={value} of="page" /></>
    }`,
  'routes/two.tsx': `export const config = { prerender: true }\nexport default () => <h1>Two</h1>`,
  'routes/plain.tsx': `export default () => <h1>Plain</h1>`,
  'routes/login.ts': `export function GET({ session, query }) { Object.assign(session, { name: query.get('name'), count: 5 }); return 'ok' }`,
}

describeSite('a personal part', files, (current) => {
  test('has islands that work, beside those of the page', async ({ page }) => {
    await page.goto(current.url('/login?name=Ada'))
    for (const visit of [1, 2]) {
      await page.goto(current.url('/one'), { waitUntil: 'networkidle' })
      await expect(page.locator('.cart'), `visit ${visit}`).toContainText('cart of Ada')
      await expect(page.locator('.cart')).toHaveCSS('color', 'rgb(1, 2, 3)')
      await page.getByRole('button', { name: 'Add to cart' }).click()
      await page.getByRole('button', { name: 'Add to page' }).click()
      await page.getByRole('button', { name: 'Add to page' }).click()
      await expect(page.getByLabel('cart', { exact: true })).toHaveText('6')
      await expect(page.getByLabel('page', { exact: true })).toHaveText('12')
      const ids = await page.locator('[id]').evaluateAll((elements) => elements.map(({ id }) => id))
      expect(new Set(ids).size).toBe(ids.length)
      await page.getByRole('button', { name: 'Toggle' }).click()
      await expect(page.locator('.cart')).toBeHidden()
    }
  })

  test('is filled in for client navigation, also on a prerendered page', async ({ page }) => {
    await page.goto(current.url('/login?name=Grace'))
    await page.goto(current.url('/plain'), { waitUntil: 'networkidle' })
    await page.evaluate(() => Object.assign(window, { isSame: true }))
    for (const name of ['One', 'Two', 'Plain', 'One']) {
      await page.getByRole('link', { name, exact: true }).click()
      await expect(page.getByRole('heading', { name })).toBeVisible()
      await expect(page.locator('.cart')).toContainText('cart of Grace')
      await page.getByRole('button', { name: 'Add to cart' }).click()
      await expect(page.getByLabel('cart', { exact: true })).toHaveText('6')
    }
    expect(await page.evaluate(() => 'isSame' in window)).toBe(true)
  })
})

describeSite(
  'a personal part that changes',
  files,
  (current) => {
    test('shows its next version', async ({ page }) => {
      await page.goto(current.url('/one'), { waitUntil: 'networkidle' })
      const part = await current.site.read('routes/_i/cart.personal.tsx')
      await current.site.write({ 'routes/_i/cart.personal.tsx': part.replace('cart of', 'basket of') })
      await expect(page.locator('.cart')).toContainText('basket of guest')
    })
  },
  ['dev'],
)
