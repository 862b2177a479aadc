// Client navigation in a real browser.
import type { Page } from '@playwright/test'
import { describeSite, expect, test } from '../fixtures/browser-site.ts'

const config = (navigation: string): string => `
  import { vial } from 'vial/vite'
  export default { cacheDir: '.cache', plugins: [vial({ navigation: ${navigation} })] }`

const pages = {
  'routes/_i/counter.island.tsx': `
    import { useEffect, useState } from 'preact/hooks'
    export default function Counter({ label }) {
      const [count, setCount] = useState(0)
      useEffect(() => () => { window.left = [...(window.left ?? []), label] }, [])
      return <button onClick={() => setCount(count + 1)}>{label}: {count}</button>
    }`,
  'routes/_i/signal.island.tsx': `
    import '@preact/signals'
    export const Plus = ({ value }) => <button onClick={() => value.value++}>Add</button>
    export const Total = ({ value }) => <output>{value}</output>`,
  'routes/_i/go.island.tsx': `
    import { navigate } from 'vial/client'
    export default () => <button onClick={() => navigate('/second')}>Go</button>`,
  'routes/_layout.tsx': `
    import Counter from './_i/counter.island.tsx'
    import './_base.css'
    export default ({ children, flash }) => <>
      <header data-keep="header"><Counter label="Kept" /><input aria-label="Note" /></header>
      <nav>
        <a href="/">Home</a> <a href="/second">Second</a> <a href="/slow">Slow</a> <a href="/moved">Moved</a>
        <a href="/closed">Closed</a> <a href="/nope">Nope</a> <a href="/form">Form</a> <a href="/later">Later</a>
        <a href="/second#far">Far</a> <a href="/second#100%">Full</a> <a href="/signal?at=1">One</a> <a href="/signal?at=5">Five</a>
      </nav>
      <main>{flash.map(({ message }) => <p role="note">{message}</p>)}{children}</main></>`,
  'routes/_base.css': 'body { margin: 10px }',
  'routes/index.tsx': `
    import Counter from './_i/counter.island.tsx'
    import Go from './_i/go.island.tsx'
    import './_home.css'
    export const head = { title: 'Home', htmlAttrs: { class: 'home' }, meta: [{ name: 'description', content: 'first' }] }
    export default () => <><h1>Home</h1><Counter label="Home" /><Go /><div style="height:3000px" /><p id="end">End</p></>`,
  'routes/_home.css': 'h1 { color: rgb(255, 0, 0) }',
  'routes/second.tsx': `
    import Counter from './_i/counter.island.tsx'
    import './_second.css'
    export const head = { title: 'Second', bodyAttrs: { class: 'second' }, meta: [{ name: 'description', content: 'other' }] }
    export default () => <><h1>Second</h1><Counter label="Second" /><div style="height:3000px" /><p id="far">Far</p></>`,
  'routes/_i/later.island.tsx': `
    import { useEffect, useState } from 'preact/hooks'
    export const hydrate = 'visible'
    export default function Later() {
      const [state, setState] = useState('Asleep')
      useEffect(() => setState('Awake'), [])
      return <p>{state}</p>
    }`,
  'routes/later.tsx': `
    import Later from './_i/later.island.tsx'
    // The island is a child of the body.
    export const config = { layout: false }
    export default () => <><h1>Later</h1><a href="/second">Second</a><Later /></>`,
  'routes/_second.css': 'h1 { letter-spacing: 3px }',
  'routes/slow.tsx': `export const head = { title: 'Slow', script: [{ type: 'application/ld+json', children: { a: 1 } }] }
    export const loader = () => new Promise((resolve) => setTimeout(resolve, 1500))
    export default () => <h1>Slow</h1>`,
  'routes/moved.ts': `import { redirect } from 'vial'\nexport const GET = () => redirect('/second')`,
  'routes/closed.tsx': `
    import { redirect } from 'vial'
    let isClosed = false
    export const loader = () => { if (isClosed) return redirect('/second?instead'); isClosed = true }
    export default () => <h1>Closed</h1>`,
  'routes/signal.tsx': `
    import { signal } from '@preact/signals'
    import { Plus, Total } from './_i/signal.island.tsx'
    export default ({ url }) => { const value = signal(Number(url.searchParams.get('at'))); return <><h1>Signal</h1><Plus value={value} /><Total value={value} /></> }`,
  'routes/form.tsx': `
    import { redirect } from 'vial'
    export const head = ({ form }) => ({ title: form ? 'Wrong' : 'Form' })
    export async function POST(ctx) {
      const { data } = await ctx.form()
      if (data.name === 'bad') return ctx.fail(422, { data })
      ctx.flash('success', JSON.stringify({ ...data, file: data.file && [data.file.name, data.file.size, await data.file.text()], type: ctx.request.headers.get('content-type').split(';')[0] }))
      return redirect('/second')
    }
    export default ({ form, url }) => <><h1>{form ? 'Try again' : 'Form'}</h1><p>{url.search}</p>
      <form method="post"><input name="name" aria-label="Name" value={form?.data.name} /><button name="do" value="save">Save</button>
        <button formmethod="get" name="do" value="find">Find</button></form>
      <form method="post" encType="multipart/form-data"><input type="file" name="file" aria-label="File" /><button>Send</button></form></>`,
}

const isSame = (page: Page): Promise<boolean> => page.evaluate(() => 'mark' in window)

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: 'networkidle' })
  await page.evaluate(() => Object.assign(window, { mark: 1 }))
}

describeSite(
  'a site with client navigation',
  { 'vite.config.js': config(`'client'`), ...pages },
  (current) => {
    test('follows a link without a reload, and updates everything on the page', async ({ page }) => {
      await open(page, current.url('/'))
      await page.getByRole('button', { name: 'Kept: 0' }).click()
      await page.getByLabel('Note').fill('written')
      await page.getByRole('link', { name: 'Second', exact: true }).click()

      await expect(page).toHaveURL(current.url('/second'))
      await expect(page).toHaveTitle('Second')
      await expect(page.getByRole('heading')).toHaveText('Second')
      await expect(page.getByRole('heading')).toBeFocused()
      await expect(page.getByRole('status')).toHaveText('Second')
      expect(await isSame(page)).toBe(true)
      // Only the styles of this page.
      await expect(page.getByRole('heading')).toHaveCSS('letter-spacing', '3px')
      await expect(page.getByRole('heading')).toHaveCSS('color', 'rgb(0, 0, 0)')
      await expect(page.locator('body')).toHaveCSS('margin', '10px')
      await expect(page.locator('html')).not.toHaveClass('home')
      await expect(page.locator('body')).toHaveClass('second')
      await expect(page.locator('meta[name=description]')).toHaveAttribute('content', 'other')
      // Islands: the one with data-keep stays, the old one is removed, the new one hydrates.
      await expect(page.getByLabel('Note')).toHaveValue('written')
      await page.getByRole('button', { name: 'Kept: 1' }).click()
      await expect(page.getByRole('button', { name: 'Kept: 2' })).toBeVisible()
      await page.getByRole('button', { name: 'Second: 0' }).click()
      await expect(page.getByRole('button', { name: 'Second: 1' })).toBeVisible()
      expect(await page.evaluate(() => (window as { left?: string[] }).left)).toEqual(['Home'])
    })

    test('forgets an island that is left while its strategy loads', async ({ page }) => {
      let release = (): void => {}
      const held = new Promise<void>((resolve) => {
        release = resolve
      })
      await page.route(/schedule-hydration/, async (route) => {
        await held
        await route.continue()
      })
      await open(page, current.url('/'))
      await page.getByRole('link', { name: 'Later' }).click()
      await expect(page.getByRole('heading')).toHaveText('Later')
      await page.getByRole('link', { name: 'Second', exact: true }).click()
      await expect(page.getByRole('heading')).toHaveText('Second')
      release()
      await page.getByRole('link', { name: 'Later' }).click()
      await expect(page.getByText('Awake')).toBeVisible()
      expect(await isSame(page)).toBe(true)
    })

    test('announces a page even if its hash is invalid', async ({ page }) => {
      await open(page, current.url('/'))
      await page.getByRole('link', { name: 'Full' }).click()

      await expect(page.getByRole('status')).toHaveText('Second')
      expect(await isSame(page)).toBe(true)
    })

    test('does not paint a page before its styles have loaded', async ({ page }) => {
      await open(page, current.url('/'))
      await page.route(/_?second[^/]*\.css/, async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 300))
        await route.continue()
      })
      await page.evaluate(() => {
        const seen: string[] = []
        Object.assign(window, { seen })
        new MutationObserver(() => {
          const heading = document.querySelector('h1')!
          seen.push(`${heading.textContent} ${getComputedStyle(heading).letterSpacing}`)
        }).observe(document.body, { childList: true })
      })
      await page.getByRole('link', { name: 'Second', exact: true }).click()
      await expect(page.getByRole('heading')).toHaveText('Second')
      expect(
        await page.evaluate(() =>
          (window as { seen?: string[] }).seen!.find((text) => text.startsWith('Second')),
        ),
      ).toBe('Second 3px')
    })

    test('restores scroll positions when going back and forward, and scrolls to hashes', async ({ page }) => {
      await open(page, current.url('/'))
      await page.evaluate(() => scrollTo(0, 700))
      await page.getByRole('link', { name: 'Far' }).dispatchEvent('click')
      await expect(page).toHaveURL(current.url('/second#far'))
      await expect(page.getByText('Far', { exact: true }).last()).toBeInViewport()
      await page.goBack()
      await expect(page).toHaveTitle('Home')
      await expect.poll(() => page.evaluate(() => scrollY)).toBe(700)
      await page.goForward()
      await expect(page).toHaveTitle('Second')
      await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(2000)
      await page.goBack()
      await expect(page).toHaveTitle('Home')
      await page.getByRole('link', { name: 'Second', exact: true }).dispatchEvent('click')
      await expect(page).toHaveTitle('Second')
      await expect.poll(() => page.evaluate(() => scrollY)).toBe(0)
      expect(await isSame(page)).toBe(true)
    })

    test('submits forms, follows redirects, and shows a form again', async ({ page, allowConsole }) => {
      allowConsole(/422/)
      await open(page, current.url('/form'))
      await page.getByLabel('Name').fill('bad')
      await page.getByRole('button', { name: 'Save' }).click()
      await expect(page.getByRole('heading')).toHaveText('Try again')
      await expect(page).toHaveTitle('Wrong')
      await expect(page.getByLabel('Name')).toHaveValue('bad')
      await page.getByRole('button', { name: 'Find' }).click()
      await expect(page).toHaveURL(current.url('/form?name=bad&do=find'))
      await expect(page.getByText('?name=bad&do=find')).toBeVisible()
      await page.getByLabel('Name').fill('good & well')
      await page.getByRole('button', { name: 'Save' }).click()
      await expect(page).toHaveURL(current.url('/second'))
      await expect(page.getByRole('note')).toHaveText(
        '{"name":"good & well","do":"save","type":"application/x-www-form-urlencoded"}',
      )
      await page.goBack()
      await page
        .getByLabel('File')
        .setInputFiles({ name: 'ä.txt', mimeType: 'text/plain', buffer: Buffer.from('Grüße\n') })
      await page.getByRole('button', { name: 'Send' }).click()
      await expect(page.getByRole('note')).toHaveText(
        '{"file":["ä.txt",8,"Grüße\\n"],"type":"multipart/form-data"}',
      )
      expect(await isSame(page)).toBe(true)
    })

    test('shows redirects and error pages at their own URLs', async ({ page, allowConsole }) => {
      allowConsole(/404/)
      await open(page, current.url('/'))
      await page.getByRole('link', { name: 'Moved' }).click()
      await expect(page).toHaveURL(current.url('/second'))
      expect(await isSame(page)).toBe(true)
      await page.getByRole('link', { name: 'Nope' }).click()
      await expect(page).toHaveURL(current.url('/nope'))
      await expect(page.getByRole('heading')).toHaveText('Not Found')
    })

    test('shows the URL of a page that going back redirects to', async ({ page }) => {
      await open(page, current.url('/'))
      await page.getByRole('link', { name: 'Closed' }).click()
      await expect(page.getByRole('heading')).toHaveText('Closed')
      await page.getByRole('link', { name: 'Home' }).click()
      await expect(page).toHaveTitle('Home')
      await page.goBack()
      await expect(page).toHaveTitle('Second')
      await expect(page).toHaveURL(current.url('/second?instead'))
      await page.goForward()
      await expect(page).toHaveTitle('Home')
      expect(await isSame(page)).toBe(true)
    })

    test('shows a progress bar for a slow page, and cancels it for another page', async ({ page }) => {
      await open(page, current.url('/'))
      await page.getByRole('link', { name: 'Slow' }).click()
      await expect(page.locator('.vial-progress')).toBeVisible()
      await page.getByRole('link', { name: 'Second', exact: true }).click()
      await expect(page).toHaveTitle('Second')
      await expect(page.locator('.vial-progress')).toHaveCount(0)
      await page.getByRole('link', { name: 'Slow' }).click()
      await expect(page).toHaveTitle('Slow')
      await expect(page.locator('.vial-progress')).toHaveCount(0)
    })

    test('gives each page its own signals', async ({ page }) => {
      await open(page, current.url('/signal?at=1'))
      await page.getByRole('button', { name: 'Add' }).click()
      await expect(page.locator('output')).toHaveText('2')
      await page.getByRole('link', { name: 'Five' }).click()
      await expect(page.locator('output')).toHaveText('5')
      await page.getByRole('button', { name: 'Add' }).click()
      await expect(page.locator('output')).toHaveText('6')
    })

    test('navigates for islands and scripts, and fires events', async ({ page }) => {
      await open(page, current.url('/'))
      await page.evaluate(() => {
        const heard: string[] = []
        Object.assign(window, { heard })
        for (const name of ['vial:navigate', 'vial:navigated']) {
          document.addEventListener(name, (event) => {
            const { url } = (event as CustomEvent<{ url: string }>).detail
            heard.push(`${name} ${new URL(url).pathname}`)
            if (url.endsWith('/moved')) event.preventDefault()
          })
        }
      })
      await page.getByRole('link', { name: 'Moved' }).click()
      await page.getByRole('button', { name: 'Go' }).click()
      await expect(page).toHaveTitle('Second')
      expect(await page.evaluate(() => (window as { heard?: string[] }).heard)).toEqual([
        'vial:navigate /moved',
        'vial:navigate /second',
        'vial:navigated /second',
      ])
      expect(await isSame(page)).toBe(true)
    })
  },
)
