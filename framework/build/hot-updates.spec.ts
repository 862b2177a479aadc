// Hot updates in a real browser: what changes while somebody looks at a page.
import type { Page } from '@playwright/test'
import { type BrowserSite, describeSite, expect, test } from '../fixtures/browser-site.ts'

const counter = (text: string): string => `
  import { useState } from 'preact/hooks'
  import { Mark } from '../parts/mark.tsx'
  import { unit } from '../parts/unit.ts'
  export default function Counter() {
    const [count, setCount] = useState(0)
    return <button onClick={() => setCount(count + 1)}>${text}: {count} {unit}<Mark /></button>
  }
  export const Second = () => {
    const [count, setCount] = useState(0)
    return <button onClick={() => setCount(count + 1)}>${text} two: {count}</button>
  }`
const mark = (text: string): string => `export function Mark() { return <i>${text}</i> }`
const pageWith = (name: string, more = ''): string => `
  import Island from '../islands/${name}.island.tsx'
  export default () => <main><Island ${more} /></main>`

const files = {
  'parts/mark.tsx': mark('!'),
  'parts/unit.ts': `export const unit = 'm'`,
  'parts/both.ts': `export const both = 'both-1'`,
  'parts/server.ts': `export const server = 'server-1'`,
  'islands/counter.island.tsx': counter('Count'),
  'routes/index.tsx': `
    import Counter, { Second } from '../islands/counter.island.tsx'
    import { server } from '../parts/server.ts'
    export default () => <main><h1>{server}</h1><Counter /><Second /></main>`,
  'islands/shared.island.tsx': `
    import { useState } from 'preact/hooks'
    import { both } from '../parts/both.ts'
    export default function Shared() { useState(0); return <p>island {both}</p> }`,
  'routes/shared.tsx': `
    import Shared from '../islands/shared.island.tsx'
    import { both } from '../parts/both.ts'
    export default () => <main><h1>page {both}</h1><Shared /></main>`,
  'islands/signal.island.tsx': `
    import { signal } from '@preact/signals'
    import { string } from 'valibot'
    export default function Signal({ count }) {
      return <button onClick={() => count.value++}>Signal: {count} {string().type}</button>
    }`,
  'routes/signal.tsx': `
    import { signal } from '@preact/signals'
    import Signal from '../islands/signal.island.tsx'
    export default () => <Signal count={signal(1)} />`,
  'islands/late.island.tsx': `
    import { useState } from 'preact/hooks'
    export default () => { const [count, setCount] = useState(0); return <button onClick={() => setCount(count + 1)}>Late: {count}</button> }`,
  'routes/late.tsx': `
    import Late from '../islands/late.island.tsx'
    export default () => <main><Late /><div style="height: 3000px"></div><Late hydrate="visible" /><Late hydrate="interaction" /></main>`,
  'islands/closed.island.tsx': `
    import { useState } from 'preact/hooks'
    import { Inside } from '../parts/inside.tsx'
    export default function Closed() { const [isOpen, open] = useState(false); return <button onClick={() => open(!isOpen)}>Open {isOpen && <Inside />}</button> }`,
  'parts/inside.tsx': `export const Inside = () => <i>inside 1</i>`,
  'routes/closed.tsx': pageWith('closed'),
  'islands/styled.island.tsx': `
    import './styled.css'
    export default function Styled() { return <p class="styled">Styled</p> }`,
  'islands/styled.css': '.styled { color: rgb(1, 2, 3) }',
  'routes/styled.tsx': pageWith('styled'),
  'islands/module.island.tsx': `
    import style from './look.module.css'
    import { useState } from 'preact/hooks'
    export default function Look() { const [count, add] = useState(0); return <button class={style.look} onClick={() => add(count + 1)}>Look {count}</button> }`,
  'islands/look.module.css': '.look { color: rgb(1, 2, 3) }',
  'routes/module.tsx': pageWith('module'),
  'islands/outline.island.tsx': `
    export const hydrate = 'load'
    export default function Outline() { return <p>{typeof window}</p> }`,
  'routes/outline.tsx': pageWith('outline'),
  'islands/broken.island.tsx': `
    import { useState } from 'preact/hooks'
    export default function Broken() { const [count, add] = useState(0); return <button onClick={() => add(count + 1)}>Broken: {count}</button> }`,
  'routes/broken.tsx': pageWith('broken'),
  'islands/failing.island.tsx': `
    import { useState } from 'preact/hooks'
    const isBroken = false
    export default function Failing() {
      const [count, add] = useState(0)
      if (isBroken) throw new Error('at work')
      return <button onClick={() => add(count + 1)}>Failing: {count}</button>
    }`,
  'routes/failing.tsx': pageWith('failing'),
  'islands/only.island.tsx': `
    export const hydrate = 'only'
    export default function Only() { return <p>Only</p> }`,
  'routes/only.tsx': pageWith('only'),
  'routes/plain.tsx': `export default () => <p>Plain</p>`,
}

// Vite's client tells of every update.
const viteNews = /^(debug|log): \[(vite|hmr)\]/

test.beforeEach(({ allowConsole }) => allowConsole(viteNews))

async function open(page: Page, current: BrowserSite, path: string): Promise<() => number> {
  await page.goto(current.url(path), { waitUntil: 'networkidle' })
  let loads = 0
  page.on('load', () => loads++)
  return () => loads
}

/** Presses the button of a page until its island is awake. */
async function press(page: Page, text: string | RegExp): Promise<void> {
  await expect(async () => {
    await page.getByRole('button').click({ timeout: 1000 })
    await expect(page.getByRole('button')).toHaveText(text, { timeout: 300 })
  }).toPass({ timeout: 10_000 })
}

describeSite(
  'a site whose islands change',
  files,
  (current) => {
    const change = async (path: keyof typeof files, from: string, to: string): Promise<void> => {
      const text = (await current.site.read(path)).replaceAll(from, to)
      await current.site.write({ [path]: text })
    }

    test('loads the first page with islands once, also when Vite has prepared nothing yet', async ({
      page,
    }) => {
      let documents = 0
      page.on('request', (request) => request.isNavigationRequest() && documents++)
      await page.goto(current.url('/signal'), { waitUntil: 'networkidle' })
      await page.getByRole('button', { name: 'Signal: 1 string' }).click()
      await expect(page.getByRole('button', { name: 'Signal: 2 string' })).toBeVisible()
      await page.goto(current.url('/'), { waitUntil: 'networkidle' })
      expect(documents).toBe(2)
    })

    test('keeps the state of an edited island and of its other exports', async ({ page }) => {
      const loads = await open(page, current, '/')
      await page.getByRole('button', { name: 'Count: 0' }).click()
      await page.getByRole('button', { name: 'Count two: 0' }).click()
      await current.site.write({ 'islands/counter.island.tsx': counter('Edited') })
      await expect(page.getByRole('button', { name: 'Edited: 1 m!' })).toBeVisible()
      await expect(page.getByRole('button', { name: 'Edited two: 1' })).toBeVisible()
      // And again, for the second version comes another way than the first.
      await current.site.write({ 'islands/counter.island.tsx': counter('Again') })
      await expect(page.getByRole('button', { name: 'Again: 1 m!' })).toBeVisible()
      // The server renders the same.
      expect(await current.server.text('/')).toContain('Again: ')

      await current.site.write({ 'parts/mark.tsx': mark('?') })
      await expect(page.getByRole('button', { name: 'Again: 1 m?' })).toBeVisible()
      await change('parts/unit.ts', `'m'`, `'km'`)
      await expect(page.getByRole('button', { name: 'Again: 1 km?' })).toBeVisible()
      expect(await current.server.text('/')).toContain('km')
      expect(loads()).toBe(0)

      await change('parts/server.ts', 'server-1', 'server-2')
      await expect(page.getByRole('heading', { name: 'server-2' })).toBeVisible()
      await page.waitForLoadState('networkidle')
      await page.getByRole('button', { name: 'Again: 0 km?' }).click()
      expect(loads()).toBe(1)
    })

    test('keeps a signal', async ({ page }) => {
      const loads = await open(page, current, '/signal')
      await page.getByRole('button', { name: 'Signal: 1 string' }).click()
      await change('islands/signal.island.tsx', 'Signal:', 'Edited:')
      await page.getByRole('button', { name: 'Edited: 2 string' }).click()
      await expect(page.getByRole('button', { name: 'Edited: 3 string' })).toBeVisible()
      expect(loads()).toBe(0)
    })

    test('starts an island anew whose hooks are other ones', async ({ page }) => {
      const loads = await open(page, current, '/')
      const button = page.getByRole('button').first()
      await button.click()
      await expect(button).toContainText(': 1')
      await change('islands/counter.island.tsx', 'Counter() {', `Counter() { const [word] = useState('word')`)
      await expect(button).toContainText(': 0')
      await change('islands/counter.island.tsx', `useState('word')`, `useState('word'); useState(9)`)
      await button.click()
      await expect(button).toContainText(': 1')
      expect(loads()).toBe(0)
    })

    test('loads the page anew, once, for what the page itself reads as well', async ({ page }) => {
      const loads = await open(page, current, '/shared')
      await change('parts/both.ts', 'both-1', 'both-2')
      await expect(page.getByRole('heading', { name: 'page both-2' })).toBeVisible()
      await expect(page.getByText('island both-2')).toBeVisible()
      await page.waitForLoadState('networkidle')
      expect(loads()).toBe(1)
    })

    test('wakes an island with its newest code', async ({ page }) => {
      const loads = await open(page, current, '/late')
      await page.getByRole('button').first().click()
      await change('islands/late.island.tsx', 'Late:', 'Newer:')
      await expect(page.getByRole('button', { name: 'Newer: 1' })).toBeVisible()
      await page.getByRole('button').nth(1).scrollIntoViewIfNeeded()
      await expect(page.getByRole('button').nth(1)).toHaveText('Newer: 0')
      await page.getByRole('button').nth(2).click()
      await expect(page.getByRole('button').nth(2)).toHaveText('Newer: 1')
      expect(loads()).toBe(0)
    })

    test('shows the newest code of a component that was not there when it changed', async ({ page }) => {
      const loads = await open(page, current, '/closed')
      const news = page.waitForEvent('console', (message) =>
        message.text().includes('hot updated: /parts/inside'),
      )
      await change('parts/inside.tsx', 'inside 1', 'inside 2')
      await news
      await page.getByRole('button').click()
      await expect(page.getByRole('button', { name: 'Open inside 2' })).toBeVisible()
      expect(loads()).toBe(0)
    })

    test('swaps the styles of an island', async ({ page }) => {
      const loads = await open(page, current, '/styled')
      const text = page.getByText('Styled')
      const sheets = page.locator('[data-vite-dev-id$="styled.css"]')
      await expect(text).toHaveCSS('color', 'rgb(1, 2, 3)')
      await expect(sheets).toHaveCount(1)
      await change('islands/styled.css', 'rgb(1, 2, 3)', 'rgb(4, 5, 6)')
      await expect(text).toHaveCSS('color', 'rgb(4, 5, 6)')
      await change('islands/styled.css', 'color: rgb(4, 5, 6)', 'opacity: 0.5')
      await expect(text).toHaveCSS('opacity', '0.5')
      await expect(text).toHaveCSS('color', 'rgb(0, 0, 0)')
      await expect(sheets).toHaveCount(1)
      expect(loads()).toBe(0)
    })

    test('loads the page anew for the CSS module of an island, whose class names are in it', async ({
      page,
    }) => {
      const loads = await open(page, current, '/module')
      await change('islands/look.module.css', 'rgb(1, 2, 3)', 'rgb(4, 5, 6)')
      await expect(page.getByText('Look')).toHaveCSS('color', 'rgb(4, 5, 6)')
      await page.waitForLoadState('networkidle')
      expect(loads()).toBe(1)
    })

    test('follows an island that wakes at another time or exports something else', async ({ page }) => {
      await open(page, current, '/outline')
      await change('islands/outline.island.tsx', `'load'`, `'only'`)
      await expect.poll(() => current.server.text('/outline')).not.toContain('undefined')
      await expect(page.getByText('object')).toBeVisible()
      await change(
        'islands/outline.island.tsx',
        `export const hydrate = 'only'`,
        `import { useState } from 'preact/hooks'
         export function Added() { const [count, add] = useState(0); return <button onClick={() => add(count + 1)}>Added: {count}</button> }`,
      )
      await change('routes/outline.tsx', 'import Island from', 'import { Added as Island } from')
      await press(page, /Added: [1-9]/)
    })

    test('shows a mistake in an island, and goes on when it is mended', async ({ page, allowConsole }) => {
      allowConsole(/broken\.island|Failed to load resource|Internal Server Error/)
      const loads = await open(page, current, '/broken')
      await page.getByRole('button', { name: 'Broken: 0' }).click()
      const overlay = page.locator('vite-error-overlay')
      await change('islands/broken.island.tsx', '</button>', '</buton>')
      await expect(overlay).toContainText('broken.island.tsx')
      await change('islands/broken.island.tsx', '</buton>', '!</button>')
      await expect(overlay).toHaveCount(0)
      await page.getByRole('button', { name: 'Broken: 1!' }).click()
      await expect(page.getByRole('button', { name: 'Broken: 2!' })).toBeVisible()
      expect(loads()).toBe(0)
    })

    test('goes on from the error page that a mistake in an island has brought', async ({ page }) => {
      await current.site.write({ 'islands/broken.island.tsx': '' })
      await expect.poll(async () => (await current.server.fetch('/broken')).status).toBe(500)
      await page.goto(current.url('/broken'), { waitUntil: 'networkidle' })
      await expect(page.getByTitle('Error report')).toBeVisible()
      await current.site.write({ 'islands/broken.island.tsx': files['islands/broken.island.tsx'] })
      await press(page, /Broken: [1-9]/)
    })

    test('goes on with an island that failed at work', async ({ page, allowConsole }) => {
      allowConsole(/at work/)
      const loads = await open(page, current, '/failing')
      const failure = page.waitForEvent('pageerror')
      await change(
        'islands/failing.island.tsx',
        'const isBroken = false',
        `const isBroken = typeof window === 'object'`,
      )
      await failure
      await change(
        'islands/failing.island.tsx',
        `const isBroken = typeof window === 'object'`,
        'const isBroken = false',
      )
      await press(page, /Failing: [1-9]/)
      expect(loads()).toBe(0)
    })

    test('goes on when a file that only the browser misses appears', async ({ page, allowConsole }) => {
      allowConsole(/missing|only\.island|Failed to load resource|Failed to fetch/)
      await open(page, current, '/only')
      const overlay = page.locator('vite-error-overlay')
      await current.site.write({
        'islands/only.island.tsx': `
          import { word } from '../parts/missing.ts'
          export const hydrate = 'only'
          export default function Only() { return <p>Only {word}</p> }`,
      })
      await expect(overlay).toContainText('missing.ts')
      await page.reload()
      await expect(overlay).toContainText('missing.ts')
      await current.site.write({ 'parts/missing.ts': `export const word = 'found'` })
      await expect(page.getByText('Only found')).toBeVisible()
      await expect(overlay).toHaveCount(0)
    })

    test('goes on when a file appears that the server misses too', async ({ page, allowConsole }) => {
      allowConsole(/absent|parts\/inside|Failed to load resource/)
      await open(page, current, '/closed')
      await current.site.write({
        'parts/inside.tsx': `import { word } from './absent.ts'\nexport const Inside = () => <i>{word}</i>`,
      })
      await expect(page.locator('vite-error-overlay')).toContainText('absent.ts')
      await page.reload()
      await expect(
        page.frameLocator('iframe[title="Error report"]').getByText('absent.ts').first(),
      ).toBeVisible()
      await current.site.write({ 'parts/absent.ts': `export const word = 'found'` })
      await press(page, 'Open found')
    })

    test('shows an island that is new, moved and removed', async ({ page, allowConsole }) => {
      allowConsole(/new\.island|moved\.island|Failed to load resource/)
      const loads = await open(page, current, '/plain')
      await current.site.write({
        'islands/new.island.tsx': `
          import { dequal } from 'dequal'
          import { useState } from 'preact/hooks'
          export default function New() { const [count, add] = useState(0); return <button onClick={() => add(count + 1)}>New: {count} {String(dequal([1], [1]))}</button> }`,
      })
      await current.site.write({ 'routes/plain.tsx': pageWith('new') })
      await press(page, /New: [1-9] true/)
      // Once for the page, and once because Vite has prepared the package for browsers only now.
      expect(loads()).toBeLessThanOrEqual(2)
      await current.site.move('islands/new.island.tsx', 'islands/moved.island.tsx')
      await expect(page.getByTitle('Error report')).toBeVisible()
      await current.site.write({ 'routes/plain.tsx': pageWith('moved') })
      await press(page, /New: [1-9] true/)
      await current.site.remove('islands/moved.island.tsx')
      await expect(page.getByTitle('Error report')).toBeVisible()
      await current.site.write({ 'islands/moved.island.tsx': `export default () => <p>Back</p>` })
      await expect(page.getByText('Back')).toBeVisible()
      await current.site.write({ 'islands/moved.island.tsx': `export default () => <p>Edited</p>` })
      await expect(page.getByText('Edited')).toBeVisible()
    })
  },
  ['dev'],
)
