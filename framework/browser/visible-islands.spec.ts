// Islands with hydrate="visible" that have no box of their own, in a real browser.
import { describeSite, expect, test } from '../fixtures/browser-site.ts'

const mark = (name: string, html: string): string => `
  import { useEffect } from 'preact/hooks'
  export default function Part({ children, spare }) {
    useEffect(() => { document.documentElement.dataset.${name} = 'awake' }, [])
    return ${html}
  }`

const islands = {
  contents: '<div style="display: contents"><p>Within</p></div>',
  nested:
    '<div style="display: contents"><div style="display: contents">Only text<template></template></div></div>',
  empty: 'null',
  blank: '<div></div>',
  text: "'Only text'",
  fragment: '<>Text <b>and</b> more</>',
  slot: 'children',
  closed: '<>{false && spare}</>',
  dialog: '<dialog>Closed</dialog>',
  field: '<><input type="hidden" name="a" />Only text</>',
}

const files = {
  ...Object.fromEntries(
    Object.entries(islands).map(([name, html]) => [`routes/_i/${name}.island.tsx`, mark(name, html)]),
  ),
  ...Object.fromEntries(
    Object.keys(islands).map((name) => [
      `routes/${name}.tsx`,
      `
      import Part from './_i/${name}.island.tsx'
      export default () => <main>
        <div style="height: 3000px">Top</div>
        <div id="here"><span style="display: contents"><Part hydrate="visible" spare={<i>Spare</i>}><u>Slot</u></Part></span></div>
      </main>`,
    ]),
  ),
  'routes/_i/panel.island.tsx': mark('panel', '<p>Panel</p>'),
  'routes/tabs.tsx': `
    import Panel from './_i/panel.island.tsx'
    export default () => <main><div id="tab" hidden><Panel hydrate="visible" /></div></main>`,
}

describeSite('islands without a box', files, (current) => {
  for (const name of Object.keys(islands)) {
    test(`wakes ${name} when it is in view, and not before`, async ({ page }) => {
      await page.goto(current.url(`/${name}`), { waitUntil: 'networkidle' })
      const html = page.locator('html')
      await expect(html).not.toHaveAttribute(`data-${name}`)
      await page.evaluate(() => document.querySelector('#here')!.scrollIntoView())
      await expect(html).toHaveAttribute(`data-${name}`, 'awake')
    })
  }

  test('hydrates an island in a closed tab when the tab is opened', async ({ page }) => {
    await page.goto(current.url('/tabs'), { waitUntil: 'networkidle' })
    const html = page.locator('html')
    await expect(html).not.toHaveAttribute('data-panel')
    await page.evaluate(() => document.querySelector('#tab')!.removeAttribute('hidden'))
    await expect(html).toHaveAttribute('data-panel', 'awake')
  })
})
