// The gallery example: uploading, serving, removing and refusing pictures.
import type { Page } from '@playwright/test'
import { listViolations } from './accessibility.ts'
import { expect, test } from './site-test.ts'

const path = '/examples/gallery'

// One pixel.
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
)

for (const javaScriptEnabled of [true, false]) {
  test.describe(`the gallery ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, () => {
    test.use({ javaScriptEnabled })

    test('shows uploaded pictures, and lets their owner remove them', async ({
      page,
      browser,
      baseURL,
      allowConsole,
    }) => {
      // Other tests remove their pictures in the meantime.
      allowConsole(/404 .*\/examples\/gallery\//)
      const alt = `A red dot ${crypto.randomUUID()}`
      await page.goto(path)
      await send(page, alt, [picture('a.png', png), picture('../../b.png', png)])
      await expect(page.getByRole('status')).toHaveText('Your 2 pictures have been added.')
      const shown = page.getByRole('img', { name: alt })
      await expect(shown).toHaveCount(2)
      if (javaScriptEnabled) expect(await listViolations(page)).toEqual([])

      const address = (await shown.first().getAttribute('src')) ?? ''
      const part = await page.request.get(address, { headers: { range: 'bytes=1-3' } })
      expect([part.status(), await part.text(), part.headers()['content-type']]).toEqual([
        206,
        'PNG',
        'image/png',
      ])

      const stranger = await browser.newPage({ baseURL: baseURL ?? '' })
      await stranger.goto(path)
      await expect(stranger.getByRole('img', { name: alt })).toHaveCount(2)
      await expect(stranger.getByRole('button', { name: `Remove: ${alt}` })).toHaveCount(0)
      const file = decodeURIComponent(address.split('/').at(-1) ?? '')
      const refused = await stranger.request.post(`${path}?/remove`, { form: { file } })
      expect(refused.status()).toBe(403)
      await stranger.close()

      await page
        .getByRole('button', { name: `Remove: ${alt}` })
        .first()
        .click()
      await expect(page.getByRole('status')).toHaveText('The picture has been removed.')
      await expect(page.getByRole('img', { name: alt })).toHaveCount(1)
      expect((await page.request.get(address, { headers: { 'cache-control': 'no-cache' } })).status()).toBe(
        404,
      )
    })

    test('shows errors, and keeps the typed description', async ({ page, allowConsole }) => {
      allowConsole(/404 .*\/examples\/gallery\//)
      await page.goto(path)
      for (const [files, status, message, isCheckedBefore] of [
        [[], 422, 'Choose a picture.'],
        [
          [picture('a.txt', Buffer.from('text'), 'text/plain')],
          422,
          'a.txt is not a supported image type.',
          true,
        ],
        [[picture('a.png', Buffer.from('<svg/>'))], 422, 'a.png is not a supported image type.'],
        [
          [picture('large.png', Buffer.concat([png, Buffer.alloc(8_000_000)]))],
          413,
          'The file large.png is too large. The limit is 5 MB.',
          true,
        ],
        [
          Array.from({ length: 5 }, () => picture('a.png', png)),
          413,
          'Too many files. The limit is 4.',
          true,
        ],
      ] as const) {
        if (javaScriptEnabled && isCheckedBefore) {
          await page.goto(path, { waitUntil: 'networkidle' })
          let posts = 0
          page.on('request', (request) => {
            if (request.method() === 'POST') posts++
          })
          await send(page, 'What I see', files)
          await expect(page.locator('.field-error')).toContainText(message)
          await expect(page.getByLabel('Pictures', { exact: true })).toBeFocused()
          expect(posts).toBe(0)
          continue
        }
        const answer = page.waitForResponse((response) => response.request().method() === 'POST')
        await send(page, 'What I see', files)
        expect((await answer).status()).toBe(status)
        await expect(page.getByRole('alert')).toContainText(message)
        await expect(page.getByLabel('Describe the picture')).toHaveValue('What I see')
        await expect(page.getByLabel('Pictures', { exact: true })).toHaveAttribute('aria-invalid', 'true')
      }
      await expect(page.getByRole('img', { name: 'What I see' })).toHaveCount(0)
    })
  })
}

function picture(name: string, buffer: Buffer, mimeType = 'image/png') {
  return { name, mimeType, buffer }
}

async function send(page: Page, alt: string, files: readonly ReturnType<typeof picture>[]): Promise<void> {
  await page.getByLabel('Describe the picture').fill(alt)
  await page.getByLabel('Pictures', { exact: true }).setInputFiles([...files])
  await page.getByRole('button', { name: 'Upload', exact: true }).click()
}
