// The error page of development in a real browser: what it says, in both themes, with the keyboard and on a phone.
import axe from 'axe-core'
import { describeSite, expect, test } from '../../fixtures/browser-site.ts'

const files = {
  'routes/_layout.tsx': `export default ({ children }) => <main>{children}</main>`,
  'routes/_middleware.ts': `export default (ctx, next) => { ctx.session.user = 'secret-of-the-session'; return next() }`,
  'lib/data.ts': `
    export function read() {
      try {
        return JSON.parse('{')
      } catch (cause) {
        throw new Error('The posts could not be read.', { cause })
      }
    }`,
  'routes/posts.tsx': `
    import { read } from '../lib/data.ts'
    export const loader = () => read()
    export default () => <p>Posts</p>`,
  'routes/broken.tsx': `export default function Broken() {\n  return <p>Hello</div>\n}`,
}

describeSite(
  'the error page',
  files,
  (current) => {
    test.beforeEach(({ allowConsole }) =>
      allowConsole(/^(debug|log): \[(vite|hmr)\]|Failed to load resource/),
    )

    test('shows the source, the causes, what the request passed, and no secret', async ({ page }) => {
      await page.setExtraHTTPHeaders({ authorization: 'Bearer secret-of-the-header' })
      await page.goto(current.url('/posts?token=secret-of-the-query'))
      const report = page.frameLocator('iframe[title="Error report"]')
      await expect(report.getByRole('heading', { level: 1 })).toHaveText('The posts could not be read.')
      await expect(report.getByText('read (lib/data.ts:6:15)', { exact: true })).toBeVisible()
      const link = report.getByRole('link', { name: 'Open lib/data.ts in the editor' }).first()
      await expect(link).toHaveAttribute('href', /^\/__open-in-editor\?file=.*data\.ts%3A6%3A15$/)
      await expect(report.locator('mark').first()).toContainText('throw new Error')
      await expect(report.getByRole('heading', { name: 'Caused by SyntaxError' })).toBeVisible()
      const chain = report.locator('.chain li')
      await expect(chain).toHaveText(['routes/_middleware.ts', 'routes/_layout.tsx', 'routes/posts.tsx'])
      await expect(report.getByRole('row', { name: 'user •••' })).toBeVisible()
      expect(await page.content()).not.toContain('secret-of-the')
    })

    test('shows a mistake in the syntax as plainly', async ({ page }) => {
      await page.goto(current.url('/broken'))
      const report = page.frameLocator('iframe[title="Error report"]')
      await expect(report.getByRole('heading', { level: 1 })).toHaveText(
        `Expected corresponding JSX closing tag for 'p'.`,
      )
      await expect(report.getByText('routes/broken.tsx:2:20', { exact: true })).toBeVisible()
      await expect(report.locator('mark')).toContainText('return <p>Hello</div>')
    })

    test('is copied as Markdown, with the keyboard', async ({ page, context }) => {
      await context.grantPermissions(['clipboard-read', 'clipboard-write'])
      await page.goto(current.url('/posts'))
      const report = page.frameLocator('iframe[title="Error report"]')
      await report.getByRole('button', { name: 'Copy as Markdown' }).focus()
      await page.keyboard.press('Enter')
      await expect(report.getByRole('button', { name: 'Copied' })).toBeFocused()
      const text = await page.evaluate(() => navigator.clipboard.readText())
      expect(text).toContain('## Error: The posts could not be read.')
      expect(text).toContain('### Caused by SyntaxError')
      expect(text).toContain('(lib/data.ts:6:15)')
    })

    test('opens the inspector', async ({ page }) => {
      await page.goto(current.url('/posts'))
      await page
        .frameLocator('iframe[title="Error report"]')
        .getByRole('link', { name: 'Open the inspector' })
        .click()
      await expect(page.getByRole('heading', { name: 'Requests' })).toBeVisible()
    })

    for (const colorScheme of ['light', 'dark'] as const) {
      test(`has no accessibility problems in the ${colorScheme} theme`, async ({ page }) => {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await page.setViewportSize({ width: 360, height: 800 })
        await page.goto(current.url('/posts'))
        const frame = page.frames().find((one) => one.url() === 'about:srcdoc')!
        await frame.evaluate(axe.source)
        const violations = await frame.evaluate(async () => {
          const { axe: runner } = window as unknown as { axe: typeof axe }
          const { violations: found } = await runner.run(document)
          return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
        })
        expect(violations).toEqual([])
        expect(
          await frame.evaluate(() => document.documentElement.scrollWidth - innerWidth),
        ).toBeLessThanOrEqual(0)
      })
    }
  },
  ['dev'],
)
