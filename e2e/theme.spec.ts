// The theme: chosen in the header, stored by the server, and applied before the first paint.
import type { Page } from '@playwright/test'
import { listViolations } from './accessibility.ts'
import { expect, test } from './site-test.ts'

const white = 'rgb(255, 255, 255)'
const black = 'rgb(20, 17, 14)'

for (const javaScriptEnabled of [true, false]) {
  test.describe(`the theme ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, () => {
    test.use({ javaScriptEnabled, colorScheme: 'light' })

    test('can be chosen on any page, and applies to every page from then on', async ({ page }) => {
      await page.goto('/docs/routing?from=test', { waitUntil: 'networkidle' })
      await expectPaper(page, white)
      await choose(page, 'Dark')
      await expectPaper(page, black)
      await expect(page).toHaveURL('/docs/routing?from=test')
      await expectChosen(page, 'Dark')

      await expectKept(page, 'dark')
      await page.goto('/no/such/page')
      await expectPaper(page, black)

      await page.emulateMedia({ colorScheme: 'dark' })
      await page.goto('/', { waitUntil: 'networkidle' })
      await choose(page, 'Light')
      await expectPaper(page, white)
      await expectKept(page, 'light')
      await choose(page, 'System')
      await expectPaper(page, black)
      await expectKept(page, undefined)
    })

    test('can be changed by keyboard alone', async ({ page }) => {
      await page.goto('/docs', { waitUntil: 'networkidle' })
      await page.getByRole('button', { name: 'Colours' }).focus()
      await page.keyboard.press('Enter')
      await expect(page.getByRole('button', { name: 'Light' })).toBeVisible()
      await page.keyboard.press('Escape')
      await expect(page.getByRole('button', { name: 'Light' })).toBeHidden()
      await page.keyboard.press('Enter')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Tab')
      await expect(page.getByRole('button', { name: 'Dark' })).toBeFocused()
      await page.keyboard.press('Enter')
      await expectPaper(page, black)
    })
  })
}

test.describe('the theme', () => {
  test('is in the HTML, so nothing flashes', async ({ request }) => {
    const page = await request.get('/docs', { headers: { cookie: 'theme=dark' } })
    expect(await page.text()).toContain('<meta name="color-scheme" content="dark"/>')
    expect(page.headers().vary).toContain('Cookie')
    const forged = await request.get('/docs', { headers: { cookie: 'theme="><script>' } })
    expect(await forged.text()).toContain('<meta name="color-scheme" content="light dark"/>')
  })

  test('redirects to pages of this site only, and accepts only known values', async ({
    request,
    baseURL,
  }) => {
    const post = (form: Record<string, string>, headers = {}) =>
      request.post('/theme', { form, headers, maxRedirects: 0 })
    const back = await post({ theme: 'dark', page: '/docs?a=b' })
    expect([back.status(), back.headers().location]).toEqual([303, '/docs?a=b'])
    for (const page of ['//elsewhere.example', '/\\elsewhere.example', `${baseURL}@elsewhere.example`]) {
      expect((await post({ theme: 'dark', page })).status(), page).toBe(400)
    }
    expect((await post({ theme: 'pink' })).status()).toBe(422)
    expect((await post({ theme: 'dark' }, { 'sec-fetch-site': 'cross-site' })).status()).toBe(403)
  })

  test('applies to prefetched pages, too', async ({ page }) => {
    await page.goto('/docs', { waitUntil: 'networkidle' })
    const link = page.getByRole('article').getByRole('link', { name: 'Routing' })
    const ahead = page.waitForRequest((request) => request.headers()['sec-purpose'] === 'prefetch')
    await link.hover()
    await (await ahead).response()
    const kept = page.waitForResponse('/theme')
    await choose(page, 'Dark')
    await kept
    await link.click()
    await expect(page).toHaveURL('/docs/routing')
    await expect(page.locator('meta[name="color-scheme"]')).toHaveAttribute('content', 'dark')
  })

  test('has an accessible menu', async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 })
    await page.goto('/', { waitUntil: 'networkidle' })
    await page.getByRole('button', { name: 'Colours' }).click()
    await expect(page.getByRole('button', { name: 'System' })).toBeInViewport({ ratio: 1 })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await listViolations(page)).toEqual([])
    }
  })
})

async function choose(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Colours' }).click()
  await page.getByRole('button', { name, exact: true }).click()
  await expect(page.getByRole('button', { name, exact: true })).toBeHidden()
}

async function expectPaper(page: Page, color: string): Promise<void> {
  await expect(page.locator('html')).toHaveCSS('background-color', color)
}

async function expectChosen(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Colours' }).click()
  await expect(page.getByRole('button', { name, exact: true })).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('Escape')
}

/** A script sends the choice in the background. */
async function expectKept(page: Page, value: string | undefined): Promise<void> {
  await expect
    .poll(async () => (await page.context().cookies()).find(({ name }) => name === 'theme')?.value)
    .toBe(value)
}
