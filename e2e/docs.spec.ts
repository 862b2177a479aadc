// The documentation: its navigation on phones, on wide screens and without JavaScript, and its pages as Markdown.
import { expect, test } from './site-test.ts'

const phone = { width: 360, height: 740 }

for (const javaScriptEnabled of [true, false]) {
  test.describe(`the documentation ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, () => {
    test.use({ javaScriptEnabled })

    test('folds its navigation on phones, so that the text comes first', async ({ page }) => {
      await page.setViewportSize(phone)
      await page.goto('/docs/caching')
      await expect(page.getByRole('heading', { level: 1 })).toBeInViewport({ ratio: 1 })
      const menu = page.getByRole('navigation', { name: 'Documentation' })
      await expect(menu.getByRole('link', { name: 'Islands' })).toBeHidden()
      await menu.getByText('All pages').click()
      await menu.getByRole('link', { name: 'Islands' }).click()
      await expect(page).toHaveURL('/docs/islands')

      const contents = page.getByRole('navigation', { name: 'On this page' })
      await contents.locator('summary').click()
      await contents.getByRole('link').last().click()
      await expect(page).toHaveURL(/#\w/)
    })

    test('shows all pages and the contents of the page on wide screens', async ({ page }) => {
      await page.setViewportSize({ width: 1280, height: 800 })
      await page.goto('/docs/caching')
      const menu = page.getByRole('navigation', { name: 'Documentation' })
      await expect(menu.getByRole('link', { name: 'Caching and prerendering' })).toHaveAttribute(
        'aria-current',
        'page',
      )
      await expect(menu.locator('summary', { hasText: 'Guides' })).toBeVisible()
      await menu.locator('summary', { hasText: 'Guides' }).click()
      await expect(menu.getByRole('link', { name: 'Caching and prerendering' })).toBeHidden()

      const contents = page.getByRole('navigation', { name: 'On this page' })
      await contents.getByRole('link', { name: 'What is never cached' }).click()
      await expect(page).toHaveURL('/docs/caching#what-is-never-cached')
      await expect(page.getByRole('heading', { name: 'What is never cached' })).toBeInViewport()
    })
  })
}

test('every heading has a link to itself, which is visible while it can be used', async ({ page }) => {
  await page.goto('/docs/caching')
  const link = page.getByRole('article').getByRole('link', { name: 'Invalidate' })
  await expect(link).toHaveCSS('opacity', '0')
  await page.getByRole('heading', { name: 'Invalidate' }).hover()
  await expect(link).toHaveCSS('opacity', '1')
  await page.mouse.move(0, 0)
  await link.focus()
  await page.keyboard.press('Shift+Tab')
  await expect(link).toHaveCSS('opacity', '0')
  await page.keyboard.press('Tab')
  await expect(link).toHaveCSS('opacity', '1')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL('/docs/caching#invalidate')
})

test('every page leads to the next and the previous one', async ({ page, request }) => {
  await page.goto('/docs')
  const menu = page.getByRole('navigation', { name: 'Documentation' }).locator('.menu-group')
  const paths = await menu
    .getByRole('link')
    .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).pathname))
  expect(paths.length).toBeGreaterThan(30)
  for (const [index, path] of paths.entries()) {
    const html = await (await request.get(path)).text()
    expect(readLink(html, 'prev'), path).toBe(paths[index - 1])
    expect(readLink(html, 'next'), path).toBe(paths[index + 1])
  }

  await menu.getByRole('link').first().click()
  const neighbours = page.getByRole('navigation', { name: 'Previous and next page' })
  await neighbours.getByRole('link', { name: /^Next/ }).click()
  await expect(page).toHaveURL(paths[1] ?? '')
  await neighbours.getByRole('link', { name: /^Previous/ }).click()
  await expect(page).toHaveURL(paths[0] ?? '')
})

test('prints the text alone', async ({ page }) => {
  await page.goto('/docs/caching')
  await page.emulateMedia({ media: 'print' })
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByRole('navigation')).toHaveCount(0)
  await expect(page.locator('.heading-link').first()).toBeHidden()
})

test('every page is also Markdown, listed in /llms.txt', async ({ request }) => {
  const page = await request.get('/docs/caching')
  expect(await page.text()).toContain('<link rel="alternate" type="text/markdown" href="/docs/caching.md">')
  const list = await request.get('/llms.txt')
  expect(list.headers()['content-type']).toBe('text/plain; charset=utf-8')
  const urls = Array.from((await list.text()).matchAll(/\]\((\S+)\)/g), ([, url = '']) => url)
  expect(urls.length).toBeGreaterThan(30)
  const whole = await (await request.get('/llms-full.txt')).text()
  for (const url of urls) {
    const response = await request.get(url)
    expect(response.status(), url).toBe(200)
    expect(response.headers()['content-type'], url).toBe('text/markdown; charset=utf-8')
    expect(whole, url).toContain(await response.text())
  }
  expect((await request.get('/docs/nothing.md')).status()).toBe(404)
})

/** Reads where a link with this relation leads. */
function readLink(html: string, rel: 'prev' | 'next'): string | undefined {
  const [link = ''] = new RegExp(`<a [^>]*rel="${rel}"[^>]*>`).exec(html) ?? []
  return /href="([^"]*)"/.exec(link)?.[1]
}
