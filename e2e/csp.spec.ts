// The Content-Security-Policy blocks injected scripts. That no page violates it is checked in pages.spec.ts.
import type { Page } from '@playwright/test'
import { expect, test } from './site-test.ts'

test.describe('the policy blocks', () => {
  test('an inline script without the nonce', async ({ page, allowConsole }) => {
    allowConsole(/Content Security Policy/)
    await page.goto('/')
    await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'document.title = "owned"'
      document.body.append(script)
    })

    await expect.poll(() => listViolations(page)).toEqual(['script-src-elem inline'])
    await expect(page).not.toHaveTitle('owned')
  })

  test('an event handler attribute', async ({ page, allowConsole }) => {
    allowConsole(/Content Security Policy/)
    await page.goto('/')
    await page.evaluate(() => {
      document.body.innerHTML = '<img alt="" src="data:,x" onerror="document.title = \'owned\'">'
    })

    await expect.poll(() => listViolations(page)).toEqual(['script-src-attr inline'])
    await expect(page).not.toHaveTitle('owned')
  })
})

function listViolations(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => window.violations)
}
