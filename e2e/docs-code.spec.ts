// The code blocks of the documentation: copying, with and without access to the clipboard, and without JavaScript.
import { expect, test } from './site-test.ts'

test.describe('a code block', () => {
  test('is copied with a button', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.goto('/docs/caching', { waitUntil: 'networkidle' })
    const block = page.locator('.code').first()
    const code = (await block.locator('code').textContent()) ?? ''
    await block.getByRole('button', { name: 'Copy' }).click()
    await expect(block.getByRole('button')).toHaveText('Copied')
    await expect(page.getByText('Copied').and(page.locator('[aria-live]'))).toHaveCount(1)
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(code)

    await page.locator('.code').nth(1).getByRole('button').press('Enter')
    await expect(page.locator('.code').nth(1).getByRole('button')).toHaveText('Copied')
    await expect(block.getByRole('button')).toHaveText('Copy')
  })

  test('of a terminal is copied without the prompt and the output', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.goto('/docs/command-line', { waitUntil: 'networkidle' })
    await page.locator('.code', { hasText: '$ npx vial run greet Ada' }).getByRole('button').click()
    await expect(page.getByText('Copied').and(page.locator('[aria-live]'))).toHaveCount(1)
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('npx vial run greet Ada')
  })

  test('is selected if scripts have no access to the clipboard', async ({ page }) => {
    await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }))
    await page.goto('/docs/caching', { waitUntil: 'networkidle' })
    const block = page.locator('.code').first()
    await block.getByRole('button').click()
    await expect(page.getByText('The code is selected.')).toHaveCount(1)
    const code = (await block.locator('code').textContent()) ?? ''
    expect((await page.evaluate(() => String(getSelection()))).trim()).toBe(code.trim())
  })
})

test.describe('a code block without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('is highlighted, and has no button', async ({ page }) => {
    await page.goto('/docs/caching')
    await expect(page.locator('.code .code-word', { hasText: 'export' }).first()).toBeVisible()
    await expect(page.locator('.code-copy').first()).toBeHidden()
  })
})
