// Edits of files that only the server runs, in a real browser: a mistake shows, and no old text stays after it is fixed.
import { describeChangingSite, expect, open, test } from '../../fixtures/changing-site.ts'

const files = {
  'vite.config.js': `
    import mdx from '@mdx-js/rollup'
    import { vial } from 'vial/vite'
    export default { plugins: [mdx({ jsxImportSource: 'preact' }), vial({ extensions: ['.mdx'] })] }`,
  'routes/_server.ts': `export default { start(app) { app.locals.text = 'server 1' } }`,
  'routes/_layout.tsx': `export default ({ children }) => <main><b>layout 1</b>{children}</main>`,
  'routes/index.tsx': `
    import { Card } from '../parts/card.tsx'
    import { note } from '../parts/note.ts'
    import './page.css'
    export const loader = (ctx) => ({ text: ctx.app.locals.text })
    export default ({ data }) => (
      <section>
        <h1 class="title">page 1</h1>
        <Card>inside</Card>
        <p>{data.text}, {note}</p>
      </section>
    )`,
  'routes/page.css': '.title { color: rgb(1, 0, 0) }',
  'routes/text.mdx': '# text 1\n',
  'parts/card.tsx': `export const Card = ({ children }) => <div class="card"><i>card 1</i> {children}</div>`,
  'parts/note.ts': `export const note = 'note 1'`,
}

const edits = [
  ['a page', 'routes/index.tsx', '/', 'page', '<section>', '<sction>'],
  ['a layout', 'routes/_layout.tsx', '/', 'layout', '<main>', '<mian>'],
  ['a component', 'parts/card.tsx', '/', 'card', '<i>', '<i'],
  ['a module', 'parts/note.ts', '/', 'note', 'note =', 'note ='.repeat(2)],
  ['_server', 'routes/_server.ts', '/', 'server', 'start(app) {', 'start(app) { app.nothing.at.all'],
  ['a Markdown page', 'routes/text.mdx', '/text', 'text', '# text', '{ # text'],
] as const

describeChangingSite('a site whose server files change', files, (current, change) => {
  for (const [what, path, url, word, right, wrong] of edits) {
    test(`shows a mistake in ${what}, and then its new text alone`, async ({ page, allowConsole }) => {
      allowConsole(/Failed to load resource|Internal Server Error/)
      await open(page, current, url)
      await expect(page.getByText(`${word} 1`)).toBeVisible()

      await change(path, right, wrong)
      // A site that cannot start has no error page, so Vite shows its own.
      const report =
        path === 'routes/_server.ts' ? page.locator('vite-error-overlay') : page.getByTitle('Error report')
      await expect(report).toBeVisible()
      await change(path, wrong, right)
      await expect(page.getByText(`${word} 1`)).toBeVisible()
      await change(path, `${word} 1`, `${word} 2`)
      await expect(page.getByText(`${word} 2`)).toBeVisible()
      await expect(page.getByText(`${word} 1`)).toHaveCount(0)
      // What a browser gets that has not seen the page before.
      expect(await current.server.text(url)).not.toContain(`${word} 1`)
    })
  }

  test('swaps a stylesheet without loading the page again', async ({ page }) => {
    const loads = await open(page, current, '/')
    await expect(page.locator('.title')).toHaveCSS('color', 'rgb(1, 0, 0)')
    await change('routes/page.css', 'rgb(1, 0, 0)', 'rgb(2, 0, 0)')
    await expect(page.locator('.title')).toHaveCSS('color', 'rgb(2, 0, 0)')
    expect(loads()).toBe(0)
  })
})
