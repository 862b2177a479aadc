// The cart of the examples: one signal in several islands, one session with and without JavaScript.
import type { Page } from '@playwright/test'
import { listViolations } from './accessibility.ts'
import { expect, test } from './site-test.ts'

const path = '/examples/cart'

for (const javaScriptEnabled of [true, false]) {
  test.describe(`the cart ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, () => {
    test.use({ javaScriptEnabled })

    test('is filled from every island, shown in one place, saved, and emptied', async ({ page }) => {
      await open(page)
      const total = page.getByRole('region', { name: 'Your cart' })
      await expect(total).toContainText('Your cart is empty.')

      // Each has another hydration strategy; the last one hydrates on this click.
      for (const name of ['Glass vial', 'Box of corks', 'Amber syrup', 'Roll of labels']) {
        await press(page, `Add ${name}`)
        await expect(total.getByRole('listitem').filter({ hasText: name })).toHaveText(`1 × ${name}`)
      }
      await expect(total).toContainText('4 items, €27.40')
      await press(page, 'Add Glass vial')
      await expect(total).toContainText('5 items, €30.90')
      await expect(page.getByText('2 in the cart')).toBeVisible()

      await page.reload()
      await expect(total).toContainText('5 items, €30.90')
      await expect(total.getByRole('listitem').first()).toHaveText('2 × Glass vial')

      await page.waitForLoadState('networkidle')
      await press(page, 'Empty the cart')
      await expect(total).toContainText('Your cart is empty.')
      await page.reload()
      await expect(total).toContainText('Your cart is empty.')
    })
  })
}

test.describe('the cart', () => {
  test('loses no click of a fast visitor', async ({ page }) => {
    await open(page)
    const add = page.getByRole('button', { name: 'Add Glass vial' })
    const kept = page.waitForResponse(
      async (answer) => answer.url().endsWith('/items') && (await answer.text()) === '{"vial":6}',
    )
    for (let click = 0; click < 6; click++) await add.click()
    await expect(page.getByText('6 in the cart')).toBeVisible()
    await kept
    await page.reload()
    await expect(page.getByText('6 in the cart')).toBeVisible()
  })

  test('reverts a change that the server does not save, and shows an error', async ({
    page,
    allowConsole,
  }) => {
    allowConsole(/ERR_FAILED/)
    await open(page)
    await page.route('**/examples/cart/items', (route) => route.abort())
    await page.getByRole('button', { name: 'Add Amber syrup' }).click()
    await expect(page.getByRole('alert')).toHaveText('That could not be saved. Try again.')
    await expect(page.getByRole('region', { name: 'Your cart' })).toContainText('Your cart is empty.')
  })

  test('hydrates a button by keyboard, and is accessible when filled', async ({ page }) => {
    await open(page)
    const total = page.getByRole('region', { name: 'Your cart' })
    await page.getByRole('button', { name: 'Add Roll of labels' }).focus()
    await page.keyboard.press('Enter')
    await expect(total).toContainText('1 item, €6.20')
    expect(await listViolations(page)).toEqual([])
  })

  test('refuses an unknown product', async ({ request }) => {
    const post = (form: Record<string, string>) => request.post('/examples/cart/items', { form })
    for (const form of [{ add: 'gold' }, { add: '__proto__' }, { empty: 'no' }, {}] as Record<
      string,
      string
    >[]) {
      expect((await post(form)).status(), JSON.stringify(form)).toBe(422)
    }
  })
})

async function open(page: Page): Promise<void> {
  await page.goto(path, { waitUntil: 'networkidle' })
}

/** Presses a button and waits until the server has saved the change. */
async function press(page: Page, name: string): Promise<void> {
  const answer = page.waitForResponse((response) => response.url().endsWith('/examples/cart/items'))
  await page.getByRole('button', { name }).click()
  await answer
}
