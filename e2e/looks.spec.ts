// One look on all pages: the left edge, forced colours, the direction of texts, icons and the social card.
import type { Locator } from '@playwright/test'
import { addNote } from './notes-visitor.ts'
import { expect, test } from './site-test.ts'
import { userTest } from './user-test.ts'

test.describe('the text of all pages', () => {
  for (const width of [320, 390, 1280, 1920]) {
    test(`starts below the logo at ${width} pixels, and does not overflow`, async ({ page }) => {
      await page.setViewportSize({ width, height: 800 })
      for (const path of ['/', '/examples', '/examples/chat', '/notes/login', '/no/such/page']) {
        await page.goto(path)
        const logo = await findLeft(page.getByRole('link', { name: 'Vial', exact: true }))
        expect(await findLeft(page.getByRole('heading', { level: 1 })), path).toBeCloseTo(logo, 0)
        expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBeLessThanOrEqual(width)
      }
    })
  }
})

test('the text has the font that the site serves, and nothing moves when it arrives', async ({ page }) => {
  await page.goto('/docs/routing')
  const font = await page.evaluate(async () => {
    await document.fonts.ready
    const [loaded] = Array.from(document.fonts).filter(({ status }) => status === 'loaded')
    return loaded?.family
  })
  expect(font).toBe('Inter')

  const shifts = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) =>
          resolve(list.getEntries().reduce((sum, entry) => sum + (entry as LayoutShift).value, 0)),
        ).observe({ type: 'layout-shift', buffered: true })
        // Without a shift, nothing is observed.
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(0)))
      }),
  )
  expect(shifts).toBeLessThan(0.01)
})

interface LayoutShift extends PerformanceEntry {
  readonly value: number
}

test('forced colours mark the current section only', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' })
  await page.goto('/examples')
  const links = page.getByRole('navigation', { name: 'Site' }).getByRole('link')
  const colors = await links.evaluateAll((all) => all.map((link) => getComputedStyle(link).borderBottomColor))
  const paper = await page.evaluate(() => {
    const probe = document.body.appendChild(document.createElement('i'))
    probe.style.color = 'Canvas'
    return getComputedStyle(probe).color
  })
  expect(colors.map((color) => color === paper)).toEqual([true, false, true])
})

userTest('a note in Arabic is read from right to left', async ({ page }) => {
  await addNote(page, { title: 'قائمة', body: 'خبز' })
  await addNote(page, { title: 'List', body: 'Bread' })
  await page.goto('/notes')
  expect(await findGap(page.getByText('خبز'))).toBeLessThan(1)
  expect(await findGap(page.getByText('Bread'))).toBeGreaterThan(100)

  await page.goto('/notes/new')
  const title = page.getByLabel('Title')
  await expect(title).toHaveCSS('unicode-bidi', 'plaintext')
})

test('the icons and the social card exist', async ({ page, request, baseURL }) => {
  await page.goto('/docs')
  const links = page.locator('head link[rel$="icon"]')
  const urls = await links.evaluateAll((all) => all.map((link) => (link as HTMLLinkElement).href))
  expect(urls).toHaveLength(3)
  const card = await page.locator('meta[property="og:image"]').getAttribute('content')
  expect(card).toBe(`${baseURL}/social-card.png`)
  for (const url of [...urls, card ?? '']) {
    const response = await request.get(url)
    expect([response.status(), response.headers()['content-type']]).toEqual([
      200,
      expect.stringMatching(/^image\//),
    ])
  }
})

async function findLeft(element: Locator): Promise<number> {
  return (await element.boundingBox())?.x ?? Number.NaN
}

/** Measures the space between the end of a text and the right edge of its element, in pixels. */
function findGap(element: Locator): Promise<number> {
  return element.evaluate((node) => {
    const range = document.createRange()
    range.selectNodeContents(node)
    return node.getBoundingClientRect().right - range.getBoundingClientRect().right
  })
}
