// The forms of this site while their request is on the way: they say so, and are not sent twice.
import type { Page } from '@playwright/test'
import { expect, test } from './site-test.ts'
import { userTest } from './user-test.ts'

/** Presses a button twice before the browser can navigate. Returns the marks, and whether the second press was refused. */
async function pressTwice(page: Page, name: string): Promise<unknown> {
  await page.waitForLoadState('networkidle')
  return page
    .getByRole('main')
    .getByRole('button', { name, exact: true })
    .evaluate((element) => {
      const button = element as HTMLButtonElement
      const refused: boolean[] = []
      addEventListener('submit', (event) => refused.push(event.defaultPrevented))
      for (let count = 0; count < 2; count++) button.click()
      return {
        busy: button.form?.getAttribute('aria-busy'),
        disabled: button.ariaDisabled,
        line: getComputedStyle(button).backgroundSize,
        refused,
      }
    })
}

// The page of a test prefers reduced motion, so the line below a button stands still.
const marked = { busy: 'true', disabled: 'true', line: '100% 3px', refused: [false, true] }

for (const [path, button] of [
  ['/', 'Save'],
  ['/notes/signup', 'Sign up'],
  ['/notes/login', 'Log in'],
  ['/examples/guest-book', 'Write'],
  ['/examples/accounts', 'Log in as Ada, admin'],
  ['/examples/caching', 'Regenerate'],
] as const) {
  test(`the form at ${path} is marked, and sent once`, async ({ page }) => {
    const sent: string[] = []
    page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()))
    await page.goto(path)
    const answered = page.waitForEvent('framenavigated')
    expect(await pressTwice(page, button)).toEqual(marked)
    await answered
    expect(sent).toHaveLength(1)
  })
}

userTest('the forms of the notes are marked, and sent once', async ({ page }) => {
  await page.goto('/notes/new')
  await page.getByLabel('Title').fill('Once')
  expect(await pressTwice(page, 'Save')).toEqual(marked)
  await expect(page.getByRole('status')).toHaveText('“Once” has been saved.')
  await expect(page.getByText('1 note', { exact: true })).toBeVisible()
  await page.getByRole('link', { name: 'Once' }).click()
  await page.getByRole('link', { name: 'Delete this note' }).click()
  await expect(page).toHaveURL(/delete$/)
  expect(await pressTwice(page, 'Delete')).toEqual(marked)
  await expect(page.getByRole('status')).toHaveText('“Once” has been deleted.')
})

test('an upload is marked, but not if the page refuses the file', async ({ page }) => {
  await page.goto('/examples/gallery')
  await page.waitForLoadState('networkidle')
  const file = (mimeType: string) => ({ name: 'a.file', mimeType, buffer: Buffer.from('GIF89a') })
  await page.getByLabel('Pictures', { exact: true }).setInputFiles(file('text/plain'))
  expect(await pressTwice(page, 'Upload')).toMatchObject({
    busy: null,
    disabled: null,
    refused: [true, true],
  })
  await page.getByLabel('Pictures', { exact: true }).setInputFiles(file('image/gif'))
  expect(await pressTwice(page, 'Upload')).toEqual(marked)
  await expect(page.getByRole('alert')).toBeVisible()
})

test('the cart is marked until the server has answered, and counts each press', async ({ page }) => {
  const answers: (() => void)[] = []
  await page.route('**/examples/cart/items', async (route) => {
    await new Promise<void>((resolve) => answers.push(resolve))
    await route.continue()
  })
  await page.goto('/examples/cart')
  await page.waitForLoadState('networkidle')
  const button = page.getByRole('button', { name: 'Add Glass vial' })
  const form = page.locator('form').filter({ has: button })
  await expect(form).toHaveAttribute('aria-busy', 'false')
  for (let count = 0; count < 2; count++) await button.click()
  await expect(form).toHaveAttribute('aria-busy', 'true')
  await expect(form).toContainText('2 in the cart')
  for (const count of [1, 2]) {
    await expect.poll(() => answers.length).toBe(count)
    await expect(form).toHaveAttribute('aria-busy', 'true')
    answers[count - 1]!()
  }
  await expect(form).toHaveAttribute('aria-busy', 'false')
})
