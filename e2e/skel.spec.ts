// tmp
import { expect, test } from './site-test.ts'
test('home', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
})
test('missing', async ({ page }) => {
  const r = await page.goto('/nope')
  expect(r?.status()).toBe(404)
})
