// The pages that are the same for all visitors: cached or prerendered.
import type { Page } from '@playwright/test'
import { listViolations } from './accessibility.ts'
import { expect, test } from './site-test.ts'

const madeAt = (page: Page): Promise<string | null> => page.locator('.shared time').getAttribute('datetime')

for (const javaScriptEnabled of [true, false]) {
  test.describe(`the cached page ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, () => {
    test.use({ javaScriptEnabled })
    // All visitors share the page, so tests that press its button take turns.
    test.describe.configure({ mode: 'serial' })

    test('is the same for all visitors until its tag is invalidated', async ({ page, browser }) => {
      await page.goto('/examples/caching')
      const before = await madeAt(page)
      await page.getByRole('button', { name: 'Regenerate' }).click()
      await expect(page.locator('.shared time')).not.toHaveAttribute('datetime', before ?? '')
      await expect(page).toHaveURL('/examples/caching')
      const after = await madeAt(page)

      const stranger = await browser.newPage({ baseURL: new URL(page.url()).origin })
      const response = await stranger.goto('/examples/caching')
      expect(response?.status()).toBe(200)
      // Another worker may have pressed the button in between, which makes it newer and never older.
      expect((await madeAt(stranger))! >= after!).toBe(true)
      await stranger.close()
    })
  })
}

test.describe('the prerendered page', () => {
  test('was rendered when the site was built', async ({ page, request }, { project }) => {
    await page.goto('/examples/prerendering')
    const before = await madeAt(page)
    await page.reload()
    if (project.name === 'production') expect(await madeAt(page)).toBe(before)
    else expect(await madeAt(page)).not.toBe(before)

    const headers = (await request.get('/examples/prerendering')).headers()
    expect(headers['content-security-policy']).toContain("script-src 'self'")
    expect((await request.get('/examples/prerendering.html')).status()).toBe(404)
  })
})

for (const javaScriptEnabled of [true, false]) {
  test.describe(`a personal part ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, () => {
    test.use({ javaScriptEnabled })

    test('shows every visitor their own cart on the cached page', async ({ page, request }) => {
      await page.goto('/examples/cart', { waitUntil: 'networkidle' })
      const saved = page.waitForResponse((response) => response.request().method() === 'POST')
      await page.getByRole('button', { name: 'Add' }).first().click()
      await saved
      await page.goto('/examples/caching')
      await expect(page.getByTestId('cart-count')).toHaveText('1 thing')

      const other = await request.get('/examples/caching')
      expect(other.headers()['cache-control']).toBe('private, no-store')
      expect(await other.text()).toContain('0 things')
    })
  })
}

for (const path of ['/examples/caching', '/examples/prerendering']) {
  test(`${path} has the theme that its visitor has chosen, and is accessible`, async ({ page }) => {
    await page.goto(path, { waitUntil: 'networkidle' })
    // A script sends the choice in the background, and a page that loads earlier does not know it yet.
    const kept = page.waitForResponse('/theme')
    await page.getByRole('button', { name: 'Colours' }).click()
    await page.getByRole('button', { name: 'Dark' }).click()
    const scheme = page.locator('meta[name="color-scheme"]')
    await expect(scheme).toHaveAttribute('content', 'dark')
    expect(await listViolations(page)).toEqual([])

    // The server stores the choice, and fills it into the page.
    await kept
    await page.reload()
    await expect(scheme).toHaveAttribute('content', 'dark')
    await page.getByRole('button', { name: 'Colours' }).click()
    await expect(page.getByRole('button', { name: 'Dark' })).toHaveAttribute('aria-pressed', 'true')
  })
}
