// Client navigation with prefetch and view transitions.
import type { Page } from '@playwright/test'
import { describeSite, expect, test } from '../fixtures/browser-site.ts'

const files = {
  'vite.config.js': `
    import { vial } from 'vial/vite'
    const navigation = { client: true, prefetch: 'hover', viewTransitions: true }
    export default { cacheDir: '.cache', plugins: [vial({ navigation })] }`,
  'routes/_layout.tsx': `
    export default ({ children }) => <>
      <nav><a href="/">Home</a> <a href="/second">Second</a> <a href="/inline">Inline</a></nav><main>{children}</main></>`,
  'routes/index.tsx': `
    export const head = { title: 'Home' }
    export default () => <h1>Home</h1>`,
  'routes/second.tsx': `
    export const head = { title: 'Second' }
    export default () => <h1>Second</h1>`,
  // Only the browser can load it, because of its script.
  'routes/inline.tsx': `
    export const head = { title: 'Inline' }
    export default ({ nonce }) => <><h1>Inline</h1><script nonce={nonce} dangerouslySetInnerHTML={{ __html: 'window.inline = 1' }} /></>`,
}

const isSame = (page: Page): Promise<boolean> => page.evaluate(() => 'mark' in window)

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: 'networkidle' })
  await page.evaluate(() => Object.assign(window, { mark: 1 }))
}

describeSite('a site with client navigation and prefetch', files, (current) => {
  test('prefetches pages and runs view transitions', async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'no-preference' })
    await open(page, current.url('/'))
    await page.evaluate(() => {
      const start = document.startViewTransition.bind(document)
      document.startViewTransition = (update) => {
        Object.assign(window, { blended: true })
        return start(update)
      }
    })
    const requested: string[] = []
    page.on('request', (request) => requested.push(new URL(request.url()).pathname))
    const link = page.getByRole('link', { name: 'Second', exact: true })
    await link.hover()
    await expect.poll(() => requested).toContain('/second')
    await link.click()
    await expect(page).toHaveTitle('Second')
    expect(requested.filter((path) => path === '/second')).toHaveLength(1)
    expect(await page.evaluate(() => (window as { blended?: boolean }).blended)).toBe(true)
  })

  test('discards a prefetched page that arrives too late', async ({ page }) => {
    let release = (): void => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    await page.route('**/inline', async (route) => {
      await released
      await route.continue()
    })
    await open(page, current.url('/'))
    const link = page.getByRole('link', { name: 'Inline' })
    const requested = page.waitForRequest('**/inline')
    await link.hover()
    const request = await requested
    await link.click()
    await page.getByRole('link', { name: 'Second', exact: true }).click()
    await expect(page).toHaveTitle('Second')
    release()
    await request.response()
    await expect(page.locator('.vial-progress')).toHaveCount(0)
    // By the time this resolves, the page has started whatever it does in response.
    await page.evaluate(() => fetch('/second').then((response) => response.text()))
    expect(await isSame(page)).toBe(true)
    await expect(page).toHaveURL(current.url('/second'))
  })
})
