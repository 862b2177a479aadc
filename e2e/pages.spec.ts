// Every linked page: found, titled, valid, only with island scripts, accessible in both themes, fitting small screens.
import { listUnreadable, listViolations } from './accessibility.ts'
import type { Page } from '@playwright/test'
import { listMarkupErrors } from './markup.ts'
import { addNote, signUp } from './notes-visitor.ts'
import { expect, test } from './site-test.ts'

test.describe('every page', () => {
  // Visiting all of them takes longer than an ordinary test.
  test.setTimeout(300_000)

  test('that anonymous visitors can reach is sound', async ({ page, allowConsole }) => {
    // Another test may remove a picture while the gallery is open.
    allowConsole(/404 .*\/examples\/gallery\//)
    const visited = await walk(page, '/')
    expect(visited).toEqual(
      expect.arrayContaining([
        '/',
        '/docs',
        '/docs/caching',
        '/docs/files',
        '/docs/islands',
        '/docs/navigation',
        '/docs/real-time',
        '/docs/session-stores',
        '/docs/single-page-applications',
        '/examples',
        '/examples/cart',
        '/examples/chat',
        '/examples/gallery',
        '/notes/login',
        '/notes/signup',
      ]),
    )
  })

  test('that a user can reach is sound', async ({ page }) => {
    await signUp(page)
    const body = `${'word '.repeat(40)}${'x'.repeat(200)}`
    for (let number = 1; number <= 11; number++) await addNote(page, { title: `Note ${number}`, body })
    const id = await addNote(page, { title: 'x'.repeat(120) })
    const paths = [
      '/notes',
      '/notes?page=2',
      '/notes?q=none',
      '/notes/new',
      `/notes/${id}`,
      `/notes/${id}/delete`,
    ]
    for (const path of paths) await checkPage(page, path, 200)
  })

  test('that shows an error is sound', async ({ page }) => {
    await checkPage(page, '/no/such/page', 404)
    await checkPage(page, '/notes/no/such/page', 404)
    await checkPage(page, '/examples/streaming?broken', 200)
    await signUp(page)
    await page.goto('/notes/new')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('alert')).toBeVisible()
    await checkLook(page)
    await page.goto('/')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('alert')).toBeVisible()
    await checkLook(page)
  })
})

/** Follows all links, starting at a page. Returns the paths that it has visited. */
async function walk(page: Page, start: string): Promise<string[]> {
  const found = new Set([start])
  for (const path of found) {
    await checkPage(page, path, 200)
    for (const link of await listLinks(page)) found.add(link)
  }
  return [...found]
}

async function checkPage(page: Page, path: string, status: number): Promise<void> {
  const response = await page.goto(path)
  expect.soft(response?.status(), path).toBe(status)
  expect.soft(await listMarkupErrors((await response?.text()) ?? ''), `markup of ${path}`).toEqual([])
  await expect.soft(page, path).toHaveTitle(path === '/' ? /^\S.* · Vial$/ : /^[^·]*\S · Vial$/)
  const address = status < 400 ? [page.url().replace(/[?#].*/, '')] : []
  const canonical = await page
    .locator('link[rel=canonical]')
    .evaluateAll((links) => links.map((link) => (link as HTMLLinkElement).href))
  expect.soft(canonical, `canonical of ${path}`).toEqual(address)
  await expect.soft(page.getByRole('heading', { level: 1 }), path).toHaveCount(1)
  // Ignore the dev server's client and the speculation rules. The only other script hydrates islands.
  const scripts = await page
    .locator('script:not([src="/@vite/client"], [src$="virtual:vial/page"], [type=speculationrules])')
    .evaluateAll((all) => all.map((script) => (script as HTMLScriptElement).src))
  expect.soft(scripts, `scripts of ${path}`).toEqual([expect.stringContaining('client')])
  await checkLook(page)
}

async function checkLook(page: Page): Promise<void> {
  const { pathname } = new URL(page.url())
  await page.emulateMedia({ colorScheme: 'light' })
  expect.soft(await listViolations(page), `accessibility of ${pathname}`).toEqual([])
  // Only colours depend on the theme.
  await page.emulateMedia({ colorScheme: 'dark' })
  expect.soft(await listUnreadable(page), `colours of ${pathname} in the dark`).toEqual([])

  const size = page.viewportSize()
  await page.setViewportSize({ width: 320, height: 640 })
  const width = await page.evaluate(() => document.documentElement.scrollWidth)
  expect.soft(width, `width of ${pathname} on a screen of 320 pixels`).toBeLessThanOrEqual(320)
  if (size) await page.setViewportSize(size)
}

function listLinks(page: Page): Promise<string[]> {
  return page.locator('a[href]').evaluateAll((links) =>
    links
      .map((link) => new URL((link as HTMLAnchorElement).href))
      .filter(({ origin }) => origin === location.origin)
      .map(({ pathname, search }) => pathname + search),
  )
}
