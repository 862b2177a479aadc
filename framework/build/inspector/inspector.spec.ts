// The inspector in a real browser: live updates, without JavaScript, in both themes and at the width of a phone.
import { listViolations } from '../../../e2e/accessibility.ts'
import { describeSite, expect, test } from '../../fixtures/browser-site.ts'

const files = {
  'routes/index.tsx': `
    import Star from './star.island.tsx'
    export const loader = ({ log }) => { log.warn({}, 'A line of the loader'); return {} }
    export default () => <main><h1>Home</h1><Star /></main>`,
  'routes/star.island.tsx': `export default () => <button>Star</button>`,
  'routes/notes/[id=int].tsx': `export default ({ params }) => <p>Note {params.id}</p>`,
}

describeSite(
  'the inspector',
  files,
  (current) => {
    const pages = [
      '',
      '?url=/notes/7',
      '/requests',
      '/log',
      '/islands',
      '/environment',
      '/findings',
      '/search?q=note',
    ]

    test.beforeEach(({ allowConsole }) => allowConsole(/^(debug|log): \[(vite|hmr)\]/))

    test('shows requests as they arrive, until it is paused', async ({ page }) => {
      await page.goto(current.url('/__vial/requests'))
      await expect(page.getByRole('status')).toHaveText('Updates as requests arrive.')
      await current.server.fetch('/notes/1')
      await expect(page.getByRole('link', { name: 'GET /notes/1', exact: true })).toBeVisible()

      await page.getByRole('button', { name: 'Pause' }).click()
      await expect(page.getByRole('status')).toHaveText('Paused.')
      await current.server.fetch('/notes/2')
      await page.getByRole('button', { name: 'Continue' }).click()
      await expect(page.getByRole('link', { name: 'GET /notes/2', exact: true })).toBeVisible()

      await page.getByRole('link', { name: 'GET /notes/2', exact: true }).click()
      await expect(page.getByRole('heading', { name: 'GET /notes/2' })).toBeVisible()
      await expect(page.getByRole('rowheader', { name: 'Render' })).toBeVisible()
    })

    test('is used with the keyboard alone', async ({ page }) => {
      await page.goto(current.url('/__vial'))
      await page.keyboard.press('Tab')
      await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused()
      await page.keyboard.press('Enter')
      await expect(page.getByRole('main')).toBeFocused()
      await page.getByRole('searchbox').focus()
      await page.keyboard.type('star')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('heading', { name: /^Islands \(1\)/ })).toBeVisible()
      await expect(page.getByRole('searchbox')).toHaveValue('star')
    })

    test('needs no JavaScript', async ({ browser }) => {
      const context = await browser.newContext({ javaScriptEnabled: false })
      const page = await context.newPage()
      await current.server.fetch('/notes/3')
      await page.goto(current.url('/__vial'))
      await page.getByLabel('URL').fill('/notes/7')
      await page.getByRole('button', { name: 'What answers?' }).click()
      await expect(page.getByText('GET /notes/7 is answered by routes/notes/[id=int].tsx.')).toBeVisible()
      await page.getByRole('link', { name: 'Requests', exact: true }).click()
      await expect(page.getByRole('link', { name: 'GET /notes/3', exact: true })).toBeVisible()
      await context.close()
    })

    for (const colorScheme of ['light', 'dark'] as const) {
      test(`has no accessibility problems in the ${colorScheme} theme`, async ({ page }) => {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await page.goto(current.url('/'))
        for (const path of [...pages, '/requests/1']) {
          await page.goto(current.url(`/__vial${path}`))
          expect(await listViolations(page), path).toEqual([])
        }
      })
    }

    test('fits a phone', async ({ page }) => {
      await page.setViewportSize({ width: 320, height: 700 })
      await page.goto(current.url(`/?q=${'long'.repeat(60)}`))
      for (const path of [...pages, '/requests/1']) {
        await page.goto(current.url(`/__vial${path}`))
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        expect(overflow, path).toBeLessThanOrEqual(0)
        const wide = page.getByRole('region', { name: /^(Routes|Requests|Islands|Log)$/ })
        for (const region of await wide.all()) {
          const hidden = await region.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)
          expect(hidden, path).toBeLessThanOrEqual(0)
        }
      }
      // Cells that are stacked are still a table for screen readers.
      await page.goto(current.url('/__vial'))
      const row = page
        .getByRole('row')
        .filter({ has: page.getByRole('rowheader', { name: '/notes/[id=int]' }) })
      await expect(row.getByRole('cell').first()).toHaveText('page: GET')
      await expect(page.getByRole('columnheader', { name: 'Islands' })).toHaveCount(1)
    })
  },
  ['dev'],
)
