// Forms whose request is on the way: they are marked, and not sent twice.
import type { Page } from '@playwright/test'
import { type BrowserSite, describeSite, expect, test } from '../fixtures/browser-site.ts'

const files = {
  // Requests to /slow wait until the page opens the gate, so that a test can look at the page meanwhile.
  'routes/_gates.ts': `
    const gates = new Map()
    function createSignal() {
      const signal = {}
      signal.promise = new Promise((resolve) => { signal.resolve = resolve })
      return signal
    }
    export function gateOf(key) {
      if (!gates.has(key)) gates.set(key, { sent: 0, arrived: createSignal(), opened: createSignal() })
      return gates.get(key)
    }`,
  'routes/arrived.ts': `
    import { gateOf } from './_gates.ts'
    export const GET = async ({ query }) => { await gateOf(query.get('key')).arrived.promise }`,
  'routes/open.ts': `
    import { gateOf } from './_gates.ts'
    export const GET = ({ query }) => { gateOf(query.get('key')).opened.resolve() }`,
  'routes/slow.ts': `
    import { redirect } from 'vial'
    import { gateOf } from './_gates.ts'
    export async function POST(ctx) {
      const { data } = await ctx.form()
      const gate = gateOf(data.key)
      gate.sent++
      gate.arrived.resolve()
      await gate.opened.promise
      return redirect('/saved?key=' + data.key + '&do=' + data.do)
    }`,
  'routes/saved.tsx': `
    import { gateOf } from './_gates.ts'
    export default ({ url }) => <h1>{url.searchParams.get('do')} {gateOf(url.searchParams.get('key')).sent}</h1>`,
  'routes/nothing.ts': 'export const POST = () => {}',
  'routes/found.tsx': `export default ({ url }) => <h1>Found {url.searchParams.get('q')}</h1>`,
  'routes/index.tsx': `
    import { randomUUID } from 'node:crypto'
    export default () => { const key = randomUUID(); return <>
      <form method="post" action="/slow" id="first"><input type="hidden" name="key" value={key} />
        <button name="do" value="saved">Save</button> <button formaction="/nothing">Nothing</button></form>
      <form method="post" action="/slow" id="second"><input type="hidden" name="key" value={key} /><button name="do" value="other">Other</button></form>
      <form action="/found" id="search"><input name="q" /><button>Search</button></form>
      <form method="post" action="/nothing" data-no-pending><button>Export</button></form>
      <form method="post" action="/nothing" target="elsewhere"><button>Elsewhere</button></form><iframe name="elsewhere" title="Elsewhere" />
      <dialog open><form method="dialog"><button>Close</button></form></dialog></> }`,
}

const configOf = (navigation: string): string => `
  import { vial } from 'vial/vite'
  export default { cacheDir: '.cache', plugins: [vial({ navigation: ${navigation} })] }`

/** What the page below does with its forms. The browser pauses the tests while it navigates, so the page acts itself. */
interface Visitor {
  press(name: string): void
  /** Waits until the server has received the form, and opens the gate. */
  arrived(): Promise<void>
  open(): Promise<void>
  /** Describes the marks of the form with this button. */
  marks(name: string): string
}

/** Runs an action in the page, which stores what it returns. */
async function act(page: Page, current: BrowserSite, action: (visitor: Visitor) => unknown): Promise<void> {
  await page.goto(current.url('/'), { waitUntil: 'networkidle' })
  await page.evaluate((source) => {
    const key = document.querySelector<HTMLInputElement>('[name=key]')!.value
    const button = (name: string): HTMLButtonElement =>
      [...document.querySelectorAll('button')].find(({ textContent }) => textContent === name)!
    const visitor: Visitor = {
      press(name) {
        button(name).focus()
        button(name).click()
      },
      arrived: async () => void (await fetch(`/arrived?key=${key}`)),
      open: async () => void (await fetch(`/open?key=${key}`)),
      marks(name) {
        const { form, ariaDisabled } = button(name)
        const focused = document.activeElement === button(name) ? 'focused' : ''
        return `${form?.getAttribute('aria-busy')} ${ariaDisabled} ${focused}`.trim()
      },
    }
    const result: Promise<unknown> = new Function('visitor', `return (${source})(visitor)`)(visitor)
    // Not awaited: the page may be replaced before it is settled.
    Promise.resolve(result).then((seen) => sessionStorage.setItem('seen', JSON.stringify(seen ?? '')))
  }, action.toString())
}

const readSeen = (page: Page): Promise<unknown> =>
  page.evaluate(() => JSON.parse(sessionStorage.getItem('seen') ?? 'null'))

for (const [name, navigation, testOwnForms] of [
  ['client navigation', `'client'`, testClientForms],
  ['pending forms', '{ pendingForms: true }', testBrowserForms],
] as const) {
  describeSite(`a site with ${name}`, { 'vite.config.js': configOf(navigation), ...files }, (current) => {
    test('marks a submitted form, and sends it once', async ({ page }) => {
      await act(page, current, async ({ press, arrived, open, marks }) => {
        press('Save')
        await arrived()
        press('Save')
        document.querySelector<HTMLFormElement>('#first')!.requestSubmit()
        sessionStorage.setItem('during', marks('Save'))
        await open()
      })
      await expect(page.getByRole('heading')).toHaveText('saved 1')
      expect(await page.evaluate(() => sessionStorage.getItem('during'))).toBe('true true focused')
    })

    test('lets another form replace the one that is on the way', async ({ page }) => {
      await act(page, current, async ({ press, arrived, open, marks }) => {
        press('Save')
        await arrived()
        press('Other')
        await fetch('/nothing', { method: 'POST' })
        sessionStorage.setItem('during', `${marks('Save')}, ${marks('Other')}`)
        await open()
      })
      await expect(page.getByRole('heading')).toHaveText(/^other/)
      expect(await page.evaluate(() => sessionStorage.getItem('during'))).toBe('null null, true true focused')
    })

    test('repeats a search', async ({ page }) => {
      await act(page, current, ({ press }) => {
        const field = document.querySelector<HTMLInputElement>('[name=q]')!
        for (const text of ['one', 'two']) {
          field.value = text
          press('Search')
        }
      })
      await expect(page).toHaveURL(current.url('/found?q=two'))
      await expect(page.getByRole('heading')).toHaveText('Found two')
    })

    test('does not mark forms of dialogs or other windows', async ({ page }) => {
      await act(page, current, ({ press, marks }) => {
        press('Close')
        press('Elsewhere')
        return [marks('Close'), marks('Elsewhere')].map((text) => text.replace(' focused', ''))
      })
      await expect.poll(() => readSeen(page)).toEqual(['null null', 'null null'])
    })

    testOwnForms(current)
  })
}

describeSite(
  'a site without pending forms',
  { 'vite.config.js': configOf('{}'), ...files },
  (current) => {
    test('sends no script for them', async ({ page }) => {
      await page.goto(current.url('/'))
      await expect(page.locator('form').first()).toBeVisible()
      expect(await page.locator('script[src*=client]').count()).toBe(0)
    })
  },
  ['production'],
)

/** Defines the tests of forms that a script sends. */
function testClientForms(current: BrowserSite): void {
  test('can be sent again after a response without a page', async ({ page }) => {
    const sent: string[] = []
    page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()))
    await page.goto(current.url('/'), { waitUntil: 'networkidle' })
    const button = page.getByRole('button', { name: 'Nothing' })
    for (const count of [1, 2]) {
      await button.click()
      await expect.poll(() => sent.length).toBe(count)
      await expect(button).not.toHaveAttribute('aria-disabled')
      await expect(page.locator('#first')).not.toHaveAttribute('aria-busy')
    }
  })
}

/** Defines the tests of forms that the browser sends. */
function testBrowserForms(current: BrowserSite): void {
  test('can be sent again if the visitor stops the first request', async ({ page }) => {
    await act(page, current, async ({ press, arrived, open, marks }) => {
      press('Save')
      await arrived()
      const failed = new Promise((resolve) => navigation.addEventListener('navigateerror', resolve))
      stop()
      await failed
      sessionStorage.setItem('during', marks('Save'))
      press('Save')
      await open()
    })
    await expect(page.getByRole('heading')).toHaveText('saved 2')
    expect(await page.evaluate(() => sessionStorage.getItem('during'))).toBe('null null focused')
  })

  test('are not marked when the visitor goes back to the page', async ({ page }) => {
    await act(page, current, ({ press, marks }) => {
      press('Nothing')
      const during = marks('Nothing')
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
      return [during, marks('Nothing')]
    })
    await expect.poll(() => readSeen(page)).toEqual(['true true focused', 'null null focused'])
  })

  test('are not marked inside data-no-pending, for downloads', async ({ page }) => {
    await act(page, current, ({ press, marks }) => {
      press('Export')
      return marks('Export')
    })
    await expect.poll(() => readSeen(page)).toBe('null null focused')
  })
}
