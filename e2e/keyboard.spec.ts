// Keyboard access: every control is reachable, in page order, with a visible focus.
import type { Page } from '@playwright/test'
import { expect, test } from './site-test.ts'
import { userTest } from './user-test.ts'

const header = ['Skip to the content', 'Vial', 'Docs', 'Examples', 'Notes', 'Colours']

test.describe('the Tab key', () => {
  test('first reaches the link that skips to the content', async ({ page }) => {
    await page.goto('/')
    await page.keyboard.press('Tab')
    const skip = page.getByRole('link', { name: 'Skip to the content' })
    await expect(skip).toBeFocused()
    await expect(skip).toBeInViewport()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('main')).toBeFocused()
    await page.keyboard.press('Tab')
    await expect(page.getByRole('link', { name: 'Get started' })).toBeFocused()
  })

  test('goes through the home page in order', async ({ page }) => {
    await page.goto('/')
    const stops = await tabThrough(page)
    expect(stops.slice(0, 9)).toEqual([...header, 'Get started', 'Try the notes', 'See examples'])
    expect(stops).toEqual(expect.arrayContaining(['What should we call you?', 'Save', 'Forget me']))
  })

  test('goes through a form in order', async ({ page }) => {
    await page.goto('/notes/login')
    const stops = await tabThrough(page)
    expect(stops.slice(0, header.length)).toEqual(header)
    expect(stops.slice(-4)).toEqual(['Name', 'Password', 'Log in', 'Sign up'])
  })

  test('goes through the documentation in order', async ({ page }) => {
    await page.goto('/docs')
    expect((await tabThrough(page)).slice(0, header.length)).toEqual(header)
  })
})

userTest('a note can be written by keyboard alone', async ({ page }) => {
  await page.goto('/notes')
  await page.getByRole('link', { name: 'New note' }).focus()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL('/notes/new')
  await page.getByLabel('Title').focus()
  await page.keyboard.type('Typed')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Every letter of it.')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('status')).toHaveText('“Typed” has been saved.')
})

/** Presses Tab until the end of the page. Returns the names of the focused elements. */
async function tabThrough(page: Page): Promise<string[]> {
  const names: string[] = []
  for (;;) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate(describeFocus)
    if (!stop || names.length > 100) return names
    expect.soft(stop.isMarked, `“${stop.name}” has a visible focus`).toBe(true)
    await expect.soft(page.locator(':focus'), `“${stop.name}” is in the viewport`).toBeInViewport()
    names.push(stop.name)
  }
}

function describeFocus(): { name: string; isMarked: boolean } | undefined {
  const element = document.activeElement
  if (!(element instanceof HTMLElement) || element === document.body) return undefined
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
  const label = element instanceof HTMLInputElement ? element.labels?.[0] : undefined
  return {
    name: ((label ?? element).ariaLabel ?? (label ?? element).textContent ?? '').trim(),
    isMarked: (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none',
  }
}
