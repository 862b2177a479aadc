// Accounts: roles, limits on password guessing, and changing a password.
import type { Page } from '@playwright/test'
import { listViolations } from './accessibility.ts'
import { createName, fillAccount, logIn, password, signUp, submit } from './notes-visitor.ts'
import { sendRaw } from './raw-request.ts'
import { expect, test } from './site-test.ts'

test('the login says so if the browser will not keep it', async ({ page, baseURL }, { project }) => {
  test.skip(project.name !== 'production', 'In development, the cookie needs no HTTPS.')
  const { port } = new URL(baseURL ?? '')
  for (const path of ['/notes/login', '/notes/signup']) {
    const { body } = await sendRaw(baseURL, path, { headers: { host: `site.example:${port}` } })
    expect(body).toContain('You cannot log in here.')
    await page.goto(path)
    await expect(page.getByText('You cannot log in here.')).toHaveCount(0)
  }
})

test.describe('the accounts of the notes', () => {
  test('show the list of users to admins only', async ({ page, browser, baseURL }) => {
    await page.goto('/notes/admin')
    await expect(page).toHaveURL('/notes/login?next=%2Fnotes%2Fadmin')
    const name = await signUp(page)
    expect((await page.goto('/notes/admin'))?.status()).toBe(403)
    await expect(page.getByRole('main')).toContainText('You may not see this.')
    await expect(page.getByRole('link', { name: 'Users' })).toHaveCount(0)

    const context = await browser.newContext({ baseURL: baseURL ?? '' })
    const admin = await context.newPage()
    await enterAsAdmin(admin)
    await admin.goto('/notes')
    await admin.getByRole('link', { name: 'Users' }).click()
    await expect(admin.getByRole('heading', { level: 1 })).toHaveText('Users')
    await expect(admin.getByRole('row').filter({ hasText: name })).toContainText(/\d\d:\d\d/)
    await checkLook(admin)
    await context.close()
  })

  test('limit password guessing', async ({ page }) => {
    const name = await signUp(page)
    await page.context().clearCookies()
    await page.goto('/notes/login')
    const guess = { form: { name, password: 'a wrong guess' } }
    for (let number = 1; number <= 5; number++) {
      expect((await page.request.post('/notes/login', guess)).status()).toBe(422)
    }
    await fillAccount(page, name)
    const response = await submit(page, 'Log in')
    expect(response.status()).toBe(429)
    expect(Number(await response.headerValue('retry-after'))).toBeGreaterThan(800)
    await expect(page.getByRole('main')).toContainText(
      /Too many attempts to log in. Try again in 1\d minutes./,
    )
  })

  test('are logged out everywhere else when the password changes', async ({ page, browser, baseURL }) => {
    const name = await signUp(page)
    const other = await browser.newPage({ baseURL: baseURL ?? '' })
    await logIn(other, name)
    await other.goto('/notes')
    await expect(other).toHaveURL('/notes')

    await page.goto('/notes')
    await page.getByRole('link', { name, exact: true }).click()
    await checkLook(page)
    await page.getByLabel('Password', { exact: true }).fill('not my password')
    await page.getByLabel('New password').fill('five words in a row')
    expect((await submit(page, 'Change password')).status()).toBe(422)
    await expect(page.getByRole('alert')).toContainText('This is not your current password.')
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByLabel('New password').fill('five words in a row')
    await submit(page, 'Change password')
    await expect(page.getByRole('status')).toContainText('logged out everywhere else')

    await other.goto('/notes')
    await expect(other).toHaveURL('/notes/login?next=%2Fnotes')
    await other.close()
    await page.reload()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your notes')
  })

  for (const javaScriptEnabled of [true, false]) {
    test.describe(`${javaScriptEnabled ? 'with' : 'without'} JavaScript`, () => {
      test.use({ javaScriptEnabled })

      test('can be deleted with a password, from the page with the form for a new one', async ({ page }) => {
        const name = await signUp(page)
        await page.goto('/notes')
        await page.getByRole('link', { name, exact: true }).click()
        const confirmation = page.getByLabel('Confirm with your password')
        await confirmation.fill('not my password')
        expect((await submit(page, 'Delete account')).status()).toBe(422)
        await expect(page).toHaveURL('/notes/account?/remove')
        await expect(page.getByRole('alert').getByRole('link')).toHaveAttribute('href', '#remove-password')
        await expect(confirmation).toHaveAttribute('aria-invalid', 'true')
        await expect(page.getByLabel('Password', { exact: true })).not.toHaveAttribute('aria-invalid', 'true')
        await page.getByLabel('Password', { exact: true }).fill(password)
        await page.getByLabel('New password').fill('short')
        expect((await submit(page, 'Change password')).status()).toBe(422)
        await expect(page.getByRole('alert').getByRole('link')).toHaveAttribute('href', '#change-newPassword')
        if (javaScriptEnabled) await checkLook(page)

        await confirmation.fill(password)
        expect((await submit(page, 'Delete account')).status()).toBe(303)
        await expect(page.getByRole('status')).toHaveText('Your account has been deleted.')
        await fillAccount(page, name)
        expect((await submit(page, 'Log in')).status()).toBe(422)
      })
    })
  }

  test('limit the number of signups', async ({ page }) => {
    const form = { name: createName(), password: 'short' }
    const response = await page.request.post('/notes/signup', { form })

    expect(response.headers()['ratelimit-limit']).toBe('200')
  })
})

for (const javaScriptEnabled of [true, false]) {
  test.describe(`the accounts example ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, () => {
    test.use({ javaScriptEnabled })

    test('lets a visitor log in as a reader, an editor and an admin', async ({ page }) => {
      await page.goto('/examples/accounts')
      await page.getByRole('link', { name: 'For admins' }).click()
      await expect(page).toHaveURL('/examples/accounts?next=%2Fexamples%2Faccounts%2Fadmins')
      await be(page, 'Rita')
      await expect(page).toHaveURL('/examples/accounts/admins')
      await expect(page.getByRole('main')).toContainText('403')
      await expect(page.getByRole('main')).toContainText('You may not see this.')
      if (javaScriptEnabled) await checkLook(page)

      await page.getByRole('link', { name: 'Switch user' }).click()
      await expect(page.getByRole('main')).toContainText('You are Rita, a reader.')
      await be(page, 'Edgar')
      await page.getByRole('link', { name: 'For editors' }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('For editors')

      await page.goto('/examples/accounts')
      await be(page, 'Ada')
      await page.getByRole('link', { name: 'For admins' }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('For admins')
      await page.goto('/examples/accounts')
      await page.getByRole('button', { name: 'Log out' }).click()
      await expect(page.getByRole('main')).toContainText('You are not logged in.')
      if (javaScriptEnabled) await checkLook(page)
    })
  })
}

test('the accounts example redirects within its own site only', async ({ page }) => {
  await page.goto('/examples/accounts?next=//evil.example')
  await be(page, 'Rita')
  await expect(page).toHaveURL('/examples/accounts')
})

/** Logs in as the admin that the environment of the servers names; the first of repeated tests signs up. */
async function enterAsAdmin(page: Page): Promise<void> {
  const form = { name: 'e2e-admin', password }
  const response = await page.request.post('/notes/signup', { form })
  if (response.status() === 422) await logIn(page, form.name)
}

async function be(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: `Log in as ${name}` }).click()
}

async function checkLook(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect.soft(await listViolations(page)).toEqual([])
  }
}
