// The live search of the notes. The plain form is tested in notes.spec.ts.
import type { Locator, Page } from '@playwright/test'
import { addNote } from './notes-visitor.ts'
import { expect } from './site-test.ts'
import { userTest as test } from './user-test.ts'

test.describe('the search with JavaScript', () => {
  test.beforeEach(async ({ page }) => {
    for (let number = 1; number <= 11; number++) await addNote(page, { title: `Entry ${number}` })
    await addNote(page, { title: 'Zürich', body: 'trains' })
  })

  test('searches as the visitor types, announces the count, and updates the URL', async ({ page }) => {
    await open(page, '/notes')
    const field = page.getByRole('searchbox', { name: 'Search title and text' })
    await field.pressSequentially('züri')
    await expect(titles(page)).toHaveText(['Zürich'])
    await expect(page.locator('[aria-live=polite]')).toHaveText('1 note with “züri”')
    await expect(page).toHaveURL('/notes?q=z%C3%BCri')
    await expect(field).toBeFocused()
    await expect(field).toHaveValue('züri')
    await expect(page.getByRole('navigation', { name: 'Pages of notes' })).toHaveCount(0)

    await page.reload()
    await expect(titles(page)).toHaveText(['Zürich'])
    await page.waitForLoadState('networkidle')
    await field.fill('nowhere')
    await expect(page.getByText('No note contains “nowhere”.')).toBeVisible()
    await field.fill('')
    await expect(page.locator('[aria-live=polite]')).toHaveText('12 notes')
    await expect(page).toHaveURL('/notes')
    await expect(titles(page)).toHaveCount(10)

    await field.fill('entry')
    await expect(page.locator('[aria-live=polite]')).toHaveText('11 notes with “entry”')
    await page.getByRole('link', { name: 'Older' }).click()
    await expect(page).toHaveURL('/notes?q=entry&page=2')
    await expect(titles(page)).toHaveText(['Entry 1'])
  })

  test('sends one request per word, and shows the newest response', async ({ page }) => {
    await open(page, '/notes')
    const asked: string[] = []
    await page.route('**/notes/api/notes?*', async (route) => {
      const q = new URL(route.request().url()).searchParams.get('q') ?? ''
      asked.push(q)
      // The first response never arrives.
      if (q === 'entry 1') return
      await route.continue()
    })
    const field = page.getByRole('searchbox')
    await type(field, 'entry 1')
    await expect.poll(() => asked).toEqual(['entry 1'])
    await type(field, '1')
    await expect(titles(page)).toHaveText(['Entry 11'])
    expect(asked).toEqual(['entry 1', 'entry 11'])
  })

  test('searches for text that was typed before hydration', async ({ page }) => {
    let wake = (): void => {}
    const awake = new Promise<void>((resolve) => {
      wake = resolve
    })
    await page.route(/\/(search|client)[^/]*$|virtual:vial\/client/, async (route) => {
      await awake
      await route.continue()
    })
    await page.goto('/notes', { waitUntil: 'commit' })
    await page.getByRole('searchbox').fill('zürich')
    wake()
    await expect(titles(page)).toHaveText(['Zürich'])
    await expect(page.getByRole('searchbox')).toHaveValue('zürich')
  })

  test('falls back to the form if there is no response', async ({ page, allowConsole }) => {
    allowConsole(/ERR_FAILED/)
    await open(page, '/notes')
    await page.route('**/notes/api/notes?*', (route) => route.abort())
    await page.getByRole('searchbox').fill('zürich')
    await expect(page.locator('[aria-live=polite]')).toContainText('Press Search.')
    await expect(titles(page)).toHaveCount(10)
    await page.getByRole('searchbox').press('Enter')
    await expect(page).toHaveURL('/notes?q=z%C3%BCrich')
    await expect(titles(page)).toHaveText(['Zürich'])
  })
})

function open(page: Page, path: string): Promise<unknown> {
  return page.goto(path, { waitUntil: 'networkidle' })
}

function titles(page: Page) {
  return page.getByRole('main').getByRole('listitem').getByRole('heading', { level: 2 })
}

/** Types faster than any visitor: on a busy machine, real keys are as far apart as words. */
async function type(field: Locator, text: string): Promise<void> {
  await field.evaluate((input: HTMLInputElement, letters) => {
    for (const letter of letters) {
      input.value += letter
      input.dispatchEvent(new InputEvent('input', { bubbles: true }))
    }
  }, text)
}
