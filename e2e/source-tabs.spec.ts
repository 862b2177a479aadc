// The tabs for the source files of an example, with and without JavaScript.
import { listViolations } from './accessibility.ts'
import { expect, test } from './site-test.ts'

const path = '/examples/cart'
const names = [
  'cart/index.tsx',
  '_cart/add.island.tsx',
  '_cart/total.island.tsx',
  '_cart/send-change.ts',
  'cart/items.ts',
]

test('show one file at a time, by mouse and keyboard', async ({ page }) => {
  await page.goto(path)
  const tab = (name: string) => page.getByRole('tab', { name, exact: true })
  const shown = page.locator('[role=tabpanel]:not([hidden])')
  await expect(page.getByRole('tab')).toHaveText(names)
  await expect(tab('cart/index.tsx')).toHaveAttribute('aria-selected', 'true')
  await expect(shown).toHaveAccessibleName('cart/index.tsx')
  await expect(page.getByText('export default function Add(')).toBeHidden()
  expect(await listViolations(page)).toEqual([])

  await tab('_cart/add.island.tsx').click()
  await expect(shown).toHaveAccessibleName('_cart/add.island.tsx')
  await expect(shown).toContainText('export default function Add(')
  await expect(page).toHaveURL(path)
  for (const [key, name] of [
    ['ArrowRight', '_cart/total.island.tsx'],
    ['ArrowLeft', '_cart/add.island.tsx'],
    ['End', 'cart/items.ts'],
    ['ArrowRight', 'cart/index.tsx'],
    ['ArrowLeft', 'cart/items.ts'],
    ['Home', 'cart/index.tsx'],
  ] as const) {
    await page.keyboard.press(key)
    await expect(tab(name)).toBeFocused()
    await expect(shown).toHaveAccessibleName(name)
  }
  await page.keyboard.press('Tab')
  await expect(shown.locator('pre')).toBeFocused()
})

test('show the file that the URL names', async ({ page }) => {
  await page.goto(`${path}#source-5`)
  await expect(page.locator('[role=tabpanel]:not([hidden])')).toHaveAccessibleName('cart/items.ts')
})

test('print all files', async ({ page }) => {
  await page.goto(path)
  await expect(page.getByRole('tablist')).toBeVisible()
  await page.emulateMedia({ media: 'print' })
  await expect(page.getByRole('tablist')).toBeHidden()
  await expect(page.getByText('export default function Add(')).toBeVisible()
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('all files are below links to them', async ({ page }) => {
    await page.goto(path)
    await expect(page.getByRole('tab')).toHaveCount(0)
    await expect(page.getByRole('figure')).toHaveCount(names.length)
    await page.getByRole('link', { name: 'cart/items.ts' }).click()
    await expect(page.getByText('const ChangeSchema')).toBeInViewport()
  })
})
