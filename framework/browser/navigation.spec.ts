// Navigation by the browser itself, with prefetch and view transitions.
import type { Page } from '@playwright/test'
import { type BrowserSite, describeSite, expect, test } from '../fixtures/browser-site.ts'

const files = (navigation: string): Record<string, string> => ({
  'vite.config.js': `
    import { vial } from 'vial/vite'
    export default { cacheDir: '.cache', plugins: [vial({ navigation: ${navigation} })] }`,
  // Records which pages the browser has requested, and why.
  'routes/_middleware.ts': `
    const requests = []
    export default ({ request, url }, next) => {
      if (url.pathname === '/requests') return Response.json(requests)
      requests.push([url.pathname, request.headers.get('sec-purpose') ?? 'shown'])
      return next()
    }`,
  // Links that must not be prefetched come first, because browsers prefetch links in document order.
  'routes/_layout.tsx': `
    export default ({ children, flash }) => <>
      <nav>
        <a href="/never" rel="nofollow">Nofollow</a> <a href="/never" data-no-prefetch>Marked</a>
        <p data-no-prefetch><a href="/never">Within</a></p>
        <a href="/never" download>Download</a> <a href="/never" target="_blank">Window</a>
        <a href="/second">Second</a> <a href="/">Home</a>
      </nav>
      <main>{flash.map(({ message }) => <p role="note">{message}</p>)}{children}</main></>`,
  'routes/index.tsx': `
    export const head = { title: 'Home' }
    export default () => <h1>Home</h1>`,
  'routes/second.tsx': `
    export const head = { title: 'Second' }
    export default () => <h1>Second</h1>`,
  'routes/never.tsx': `export default () => <h1>Never</h1>`,
  'routes/tell.ts': `export const POST = (ctx) => ctx.flash('success', 'Saved')`,
})

/** Lists the purposes of the requests for a page since the server was started. */
async function readPurposes(current: BrowserSite, path: string): Promise<string[]> {
  const requests = (await (await current.server.fetch('/requests')).json()) as [string, string][]
  return requests.filter(([one]) => one === path).map(([, purpose]) => purpose)
}

/** Returns how the current page was loaded: 'navigational-prefetch' if it was prefetched. */
function readDelivery(page: Page): Promise<string> {
  return page.evaluate(() => {
    const [entry] = performance.getEntriesByType('navigation')
    return (entry as PerformanceNavigationTiming & { deliveryType: string }).deliveryType
  })
}

describeSite('a site with prefetch on load', files(`{ prefetch: 'load' }`), (current) => {
  test('prefetches the pages of links before a click and shows them afterwards', async ({ page }) => {
    await page.goto(current.url('/'))
    await expect.poll(() => readPurposes(current, '/second')).toEqual(['prefetch'])
    expect(await readPurposes(current, '/never')).toEqual([])
    await page.getByRole('link', { name: 'Second' }).click()
    await expect(page).toHaveTitle('Second')
    expect(await readDelivery(page)).toBe('navigational-prefetch')
    expect(await readPurposes(current, '/second')).not.toContain('shown')
  })
})

describeSite('a site with prefetch on hover', files(`{ prefetch: 'hover' }`), (current) => {
  test('prefetches the page of a link under the pointer', async ({ page }) => {
    await page.goto(current.url('/'))
    expect(await readPurposes(current, '/second')).toEqual([])
    await page.getByRole('link', { name: 'Second' }).hover()
    await expect.poll(() => readPurposes(current, '/second')).toEqual(['prefetch'])
    await page.getByRole('link', { name: 'Second' }).click()
    await expect(page).toHaveTitle('Second')
    expect(await readDelivery(page)).toBe('navigational-prefetch')
    expect(await readPurposes(current, '/second')).not.toContain('shown')
  })

  test('keeps flash messages for the page that is shown', async ({ page }) => {
    await page.goto(current.url('/second'))
    const shown = (await readPurposes(current, '/')).length
    await page.evaluate(() => fetch('/tell', { method: 'POST' }))
    await page.getByRole('link', { name: 'Home' }).hover()
    await expect.poll(() => readPurposes(current, '/')).toHaveLength(shown + 1)
    await page.getByRole('link', { name: 'Home' }).click()
    await expect(page.getByRole('note')).toHaveText('Saved')
    expect((await readPurposes(current, '/')).slice(shown)).toEqual(['prefetch', 'shown'])
    expect(await readDelivery(page)).toBe('')
  })

  test('does not use view transitions', async ({ page }) => {
    await watchTransitions(page, 'no-preference')
    await page.goto(current.url('/'))
    await page.getByRole('link', { name: 'Second' }).click()
    await expect(page).toHaveTitle('Second')
    expect(await readTransition(page)).toBe(false)
  })
})

describeSite(
  'a site with view transitions',
  files(`{ prefetch: 'hover', viewTransitions: true }`),
  (current) => {
    test('runs a view transition between two pages', async ({ page }) => {
      await watchTransitions(page, 'no-preference')
      await page.goto(current.url('/'))
      expect(await readTransition(page)).toBe(false)
      await page.getByRole('link', { name: 'Second' }).click()
      await expect(page).toHaveTitle('Second')
      expect(await readTransition(page)).toBe(true)
      await page.goBack()
      await expect(page).toHaveTitle('Home')
      expect(await readTransition(page)).toBe(true)
    })

    test('respects a preference for reduced motion', async ({ page }) => {
      await watchTransitions(page, 'reduce')
      await page.goto(current.url('/'))
      await page.getByRole('link', { name: 'Second' }).click()
      await expect(page).toHaveTitle('Second')
      expect(await readTransition(page)).toBe(false)
    })

    test('uses rules and styles that its Content-Security-Policy allows', async ({ page }) => {
      await page.goto(current.url('/'))
      const rules = JSON.parse((await page.locator('script[type=speculationrules]').textContent())!)
      expect(rules.prefetch[0]).toMatchObject({ eagerness: 'moderate' })
      expect(await page.evaluate(() => document.styleSheets[0]!.cssRules.length)).toBe(1)
      expect(await page.evaluate(() => window.violations)).toEqual([])
    })
  },
)

async function watchTransitions(page: Page, reducedMotion: 'reduce' | 'no-preference'): Promise<void> {
  await page.emulateMedia({ reducedMotion })
  await page.addInitScript(() => {
    addEventListener('pagereveal', ({ viewTransition }) => {
      Object.assign(window, { isBlended: viewTransition !== null })
    })
  })
}

/** Tells whether the browser ran a view transition to the current page, which it does at the first paint. */
async function readTransition(page: Page): Promise<boolean> {
  await page.waitForFunction(() => 'isBlended' in window)
  return page.evaluate(() => (window as { isBlended?: boolean }).isBlended!)
}
