// The search of the documentation: with the keyboard, with the mouse, offline, and without JavaScript.
import type { Page } from '@playwright/test'
import { listViolations } from './accessibility.ts'
import { listMarkupErrors } from './markup.ts'
import { expect, test } from './site-test.ts'

test.describe('the search of the documentation', () => {
  test('finds a page with the keyboard alone', async ({ page }) => {
    await open(page, '/docs/islands')
    await page.keyboard.press('/')
    await expect(field(page)).toBeFocused()
    await expect(field(page)).toHaveValue('')
    await page.keyboard.type('url_for')
    await expect(options(page).first()).toContainText('Routing')
    await expect(options(page).first()).toHaveAttribute('aria-selected', 'true')

    await page.keyboard.press('ArrowDown')
    const second = options(page).nth(1)
    await expect(second).toHaveAttribute('aria-selected', 'true')
    await expect(field(page)).toHaveAttribute(
      'aria-activedescendant',
      (await second.getAttribute('id')) ?? '',
    )
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    await expect(options(page).last()).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL('/docs/routing')
  })

  test('closes on Escape, and when the focus leaves it', async ({ page }) => {
    await open(page, '/docs/islands')
    await field(page).fill('cache')
    await expect(options(page).first()).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(options(page)).toHaveCount(0)
    await expect(field(page)).toHaveValue('cache')
    await page.keyboard.press('ArrowDown')
    await expect(options(page).first()).toBeVisible()
    await page.keyboard.press('Tab')
    await expect(options(page)).toHaveCount(0)
  })

  test('leads to a heading, on the same page too', async ({ page }) => {
    await open(page, '/docs/caching')
    await field(page).fill('never cached')
    await options(page).filter({ hasText: 'What is never cached' }).click()
    await expect(page).toHaveURL('/docs/caching#what-is-never-cached')
    await expect(options(page)).toHaveCount(0)
  })

  test('loads its index on the first use only, and works offline afterwards', async ({ page, context }) => {
    const loads: string[] = []
    page.on('request', (request) => {
      if (/search-index|minisearch/.test(request.url())) loads.push(request.url())
    })
    await open(page, '/docs/islands')
    expect(loads).toEqual([])
    await field(page).fill('cron')
    await expect(options(page).first()).toContainText('Tasks and background work')
    await context.setOffline(true)
    await field(page).fill('websocket')
    await expect(options(page).first()).toContainText('Real time')
    await field(page).fill('xylophone')
    await expect(page.getByText('No page contains “xylophone”.')).toBeVisible()
    await context.setOffline(false)
    expect(loads.filter((url) => url.endsWith('/docs/search-index.json'))).toHaveLength(1)
  })

  test('sends the form if the index cannot be loaded', async ({ page, allowConsole }) => {
    allowConsole(/ERR_FAILED/)
    await page.route('**/search-index.json', (route) => route.abort())
    await open(page, '/docs/islands')
    await field(page).fill('blueprint')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL('/docs/search?q=blueprint')
    await expect(results(page).first()).toHaveText('Routing')
  })

  test('leaves the slash to other fields', async ({ page }) => {
    await open(page, '/docs/islands')
    await field(page).focus()
    await page.keyboard.type('a/b')
    await expect(field(page)).toHaveValue('a/b')
  })

  test('is accessible while it is open, in both themes and on phones', async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 })
    await open(page, '/docs/islands')
    await field(page).fill('session')
    await expect(options(page).first()).toBeInViewport()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await listViolations(page)).toEqual([])
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
  })
})

test.describe('the search of the documentation without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('is a form that the server answers', async ({ page }) => {
    await page.goto('/docs/islands')
    await page.getByRole('textbox', { name: 'Search the documentation' }).fill('getServerSideProps')
    await page.getByRole('button', { name: 'Search' }).click()
    await expect(page).toHaveURL('/docs/search?q=getServerSideProps')
    await expect(page.getByRole('textbox')).toHaveValue('getServerSideProps')
    await results(page).first().getByRole('link').click()
    await expect(page).toHaveURL('/docs/routing')
  })
})

test('the page of search results is valid and accessible', async ({ page }) => {
  for (const path of ['/docs/search', '/docs/search?q=session', '/docs/search?q=%3Cxylophone%3E']) {
    const response = await page.goto(path)
    expect(await listMarkupErrors((await response?.text()) ?? ''), path).toEqual([])
    expect(await listViolations(page), path).toEqual([])
  }
  await expect(page.getByText('No page contains “<xylophone>”.')).toBeVisible()
})

function open(page: Page, path: string): Promise<unknown> {
  return page.goto(path, { waitUntil: 'networkidle' })
}

function field(page: Page) {
  return page.getByRole('combobox', { name: 'Search the documentation' })
}

function options(page: Page) {
  return page.getByRole('listbox', { name: 'Results' }).getByRole('option')
}

function results(page: Page) {
  return page.getByRole('main').getByRole('listitem').getByRole('heading', { level: 2 })
}
