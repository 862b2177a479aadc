// Hot updates in a real browser: what an edit changes on an open page.
import {
  describeChangingSite,
  expect,
  nextUpdate,
  open,
  pageWith,
  press,
  test,
} from '../../fixtures/changing-site.ts'

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
}

describeChangingSite('a site whose islands change', files, (current, change) => {
  test('loads the first page with islands once, even if Vite has not optimized any dependencies yet', async ({
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
    // And again: the second update takes another path than the first.
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

  test('resets the state of an island whose hooks changed', async ({ page }) => {
    const loads = await open(page, current, '/')
    const button = page.getByRole('button').first()
    await button.click()
    await expect(button).toContainText(': 1')
    await change('islands/counter.island.tsx', 'Counter() {', `Counter() { const [word] = useState('word')`)
    await expect(button).toContainText(': 0')
    // Both versions show the same text, and a click on the first one would be lost.
    const news = nextUpdate(page, '/islands/counter.island')
    await change('islands/counter.island.tsx', `useState('word')`, `useState('word'); useState(9)`)
    await news
    await button.click()
    await expect(button).toContainText(': 1')
    expect(loads()).toBe(0)
  })

  test('reloads the page once for a module that both the page and an island import', async ({ page }) => {
    const loads = await open(page, current, '/shared')
    await change('parts/both.ts', 'both-1', 'both-2')
    await expect(page.getByRole('heading', { name: 'page both-2' })).toBeVisible()
    await expect(page.getByText('island both-2')).toBeVisible()
    await page.waitForLoadState('networkidle')
    expect(loads()).toBe(1)
  })

  test('hydrates an island with its newest code', async ({ page }) => {
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

  test('shows the newest code of a component that was not mounted when it changed', async ({ page }) => {
    const loads = await open(page, current, '/closed')
    const news = nextUpdate(page, '/parts/inside')
    await change('parts/inside.tsx', 'inside 1', 'inside 2')
    await news
    await page.getByRole('button').click()
    await expect(page.getByRole('button', { name: 'Open inside 2' })).toBeVisible()
    expect(loads()).toBe(0)
  })

  test('shows an edit that was made before the page was connected', async ({ page }) => {
    await page.route(
      '**/@vite/client',
      async (route) => {
        await change('islands/late.island.tsx', 'Newer:', 'Latest:')
        await expect.poll(() => current.server.text('/late')).toContain('Latest:')
        await route.continue()
      },
      { times: 1 },
    )
    await page.goto(current.url('/late'))
    await press(page.getByRole('button').first(), /Latest: [1-9]/)
  })

  test('shows an edit of an island that was still loading', async ({ page }) => {
    const update = page
      .waitForEvent('websocket')
      .then((socket) => socket.waitForEvent('framereceived', ({ payload }) => payload.includes('"update"')))
    await page.route(
      '**/parts/inside.tsx*',
      async (route) => {
        // The island itself has arrived and waits for its imports.
        await change('islands/closed.island.tsx', 'Open {', 'Edited {')
        await update
        await route.continue()
      },
      { times: 1 },
    )
    await page.goto(current.url('/closed'))
    await press(page.getByRole('button'), 'Edited inside 2')
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

  test('reloads the page for the CSS module of an island, whose class names are in the HTML', async ({
    page,
  }) => {
    const loads = await open(page, current, '/module')
    await change('islands/look.module.css', 'rgb(1, 2, 3)', 'rgb(4, 5, 6)')
    await expect(page.getByText('Look')).toHaveCSS('color', 'rgb(4, 5, 6)')
    await page.waitForLoadState('networkidle')
    expect(loads()).toBe(1)
  })

  test('follows an island that hydrates at another time or exports something else', async ({ page }) => {
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
    await press(page.getByRole('button'), /Added: [1-9]/)
  })
})
