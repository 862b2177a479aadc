// Hot updates in a real browser: recovery from mistakes, and files that are added, moved and removed.
import { describeChangingSite, expect, open, pageWith, press, test } from '../../fixtures/changing-site.ts'

const files = {
  'islands/closed.island.tsx': `
    import { useState } from 'preact/hooks'
    import { Inside } from '../parts/inside.tsx'
    export default function Closed() { const [isOpen, open] = useState(false); return <button onClick={() => open(!isOpen)}>Open {isOpen && <Inside />}</button> }`,
  'parts/inside.tsx': `export const Inside = () => <i>inside 1</i>`,
  'routes/closed.tsx': pageWith('closed'),
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

describeChangingSite('a site with mistakes in its islands', files, (current, change) => {
  test('shows a mistake in an island, and recovers when it is fixed', async ({ page, allowConsole }) => {
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

  test('recovers from the error page that a mistake in an island caused', async ({ page }) => {
    await current.site.write({ 'islands/broken.island.tsx': '' })
    await expect.poll(async () => (await current.server.fetch('/broken')).status).toBe(500)
    await page.goto(current.url('/broken'), { waitUntil: 'networkidle' })
    await expect(page.getByTitle('Error report')).toBeVisible()
    await current.site.write({ 'islands/broken.island.tsx': files['islands/broken.island.tsx'] })
    await press(page.getByRole('button'), /Broken: [1-9]/)
  })

  test('recovers an island that failed while rendering', async ({ page, allowConsole }) => {
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
    await press(page.getByRole('button'), /Failing: [1-9]/)
    expect(loads()).toBe(0)
  })

  test('recovers when a file appears that only the browser misses', async ({ page, allowConsole }) => {
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

  test('recovers when a file appears that the server misses too', async ({ page, allowConsole }) => {
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
    await press(page.getByRole('button'), 'Open found')
  })

  test('shows an island that is added, moved and removed', async ({ page, allowConsole }) => {
    allowConsole(/new\.island|moved\.island|Failed to load resource/)
    const loads = await open(page, current, '/plain')
    await current.site.write({
      'islands/new.island.tsx': `
        import { dequal } from 'dequal'
        import { useState } from 'preact/hooks'
        export default function New() { const [count, add] = useState(0); return <button onClick={() => add(count + 1)}>New: {count} {String(dequal([1], [1]))}</button> }`,
    })
    await current.site.write({ 'routes/plain.tsx': pageWith('new') })
    await press(page.getByRole('button'), /New: [1-9] true/)
    // Once for the page, and once because Vite has just optimized the package.
    expect(loads()).toBeLessThanOrEqual(2)
    await current.site.move('islands/new.island.tsx', 'islands/moved.island.tsx')
    await expect(page.getByTitle('Error report')).toBeVisible()
    await current.site.write({ 'routes/plain.tsx': pageWith('moved') })
    await press(page.getByRole('button'), /New: [1-9] true/)
    await current.site.remove('islands/moved.island.tsx')
    await expect(page.getByTitle('Error report')).toBeVisible()
    await current.site.write({ 'islands/moved.island.tsx': `export default () => <p>Back</p>` })
    await expect(page.getByText('Back')).toBeVisible()
    await current.site.write({ 'islands/moved.island.tsx': `export default () => <p>Edited</p>` })
    await expect(page.getByText('Edited')).toBeVisible()
  })
})
