// Islands in a real browser: they wake, at their time, with their props, and leave the rest of the page alone.
import { describeSite, expect, test } from '../fixtures/browser-site.ts'

const files = {
  'routes/_i/counter.island.tsx': `
    import { useState } from 'preact/hooks'
    export default function Counter({ start = 0, label = 'Count' }: { start?: number; label?: string }) {
      const [count, setCount] = useState(start)
      return <button onClick={() => setCount(count + 1)}>{label}: {count}</button>
    }
    export const Doubler = ({ of }: { of: number }) => {
      const [value, setValue] = useState(of)
      return <button onClick={() => setValue(value * 2)}>Double: {value}</button>
    }`,
  'routes/_i/picture.island.tsx': `
    import { useState } from 'preact/hooks'
    export default function Picture() {
      const [keys, setKeys] = useState('none')
      return <button aria-label="Picture" onClick={(event) => setKeys(event.shiftKey ? 'shift' : 'no key')}>
        <svg viewBox="0 0 9 9" width="90" height="90"><rect width="9" height="9" /></svg> {keys}
      </button>
    }`,
  'routes/_i/later.island.tsx': `
    import { useState } from 'preact/hooks'
    export const hydrate = 'visible'
    export default function Later() {
      const [count, setCount] = useState(0)
      return <button onClick={() => setCount(count + 1)}>Later: {count}</button>
    }`,
  'routes/_i/only.island.tsx': `
    const width = window.innerWidth
    export const hydrate = 'only'
    export default () => <p>Width: {width}</p>`,
  'routes/_i/panel.island.tsx': `
    import { useState, useId } from 'preact/hooks'
    import Counter from './counter.island.tsx'
    export default function Panel({ children, aside }) {
      const [isOpen, setOpen] = useState(false)
      const id = useId()
      return <section>
        <button aria-controls={id} onClick={() => setOpen(!isOpen)}>{isOpen ? 'Close' : 'Open'}</button>
        <div id={id}>{isOpen && aside}</div>
        {children}
        <Counter label="Within" />
      </section>
    }`,
  'routes/_i/body.tsx': `export default ({ children }) => <div>{children}</div>`,
  'routes/_i/lazy.island.tsx': `
    import { Suspense, lazy } from 'preact/compat'
    import { useContext, useState } from 'preact/hooks'
    import Only from './only.island.tsx'
    import { Theme } from './theme.island.tsx'
    const Body = lazy(() => import('./body.tsx'))
    const Inner = () => <p>Shared: {useContext(Theme)}</p>
    export default function Lazy({ children }) {
      const [count, setCount] = useState(0)
      return <section>
        <button onClick={() => setCount(count + 1)}>Lazy: {count}</button>
        <Suspense fallback="Wait"><Body>{children}</Body></Suspense>
        <Only />
        <Theme.Provider value="light"><Inner /></Theme.Provider>
      </section>
    }`,
  'routes/_i/rich.island.tsx': `
    import { useState } from 'preact/hooks'
    export default function Rich({ date, map, set, big, url, text }) {
      const [shown, setShown] = useState('')
      const types = () => [date instanceof Date, map.get('a'), set.has(2), typeof big, url instanceof URL, text].join()
      return <button onClick={() => setShown(types())}>Rich: {shown || 'server'}</button>
    }`,
  'routes/_i/signal.island.tsx': `
    import '@preact/signals'
    export const Plus = ({ cart }) => <button onClick={() => cart.value++}>Add</button>
    export const Total = ({ cart }) => <output>{cart}</output>`,
  'routes/_i/broken.island.tsx': `
    import { useState } from 'preact/hooks'
    export const Broken = () => { if (typeof window !== 'undefined') throw new Error('broken at once'); return <p>Broken but there</p> }
    export const Later = () => {
      const [isBroken, setBroken] = useState(false)
      if (isBroken) throw new Error('broken later')
      return <button onClick={() => setBroken(true)}>Break</button>
    }`,
  'routes/_i/theme.island.tsx': `
    import { createContext } from 'preact'
    import { useContext, useId } from 'preact/hooks'
    import { href } from 'vial'
    export const Theme = createContext('none')
    const Inner = () => <p>Theme: {useContext(Theme)} <a href={href('/plain')}>{useId()}</a></p>
    export default () => <Theme.Provider value="dark"><Inner /></Theme.Provider>`,
  'routes/_i/request.island.tsx': `
    import { useRequest } from 'vial'
    import { useState } from 'preact/hooks'
    export default function Request() {
      const [text, setText] = useState('Ask')
      return <button onClick={() => { try { useRequest() } catch (error) { setText(error.message) } }}>{text}</button>
    }`,
  'routes/_layout.tsx': `
    import Counter from './_i/counter.island.tsx'
    export default ({ children }) => <><header><Counter label="Layout" hydrate="idle" /></header><main>{children}</main></>`,
  'routes/plain.tsx': `export const config = { layout: false }\nexport default () => <p>Plain</p>`,
  'routes/index.tsx': `
    import Counter, { Doubler } from './_i/counter.island.tsx'
    export default () => <>
      <Counter start={3} /><Counter start={5} label="<b> & --> </script>" />
      <Doubler of={4} />
      <table><tbody><tr><td>Cell <Counter label="Cell" /></td></tr></tbody></table>
    </>`,
  'routes/strategies.tsx': `
    import Counter from './_i/counter.island.tsx'
    import Later from './_i/later.island.tsx'
    import Only from './_i/only.island.tsx'
    export const config = { layout: false }
    export default () => <main>
      <Only />
      <Counter label="Interaction" hydrate="interaction" />
      <Counter label="Wide" hydrate="(min-width: 1000px)" />
      <Counter label="Idle" hydrate="idle" />
      <div style="height: 3000px"></div>
      <Later />
    </main>`,
  'routes/picture.tsx': `
    import Picture from './_i/picture.island.tsx'
    export const config = { layout: false }
    export default () => <Picture hydrate="interaction" />`,
  'routes/asleep.tsx': `
    import Later from './_i/later.island.tsx'
    export const config = { layout: false }
    export default () => <main><div style="height: 3000px"></div><Later /></main>`,
  'routes/panel.tsx': `
    import Panel from './_i/panel.island.tsx'
    import Counter from './_i/counter.island.tsx'
    export default () => <Panel aside={<p>Aside <Counter label="Hidden" /></p>}><em id="kept">Of the server <Counter label="Slot" /></em></Panel>`,
  'routes/lazy.tsx': `
    import Lazy from './_i/lazy.island.tsx'
    export default () => <Lazy><em>Of the server</em></Lazy>`,
  'routes/rich.tsx': `
    import Rich from './_i/rich.island.tsx'
    export default () => <Rich date={new Date(0)} map={new Map([['a', 1]])} set={new Set([2])} big={9n} url={new URL('http://a.b/')} text="t" />`,
  'routes/signal.tsx': `
    import { signal } from '@preact/signals'
    import { Plus, Total } from './_i/signal.island.tsx'
    export default () => { const cart = signal(7); return <><Plus cart={cart} /><Total cart={cart} /><Total cart={cart} /></> }`,
  'routes/broken.tsx': `
    import Counter from './_i/counter.island.tsx'
    import { Broken, Later } from './_i/broken.island.tsx'
    export default () => <><Broken /><Later /><Counter /></>`,
  'routes/theme.tsx': `
    import { useId } from 'preact/hooks'
    import Theme from './_i/theme.island.tsx'
    const Label = () => <i>{useId()}</i>
    export default () => <><Label /><Theme /><Theme /></>`,
  'routes/late.tsx': `
    import { Suspense } from 'preact/compat'
    import Counter from './_i/counter.island.tsx'
    export const config = { stream: true, layout: false }
    async function Part() { await new Promise((done) => setTimeout(done, 300)); return <p>Part <Counter label="Late" /></p> }
    export default () => <main><h1>Shell</h1><Suspense fallback={<p>Wait</p>}><Part /></Suspense></main>`,
  'routes/request.tsx': `import Request from './_i/request.island.tsx'\nexport default () => <Request />`,
}

// Islands that wake at once have done so when nothing more is being loaded.
const awake = { waitUntil: 'networkidle' } as const

describeSite('a site with islands', files, (current) => {
  test('wakes several islands of a page, each with its own props', async ({ page }) => {
    await page.goto(current.url('/'), awake)
    const press = async (before: string, after: string): Promise<void> => {
      await page.getByRole('button', { name: before, exact: true }).click()
      await expect(page.getByRole('button', { name: after, exact: true })).toBeVisible()
    }
    await press('Count: 3', 'Count: 4')
    await press('<b> & --> </script>: 5', '<b> & --> </script>: 6')
    await press('Double: 4', 'Double: 8')
    await press('Cell: 0', 'Cell: 1')
    await press('Layout: 0', 'Layout: 1')
  })

  test('sends no script to a page without islands', async ({ page }) => {
    const scripts: string[] = []
    page.on('request', (request) => request.resourceType() === 'script' && scripts.push(request.url()))
    await page.goto(current.url('/plain'))
    await page.waitForLoadState('networkidle')
    // In dev there is Vite's own client.
    expect(scripts.filter((url) => !url.includes('/@vite/') && !url.includes('/dist/client/'))).toEqual([])
  })

  test('loads nothing for an island before its time', async ({ page }) => {
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(current.url('/asleep'))
    await page.waitForLoadState('networkidle')
    const isOfIsland = (url: string): boolean => /later|preact|hooks/.test(url)
    expect(asked.filter(isOfIsland)).toEqual([])

    await page.getByRole('button', { name: 'Later: 0' }).scrollIntoViewIfNeeded()
    await expect.poll(() => asked.filter(isOfIsland).length).toBeGreaterThan(0)
    await expect(async () => {
      await page.getByRole('button').click()
      await expect(page.getByRole('button')).not.toHaveText('Later: 0', { timeout: 100 })
    }).toPass()
  })

  test('wakes at first touch, when a media query holds, when idle, and only in the browser', async ({
    page,
  }) => {
    await page.setViewportSize({ width: 900, height: 600 })
    await page.goto(current.url('/strategies'))
    await expect(page.getByText('Width: 900')).toBeVisible()
    // The click itself wakes it, and counts.
    await page.getByRole('button', { name: 'Interaction: 0' }).click()
    await expect(page.getByRole('button', { name: 'Interaction: 1' })).toBeVisible()

    await page.getByRole('button', { name: 'Wide: 0' }).click()
    await expect(page.getByRole('button', { name: 'Wide: 0' })).toBeVisible()
    await page.setViewportSize({ width: 1100, height: 600 })
    await expect(async () => {
      await page.getByRole('button', { name: /Wide/ }).click()
      await expect(page.getByRole('button', { name: /Wide/ })).not.toHaveText('Wide: 0', { timeout: 100 })
    }).toPass()
    await page.getByRole('button', { name: 'Idle: 0' }).click()
    await expect(page.getByRole('button', { name: 'Idle: 1' })).toBeVisible()
  })

  test('does a click again that came first, also on a picture and with a key held down', async ({ page }) => {
    await page.goto(current.url('/picture'))
    await page.locator('svg').dispatchEvent('click', { shiftKey: true })
    await expect(page.getByRole('button')).toContainText('shift')
  })

  test('keeps the HTML of the server inside an island, shown or not', async ({ page }) => {
    await page.goto(current.url('/panel'), awake)
    const kept = await page.locator('#kept').elementHandle()
    await page.getByRole('button', { name: 'Slot: 0' }).click()
    await page.getByRole('button', { name: 'Within: 0' }).click()
    await expect(page.getByText('Aside')).toBeHidden()
    await page.getByRole('button', { name: 'Open' }).click()
    await page.getByRole('button', { name: 'Hidden: 0' }).click()
    await expect(page.getByRole('button', { name: 'Hidden: 1' })).toBeVisible()
    // Taken out and put back: the same nodes, and the island among them goes on where it was.
    await page.getByRole('button', { name: 'Close' }).click()
    await expect(page.getByText('Aside')).toBeHidden()
    await page.getByRole('button', { name: 'Open' }).click()
    await page.getByRole('button', { name: 'Hidden: 1' }).click()
    await expect(page.getByRole('button', { name: 'Hidden: 2' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Slot: 1' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Within: 1' })).toBeVisible()
    expect(await kept!.evaluate((node) => node === document.querySelector('#kept'))).toBe(true)
  })

  test('wakes an island that waits for code, and uses what other islands export', async ({ page }) => {
    const html = await current.server.text('/lazy')
    expect(html).toContain('Shared: light')
    expect(html).not.toContain('<undefined>')
    await page.setViewportSize({ width: 900, height: 600 })
    await page.goto(current.url('/lazy'), awake)
    await page.getByRole('button', { name: 'Lazy: 0' }).click()
    await expect(page.getByRole('button', { name: 'Lazy: 1' })).toBeVisible()
    await expect(page.getByText('Of the server')).toHaveCount(1)
    await expect(page.getByText('Width: 900')).toBeVisible()
    await expect(page.getByText('Shared: light')).toBeVisible()
  })

  test('gives an island values that JSON has not', async ({ page }) => {
    await page.goto(current.url('/rich'), awake)
    await page.getByRole('button', { name: 'Rich: server' }).click()
    await expect(page.getByRole('button')).toContainText(['Layout', 'Rich: true,1,true,bigint,true,t'])
  })

  test('shares a signal between islands', async ({ page }) => {
    await page.goto(current.url('/signal'), awake)
    await expect(page.getByRole('status')).toHaveText(['7', '7'])
    await page.getByRole('button', { name: 'Add' }).click()
    await expect(page.getByRole('status')).toHaveText(['8', '8'])
  })

  test('gives ids that are the same on both sides, and different in each island', async ({ page }) => {
    const ids = (html: string): string[] => [...html.matchAll(/>(P[\w-]+)</g)].map(([, id]) => id!)
    const server = ids(await current.server.text('/theme'))
    await page.goto(current.url('/theme'), awake)
    await expect(page.getByText('Theme: dark')).toHaveCount(2)
    await page.waitForLoadState('networkidle')
    expect(ids(await page.content())).toEqual(server)
    expect(new Set(server).size).toBe(3)
    await expect(page.getByRole('link').first()).toHaveAttribute('href', '/plain')
  })

  test('wakes an island that comes in a late part of the page', async ({ page }) => {
    await page.goto(current.url('/late'), awake)
    await page.getByRole('button', { name: 'Late: 0' }).click()
    await expect(page.getByRole('button', { name: 'Late: 1' })).toBeVisible()
  })

  test('says in a sentence that the browser has no request', async ({ page }) => {
    await page.goto(current.url('/request'), awake)
    await page.getByRole('button', { name: 'Ask' }).click()
    await expect(page.getByRole('button', { name: /works while the server renders/ })).toBeVisible()
  })
})

describeSite('a site with a broken island', files, (current) => {
  test('keeps the others, and what the server rendered', async ({ page, allowConsole }) => {
    allowConsole(/broken (at once|later)/)
    await page.goto(current.url('/broken'), awake)
    await page.getByRole('button', { name: 'Count: 0' }).click()
    await expect(page.getByRole('button', { name: 'Count: 1' })).toBeVisible()
    await expect(page.getByText('Broken but there')).toBeVisible()
    await page.getByRole('button', { name: 'Break' }).click()
    await page.getByRole('button', { name: 'Count: 1' }).click()
    await expect(page.getByRole('button', { name: 'Count: 2' })).toBeVisible()
  })
})
