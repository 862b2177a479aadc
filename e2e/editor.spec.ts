// Writing a note: the live preview, which looks the same as what the server renders.
import { listViolations } from './accessibility.ts'
import { addNote, submit } from './notes-visitor.ts'
import { expect, test } from './site-test.ts'
import { userTest } from './user-test.ts'

const body = `Buy *two* litres of **milk**, \`fresh\`.

- from https://farm.example/shop.
- or [there](https://shop.example/)

\`\`\`
<b>as it is</b>
\`\`\``

test.describe('the editor with JavaScript', () => {
  userTest('shows a live preview', async ({ page }) => {
    await page.goto('/notes/new', { waitUntil: 'networkidle' })
    const preview = page.getByRole('region', { name: 'Preview' })
    await expect(preview).toHaveCount(0)

    await page.getByLabel('Title').fill('Milk')
    await page.getByLabel('Text', { exact: true }).fill(body)
    await expect(preview.locator('em')).toHaveText('two')
    await expect(preview.locator('strong')).toHaveText('milk')
    await expect(preview.getByRole('listitem')).toHaveCount(2)
    await expect(preview.getByRole('link')).toHaveText(['https://farm.example/shop', 'there'])
    await expect(preview.locator('pre')).toHaveText('<b>as it is</b>')
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await listViolations(page)).toEqual([])
    }

    await page.getByLabel('Text', { exact: true }).press('End')
    await page.getByLabel('Text', { exact: true }).pressSequentially('\nMore')
    await expect(preview).toContainText('More')
    const written = await preview.innerHTML()
    await submit(page, 'Save')
    await page.getByRole('link', { name: 'Milk' }).click()
    expect(await preview.innerHTML()).toBe(written)
  })

  userTest('creates neither elements nor links from hostile text', async ({ page }) => {
    await page.goto('/notes/new', { waitUntil: 'networkidle' })
    await page
      .getByLabel('Text', { exact: true })
      .fill(
        '<img src=x onerror="document.title=1"> **<b>x</b>** [a](javascript:alert(1)) [b](//evil.example)',
      )
    const preview = page.getByRole('region', { name: 'Preview' })
    await expect(preview.locator('strong')).toHaveText('<b>x</b>')
    await expect(preview.locator('img, b, a, script')).toHaveCount(0)
  })

  userTest('leaves the errors of the form visible', async ({ page }) => {
    await page.goto('/notes/new', { waitUntil: 'networkidle' })
    await page.getByLabel('Text', { exact: true }).fill('x'.repeat(10_001))
    await page.getByLabel('Title').fill('Long')
    expect((await submit(page, 'Save')).status()).toBe(422)
    const field = page.getByLabel('Text', { exact: true })
    await expect(field).toHaveAccessibleDescription(/at most 10,000 characters/)
    await page.waitForLoadState('networkidle')
    await field.fill('Short')
    await expect(page.getByRole('region', { name: 'Preview' })).toHaveText(/Short$/)
  })
})

test.describe('the editor without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  userTest('is a text field, and the server renders the saved text', async ({ page }) => {
    const id = await addNote(page, { title: 'Milk', body })
    await page.goto(`/notes/${id}`)
    const preview = page.getByRole('region', { name: 'Preview' })
    await expect(preview.locator('strong')).toHaveText('milk')
    await page.getByLabel('Text', { exact: true }).fill('Only *this*')
    await submit(page, 'Save')
    await page.goto(`/notes/${id}`)
    await expect(preview.locator('em')).toHaveText('this')
    await page.goto('/notes/new')
    await expect(preview).toHaveCount(0)
  })
})
