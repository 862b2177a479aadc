// The guest book example: entries in files, errors, and a MongoDB server that is down.
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPort } from '../framework/fixtures/find-port.mjs'
import { listViolations } from './accessibility.ts'
import { type BuiltProcess, startBuiltProcess } from './built-process.ts'
import { expect, test } from './site-test.ts'

const path = '/examples/guest-book'

for (const javaScriptEnabled of [true, false]) {
  test.describe(`the guest book ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, () => {
    test.use({ javaScriptEnabled, timezoneId: 'Asia/Tokyo' })

    test('shows an entry to everyone, exactly as written', async ({ page, browser, baseURL }) => {
      const text = `<b>Lovely</b> & quiet ${crypto.randomUUID()}\nשלום`
      await page.goto(path)
      await page.getByLabel('Your name').fill('Ada')
      await page.getByLabel('Where you come from').fill('London')
      await page.getByLabel('Your entry').fill(text)
      await page.getByRole('button', { name: 'Write' }).click()
      await expect(page.getByRole('status')).toHaveText('Thank you for your entry.')
      const entry = page.getByRole('listitem').filter({ hasText: text })
      await expect(entry).toContainText('Ada from London')
      // The server does not know the time zone of the visitor. The browser does.
      await expect(entry.getByRole('time')).toHaveText(javaScriptEnabled ? /GMT\+9$/ : /UTC$/)
      if (javaScriptEnabled) expect(await listViolations(page)).toEqual([])

      const stranger = await browser.newPage({ baseURL: baseURL ?? '' })
      await stranger.goto(path)
      await expect(stranger.getByRole('listitem').filter({ hasText: text })).toHaveCount(1)
      await stranger.close()
    })

    test('shows errors, and keeps the text', async ({ page }) => {
      await page.goto(path)
      await page.getByLabel('Your entry').fill('Hello')
      await page.getByRole('button', { name: 'Write' }).click()
      await expect(page.getByRole('alert')).toContainText('Enter your name.')
      await expect(page.getByLabel('Your entry')).toHaveValue('Hello')
    })
  })
}

test.describe('the guest book without its server', () => {
  let folder: string
  let site: BuiltProcess | undefined

  test.beforeAll(async ({ browserName: _ }, { project }) => {
    test.skip(project.name !== 'production', 'The dev server of these tests keeps the guest book in files.')
    folder = await mkdtemp(join(tmpdir(), 'vial-guest-book-'))
    site = await startBuiltProcess({
      SESSION_SECRET: randomBytes(32).toString('base64'),
      DATABASE_URL: `file:${join(folder, 'notes.db')}`,
      MONGODB_URL: `mongodb://127.0.0.1:${await findPort()}/site`,
      LOG_LEVEL: 'info',
    })
  })
  test.afterAll(async () => {
    await site?.kill()
    if (folder) await rm(folder, { recursive: true })
  })

  test('is a page that says so, and keeps what was written', async ({ page }) => {
    const response = await page.goto(site!.origin + path)
    expect([response?.status(), await response?.headerValue('retry-after')]).toEqual([503, '60'])
    await expect(page.locator('.guest-book-down')).toBeVisible()
    expect(await listViolations(page)).toEqual([])

    await page.getByLabel('Your name').fill('Ada')
    await page.getByLabel('Your entry').fill('Not lost')
    const answer = page.waitForResponse((response) => response.request().method() === 'POST')
    await page.getByRole('button', { name: 'Write' }).click()
    expect((await answer).status()).toBe(503)
    await expect(page.getByRole('alert')).toContainText('Your entry has not been saved.')
    await expect(page.getByLabel('Your entry')).toHaveValue('Not lost')
    expect((await page.goto(`${site!.origin}/examples`))?.status()).toBe(200)
  })
})
