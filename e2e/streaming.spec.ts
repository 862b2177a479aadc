// The streamed page: its fallbacks, its parts and its errors, with and without JavaScript.
import { listViolations } from './accessibility.ts'
import { expect, test } from './site-test.ts'

const path = '/examples/streaming'
const waiting = [
  'The sentence is being written…',
  'The rows are being counted…',
  'The list is being collected…',
]

for (const javaScriptEnabled of [true, false]) {
  test.describe(`a streamed page ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, () => {
    test.use({ javaScriptEnabled })

    test('starts with the fallbacks and ends with the parts', async ({ page, request }) => {
      // The order of the bytes: it is the same however late the test looks.
      const html = await (await request.get(path)).text()
      const shell = html.slice(0, html.indexOf('<vial-part'))
      for (const text of waiting) expect(shell).toContain(text)
      expect(shell).not.toMatch(/<li\b/)

      await page.addInitScript(observeFallback, waiting[2]!)
      const response = await page.goto(path)
      if (javaScriptEnabled)
        expect(await page.evaluate(() => document.documentElement.dataset.fallback)).toBe('shown')

      await page.waitForLoadState()
      for (const text of waiting) await expect(page.getByText(text, { exact: true })).toBeHidden()
      const id = (await response?.headerValue('x-request-id')) ?? 'none'
      await expect(page.getByText(`This sentence belongs to request ${id}.`)).toBeVisible()
      await expect(page.getByRole('cell', { name: 'These rows' })).toBeVisible()
      await expect(page.getByRole('listitem')).toHaveCount(3)
      await expect(page.getByRole('table')).toHaveCount(javaScriptEnabled ? 1 : 2)
      await expect(page.locator('vial-part')).toHaveCount(javaScriptEnabled ? 0 : 3)
    })

    test('shows which part failed, and keeps its fallback', async ({ page }) => {
      const response = await page.goto(`${path}?broken`)
      const id = (await response?.headerValue('x-request-id')) ?? 'none'
      await expect(page.getByRole('alert')).toHaveText(`This part could not be loaded. Request id: ${id}`)
      await expect(page.getByText(waiting[2]!, { exact: true })).toBeVisible()
      await expect(page.getByText(waiting[0]!, { exact: true })).toBeHidden()
    })
  })
}

test.describe('a streamed page that has loaded', () => {
  test('has every part in its place, and no leftover markup', async ({ page }) => {
    await page.goto(path)
    await expect(page.locator('section[aria-labelledby=sentence] > p')).toHaveCount(1)
    await expect(page.locator('tbody > tr')).toHaveCount(2)
    await expect(page.locator('section[aria-labelledby=list] > ul > li')).toHaveCount(3)
    await expect(page.locator('template, vial-part, script:not([src], [type=speculationrules])')).toHaveCount(
      0,
    )
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await listViolations(page)).toEqual([])
    }
  })

  test('fired an event for each part in its place', async ({ page }) => {
    await page.addInitScript(() => {
      const seen: string[] = []
      Object.assign(window, { seen })
      document.addEventListener('vial:part', ({ target }) => seen.push((target as Element).localName))
    })
    await page.goto(path)
    expect(await page.evaluate('seen')).toEqual(['section', 'tbody', 'section'])
  })
})

/** Notes in the page that a fallback was laid out before any part had arrived. Runs before the page's own scripts. */
function observeFallback(text: string): void {
  new MutationObserver((_, observer) => {
    if (document.querySelector('li')) return observer.disconnect()
    const hasFallback = [...document.querySelectorAll('main *')].some(
      (element) => element.textContent?.trim() === text && element.getClientRects().length > 0,
    )
    if (hasFallback) document.documentElement.dataset.fallback = 'shown'
  }).observe(document, { childList: true, subtree: true })
}
