// The home page: the current request, and the visitor's session.
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './site-test.ts'

for (const javaScriptEnabled of [true, false]) {
  test.describe(`the home page ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, () => {
    test.use({ javaScriptEnabled })

    test('shows the current request', async ({ page, baseURL }) => {
      const response = await page.goto('/?from=test')
      await expect(fact(page, 'Method')).toHaveText('GET')
      await expect(fact(page, 'URL')).toHaveText(`${baseURL}/?from=test`)
      await expect(fact(page, 'Route')).toHaveText('/')
      await expect(fact(page, 'Status')).toHaveText('200')
      await expect(fact(page, 'Request id')).toHaveText(
        (await response?.headerValue('x-request-id')) ?? 'none',
      )
    })

    test('counts the visits of each visitor', async ({ page, browser, baseURL }) => {
      await page.goto('/')
      await expect(fact(page, 'Visits')).toHaveText('1')
      await page.reload()
      await page.reload()
      await expect(fact(page, 'Visits')).toHaveText('3')

      const other = await browser.newPage({ baseURL: baseURL ?? '' })
      await other.goto('/')
      await expect(fact(other, 'Visits')).toHaveText('1')
      await other.close()
    })

    test('asks for a name, greets once and remembers it', async ({ page }) => {
      await page.goto('/')
      const name = page.getByLabel('What should we call you?')
      await expect(fact(page, 'Name')).toHaveText('not set yet')

      await name.fill('   ')
      await page.getByRole('button', { name: 'Save' }).click()
      await expect(page.getByRole('alert')).toContainText('Write a name, any name.')
      await expect(fact(page, 'Method')).toHaveText('POST')
      await expect(fact(page, 'Status')).toHaveText('422')
      await expect(name).toHaveAttribute('aria-invalid', 'true')

      await name.fill('Ada <3')
      await page.getByRole('button', { name: 'Save' }).click()
      await expect(page.getByRole('status')).toHaveText('Nice to meet you, Ada <3.')
      await expect(fact(page, 'Method')).toHaveText('GET')
      await expect(fact(page, 'Name')).toHaveText('Ada <3')

      await page.reload()
      await expect(fact(page, 'Name')).toHaveText('Ada <3')
      await expect(page.getByRole('status')).toHaveCount(0)

      await name.fill('דנה!')
      await page.getByRole('button', { name: 'Save' }).click()
      await expect(fact(page, 'Name').locator('bdi')).toHaveCSS('direction', 'rtl')
    })

    test('forgets the visitor', async ({ page }) => {
      await page.goto('/')
      await page.getByLabel('What should we call you?').fill('Ada')
      await page.getByRole('button', { name: 'Save' }).click()
      await expect(fact(page, 'Name')).toHaveText('Ada')
      await page.getByRole('button', { name: 'Forget me' }).click()
      await expect(page.getByRole('status')).toHaveText('Your data is gone. The counter starts again.')
      await expect(fact(page, 'Visits')).toHaveText('1')
      await expect(fact(page, 'Name')).toHaveText('not set yet')
    })
  })
}

test.describe('the session cookie', () => {
  test('is out of reach for scripts and other sites, and the page is not cached', async ({ page }) => {
    const response = await page.goto('/')
    expect(await response?.headerValue('cache-control')).toBe('private, no-store')
    expect(await response?.headerValue('vary')).toContain('Cookie')
    const cookies = await page.context().cookies()
    expect(cookies).toEqual([
      expect.objectContaining({ path: '/', domain: 'localhost', httpOnly: true, sameSite: 'Lax' }),
    ])
    expect(await page.evaluate('document.cookie')).toBe('')
  })

  test('is not set on pages without a session', async ({ request }) => {
    const response = await request.get('/docs')
    expect(response.status()).toBe(200)
    expect(response.headers()['set-cookie']).toBe(undefined)
  })
})

function fact(page: Page, term: string): Locator {
  return page
    .locator('dl > div')
    .filter({ has: page.getByText(term, { exact: true }) })
    .getByRole('definition')
}
