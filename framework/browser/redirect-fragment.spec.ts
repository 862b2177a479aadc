// Redirects to fragments with client navigation, in a real browser.
import type { Page } from '@playwright/test'
import { type BrowserSite, describeSite, expect, test } from '../fixtures/browser-site.ts'

const files = (base: string): Record<string, string> => ({
  'vite.config.js': `
    import { vial } from 'vial/vite'
    export default { base: '${base}', cacheDir: '.cache', plugins: [vial({ navigation: { client: true, prefetch: 'hover' } })] }`,
  'routes/_layout.tsx': `
    export const head = { link: [{ rel: 'icon', href: '${base}favicon.ico' }] }
    export default ({ children }) => children`,
  'routes/index.tsx': `
    import { href, redirect } from 'vial'
    export const POST = () => redirect('/other#end')
    export default () => <main><h1>Home</h1>
      <form method="post"><button>Save</button></form>
      <form method="post" action={href('/repeat')}><button name="word" value="said">Repeat</button></form>
      <a href={href('/go')}>Go</a> <a href={href('/go') + '#mine'}>Mine</a> <a href={href('/plain') + '#end'}>Kept</a>
      <a href={href('/circle')}>Circle</a>
    </main>`,
  'routes/go.ts': `import { redirect } from 'vial'\nexport const GET = () => redirect('/between#start')`,
  'routes/between.ts': `import { redirect } from 'vial'\nexport const GET = () => redirect('/other?a=1#end')`,
  'routes/plain.ts': `import { redirect } from 'vial'\nexport const GET = () => redirect('/other')`,
  'routes/repeat.ts': `import { redirect } from 'vial'\nexport const POST = () => redirect('/form#end', 307)`,
  'routes/form.tsx': `
    export const POST = async (ctx) => (await ctx.form()).data
    export default ({ form }) => <main><h1>Form</h1><p role="note">{form?.word}</p>
      <div style="height: 3000px" /><p id="end">End</p><div style="height: 3000px" />
    </main>`,
  'routes/circle.ts': `import { redirect } from 'vial'\nexport const GET = () => redirect('/circle#again')`,
  'routes/other.tsx': `
    import { href, redirect } from 'vial'
    export function POST(ctx) { ctx.flash('success', 'Saved'); return redirect('/other#end') }
    export default ({ flash }) => <main><h1>Other</h1>
      <form method="post"><button>Save again</button></form>{flash.map(({ message }) => <p role="note">{message}</p>)}
      <div style="height: 3000px" /><p id="end">End</p><div style="height: 3000px" />
    </main>`,
})

for (const base of ['/', '/app/']) {
  describeSite(`a site at ${base} whose redirects have fragments`, files(base), (current) => {
    for (const [role, name, path] of [
      ['link', 'Go', 'other?a=1#end'],
      ['link', 'Mine', 'other?a=1#end'],
      ['link', 'Kept', 'other#end'],
      ['button', 'Save', 'other#end'],
    ] as const) {
      test(`scrolls to the fragment after the ${role} ${name}`, async ({ page }) => {
        await open(page, current, base)
        await page.getByRole(role, { name, exact: true }).click()
        await expectEnd(page, current.url(base + path))
        await page.goBack()
        await expect(page.getByRole('heading')).toHaveText('Home')
      })
    }

    test('scrolls to the fragment of the same page, also a second time', async ({ page }) => {
      await open(page, current, `${base}other`)
      for (let round = 0; round < 2; round++) {
        await page.evaluate(() => scrollTo(0, 0))
        await page.getByRole('button', { name: 'Save again' }).click()
        await expect(page.getByRole('note')).toHaveText('Saved')
        await expectEnd(page, current.url(`${base}other#end`))
      }
    })

    test('sends a form again to the fragment to which a redirect repeats it', async ({ page }) => {
      await open(page, current, base)
      await page.getByRole('button', { name: 'Repeat' }).click()
      await expect(page.getByRole('note')).toHaveText('said')
      await expectEnd(page, current.url(`${base}form#end`))
    })

    test('leaves redirects without an end to the browser', async ({ page, allowConsole }) => {
      allowConsole(/ERR_TOO_MANY_REDIRECTS|\/circle/)
      await open(page, current, base)
      const failed = page.waitForEvent('requestfailed', (request) => request.isNavigationRequest())
      await page.getByRole('link', { name: 'Circle' }).click()
      expect((await failed).failure()?.errorText).toContain('ERR_TOO_MANY_REDIRECTS')
    })
  })
}

async function open(page: Page, current: BrowserSite, path: string): Promise<void> {
  await page.goto(current.url(path), { waitUntil: 'networkidle' })
  await page.evaluate(() => Object.assign(window, { mark: 1 }))
}

/** Expects the end to be at the top of the window, without a reload. */
async function expectEnd(page: Page, url: string): Promise<void> {
  await expect(page).toHaveURL(url)
  await expect
    .poll(() =>
      page.evaluate(() => Math.abs(document.querySelector('#end')?.getBoundingClientRect().top ?? 9)),
    )
    .toBeLessThan(1)
  expect(await page.evaluate(() => 'mark' in window)).toBe(true)
}
