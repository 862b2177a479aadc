// Every linked page: found, titled, valid, within its policy, only with island scripts, accessible in both themes, fitting small screens.
import { createHash } from 'node:crypto'
import { listUnreadable, listViolations } from './accessibility.ts'
import type { APIRequestContext, Page } from '@playwright/test'
import { listMarkupErrors } from './markup.ts'
import { addNote, signUp } from './notes-visitor.ts'
import { expect, test } from './site-test.ts'
import { userTest } from './user-test.ts'

const policy =
  /^default-src 'self'; script-src 'self' 'sha256-[A-Za-z0-9+/]{43}='( 'nonce-[A-Za-z0-9+/]{22}==')?; /

/** The pages are checked in parts, which run at the same time. */
const parts = 4

test.describe('every page', () => {
  // Visiting all of them takes longer than an ordinary test.
  test.setTimeout(300_000)

  test('that anonymous visitors can reach is found', async ({ request }) => {
    expect(await listPages(request)).toEqual(
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

  for (let part = 0; part < parts; part++) {
    test(`that anonymous visitors can reach is sound, part ${part + 1} of ${parts}`, async ({
      page,
      request,
      allowConsole,
    }) => {
      // Another test may remove a picture while the gallery is open.
      allowConsole(/404 .*\/examples\/gallery\//)
      for (const path of await listPages(request)) {
        if (partOf(path) === part) await checkPage(page, path, 200)
      }
    })
  }

  userTest('that a user can reach is sound', async ({ page }) => {
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

/** Follows all links, starting at the home page. Returns the paths of the pages, with their queries. */
async function listPages(request: APIRequestContext): Promise<string[]> {
  const found = new Set(['/'])
  for (const path of found) {
    const text = await (await request.get(path)).text()
    for (const [, href = ''] of text.matchAll(/<a\b[^>]*? href="([^"]*)"/g)) {
      const { origin, pathname, search } = new URL(href.replaceAll('&amp;', '&'), `http://site${path}`)
      if (origin === 'http://site') found.add(pathname + search)
    }
  }
  return [...found]
}

/** The part that checks a page: by its path alone, because other tests add pages meanwhile. */
function partOf(path: string): number {
  return createHash('md5').update(path).digest().readUInt32BE() % parts
}

async function checkPage(page: Page, path: string, status: number): Promise<void> {
  const response = await page.goto(path)
  expect.soft(response?.status(), path).toBe(status)
  expect.soft(await listMarkupErrors((await response?.text()) ?? ''), `markup of ${path}`).toEqual([])
  expect.soft(response?.headers()['content-security-policy'], `policy of ${path}`).toMatch(policy)
  await expect.soft(page, path).toHaveTitle(path === '/' ? /^\S.* · Vial$/ : /^[^·]*\S · Vial$/)
  const address = status < 400 ? [page.url().replace(/[?#].*/, '')] : []
  const canonical = await page
    .locator('link[rel=canonical]')
    .evaluateAll((links) => links.map((link) => (link as HTMLLinkElement).href))
  expect.soft(canonical, `canonical of ${path}`).toEqual(address)
  await expect.soft(page.getByRole('heading', { level: 1 }), path).toHaveCount(1)
  // Ignore the dev server's client and the speculation rules. The other scripts hydrate islands: the first one all, the
  // second one those that wait.
  const scripts = await page
    .locator('script:not([src="/@vite/client"], [src$="virtual:vial/page"], [type=speculationrules])')
    .evaluateAll((all) => all.map((script) => (script as HTMLScriptElement).src))
  expect.soft(scripts, `scripts of ${path}`).toHaveLength(new Set(scripts).size)
  expect.soft(scripts[0], `scripts of ${path}`).toContain('client')
  for (const script of scripts.slice(1)) {
    expect.soft(script, `scripts of ${path}`).toContain('schedule-hydration')
  }
  await checkLook(page)
  // By now the islands that the page shows have loaded what they need.
  expect.soft(await page.evaluate(() => window.violations), `violations of the policy by ${path}`).toEqual([])
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
