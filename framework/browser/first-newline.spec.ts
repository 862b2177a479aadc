// Texts that begin with a line break in a real browser: on plain, awaited, streamed, cached and prerendered pages, and in islands.
import { describeSite, expect, test } from '../fixtures/browser-site.ts'

const pages = {
  plain: ['', '<Texts />'],
  awaited: ['', '<><Texts /><Late>!</Late></>'],
  streamed: ['stream: true', '<Suspense fallback={<p>Wait</p>}><Late><Texts /></Late></Suspense>'],
  cached: ['cache: { maxAge: 60 }', '<Texts />'],
  prerendered: ['prerender: true', '<Texts />'],
}

const files = {
  'routes/_island.island.tsx': `
    import { useState } from 'preact/hooks'
    export default function Island({ text, children }) {
      const [isAwake, setAwake] = useState(false)
      return <section><pre>{text}</pre><textarea value={text} />{children}
        <button onClick={() => setAwake(true)}>{isAwake ? 'Awake' : 'Wake'}</button></section>
    }`,
  'routes/_only.island.tsx': `
    export const hydrate = 'only'
    export default ({ text }) => <pre>{text}</pre>`,
  'routes/_own.personal.tsx': `export default ({ text }) => <pre>{text}</pre>`,
  'routes/_texts.tsx': `
    import Island from './_island.island.tsx'
    import Only from './_only.island.tsx'
    export const text = '\\n\\nline'
    export const Late = async ({ children }) => { await new Promise((resolve) => setTimeout(resolve, 10)); return children }
    export const Texts = () => <>
      <textarea>{text}</textarea><textarea value={text} /><textarea defaultValue={text} />
      <pre>{text}</pre><pre><Late>{text}</Late></pre><pre>&#10;&#10;line</pre>
      <Island text={text}><pre>{text}</pre></Island><Only text={text} />
    </>`,
  ...Object.fromEntries(
    Object.entries(pages).map(([name, [config, content]]) => [
      `routes/${name}.tsx`,
      `
      import { Suspense } from 'preact/compat'
      import Own from './_own.personal.tsx'
      import { Late, Texts, text } from './_texts.tsx'
      export const config = { ${config} }
      export default () => <main><Own text={text} />${content}</main>`,
    ]),
  ),
}

describeSite('texts that begin with line breaks', files, (current) => {
  for (const name of Object.keys(pages)) {
    test(`are whole on a page that is ${name}`, async ({ page }) => {
      await page.goto(current.url(`/${name}`), { waitUntil: 'networkidle' })
      await page.getByRole('button', { name: 'Wake' }).click()
      await expect(page.getByRole('button', { name: 'Awake' })).toBeVisible()
      const texts = page.locator('pre, textarea')
      await expect(texts).toHaveCount(11)
      const read = (elements: Element[]): (string | null)[] =>
        elements.map((element) => (element as HTMLTextAreaElement).value ?? element.textContent)
      expect(await texts.evaluateAll(read)).toEqual(Array(11).fill('\n\nline'))
    })
  }
})
