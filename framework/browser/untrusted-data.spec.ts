// Opens pages with untrusted data and markup in a real browser: islands get what the server sent, and nothing else runs.
import { describeSite, expect, test } from '../fixtures/browser-site.ts'

const payloads = [
  '</script><script>alert(1)</script>',
  '<!--<script>',
  '-->',
  '--!>',
  ']]>',
  '\u2028\u2029',
  '\\u003c/script>',
  '<!--/vial--><img src=x onerror=alert(1)>',
  '\u0000\r\n\ufffe',
]

const files = {
  'routes/_i/echo.island.tsx': `
    import { useState } from 'preact/hooks'
    export default function Echo({ records, map }) {
      const [text, setText] = useState('Tell')
      const tell = () => setText(JSON.stringify([records, [...map].map(([key, set]) => [key, [...set]])]))
      return <button onClick={tell}>{text}</button>
    }`,
  'routes/_i/child.island.tsx': `
    import { useState } from 'preact/hooks'
    export default function Child({ name, json, rich }) {
      const [shown, setShown] = useState(false)
      return <section id={name}>
        <div>{json}{rich}</div>
        <button onClick={() => setShown(true)}>{name}</button>
        <p>{shown && [json, rich]}{shown && 'shown'}</p>
      </section>
    }`,
  "routes/_i/a'b&c (d)+[e].island.tsx": `
    import { useState } from 'preact/hooks'
    export default function Odd() {
      const [count, setCount] = useState(0)
      return <button onClick={() => setCount(count + 1)}>Odd: {count}</button>
    }`,
  'routes/_i/frame.island.tsx': `
    import { useState } from 'preact/hooks'
    export default function Frame({ children, aside }) {
      const [isOpen, setOpen] = useState(false)
      return <section><button onClick={() => setOpen(true)}>Open</button>{children}<p>{aside}{isOpen && '!'}</p></section>
    }`,
  'routes/echo.tsx': `
    import Echo from './_i/echo.island.tsx'
    const payloads = ${JSON.stringify(payloads)}
    export const head = { script: [{ type: 'application/ld+json', children: payloads }] }
    export default () => <Echo records={payloads.map((text) => ({ [text]: text }))} map={new Map(payloads.map((text) => [text, new Set([text])]))} />`,
  'routes/children.tsx': `
    import Child from './_i/child.island.tsx'
    const json = JSON.parse('{"type":"img","props":{"src":"x","onerror":"alert(1)"},"constructor":null}')
    const data = { type: 'img', props: { src: 'x', onerror: 'alert(1)' } }
    export default () => <main>
      <Child name="json" json={json} />
      <Child name="list" json={[[json], json]} />
      <Child name="undefined" rich={{ ...data, constructor: undefined }} />
      <Child name="null" rich={Object.assign(Object.create(null), data)} />
      <Child name="script" rich={Object.assign(Object.create(null), { type: 'script', props: { dangerouslySetInnerHTML: { __html: 'alert(1)' } } })} />
    </main>`,
  'routes/odd.tsx': `
    import Odd from "./_i/a'b&c (d)+[e].island.tsx"
    export default () => <Odd />`,
  'routes/prototype.tsx': `
    import Echo from './_i/echo.island.tsx'
    const record = JSON.parse('{"constructor":{"prototype":{"polluted":1}},"prototype":{"polluted":1}}')
    export default () => <Echo records={record} map={new Map([['__proto__', new Set([record])], ['constructor', new Set()]])} />`,
  // What a sanitizer that is not strict lets through: names like ours, and of the document's own functions.
  'routes/clobbered.tsx': `
    import Odd from "./_i/a'b&c (d)+[e].island.tsx"
    const names = ['vial', '$vial', 'startIslands', 'createTreeWalker', 'addEventListener', 'currentNode', 'Document', 'NodeFilter']
    const text = names.map((name) => '<a id="' + name + '"></a><form name="' + name + '"><input name="' + name + '"></form><img name="' + name + '" alt="">').join('')
    const html = text + '<!--vial {--><!--/vial--><!--vial null--><!--/vial--><!--vial {"m":{},"i":1,"p":{}}--><!--/vial--><!--vial {"w":"visible"}-->'
    export default () => <main><div dangerouslySetInnerHTML={{ __html: html }}></div><Odd /></main>`,
  'routes/streamed.tsx': `
    import { Suspense } from 'preact/compat'
    export const config = { stream: true }
    const names = ['currentScript', 'querySelector', 'createRange', '$vial', 'documentElement']
    const html = names.map((name) => '<img name="' + name + '" alt="">').join('') + '<p data-vial="1">text</p><b id="vial-1">text</b>'
    async function Part() { await new Promise((done) => setTimeout(done, 50)); return <em>of the page</em> }
    export default () => <main>
      <div dangerouslySetInnerHTML={{ __html: html }}></div>
      <section><Suspense fallback={<i>later</i>}><Part /></Suspense></section>
    </main>`,
  'routes/elsewhere.tsx': `
    import Odd from "./_i/a'b&c (d)+[e].island.tsx"
    export default ({ url }) => {
      const html = url.searchParams.getAll('m').map((m) => '<!--vial ' + JSON.stringify({ m, i: 9, p: {} }) + '--><i>of the visitor</i><!--/vial-->').join('')
      return <main><div dangerouslySetInnerHTML={{ __html: html }}></div><Odd /></main>
    }`,
  'routes/slots.tsx': `
    import Frame from './_i/frame.island.tsx'
    const html = '<b data-slot="1.aside">of the visitor</b><b data-slot="2.aside">of the visitor</b>'
    export default () => <Frame aside={<em>of the page</em>}><div dangerouslySetInnerHTML={{ __html: html }}></div></Frame>`,
}

const hydrated = { waitUntil: 'networkidle' } as const

describeSite('a site with hostile data', files, (current) => {
  test('gives islands the same values, and the page the scripts that it has anyway', async ({
    page,
  }) => {
    await page.goto(current.url('/odd'), hydrated)
    const without = await page.locator('script').count()
    await page.goto(current.url('/echo'), hydrated)
    expect(await page.locator('script').count()).toBe(without + 1)
    await page.getByRole('button', { name: 'Tell' }).click()
    const [records, map] = JSON.parse((await page.getByRole('button').textContent())!)
    expect(records).toEqual(payloads.map((text) => ({ [text]: text })))
    expect(map).toEqual(payloads.map((text) => [text, [text]]))
    const data = page.locator('script[type="application/ld+json"]')
    expect(JSON.parse((await data.textContent())!)).toEqual(payloads)
  })

  test('makes no element of data in an island that has hydrated, from JSON and from devalue', async ({
    page,
  }) => {
    await page.goto(current.url('/children'), hydrated)
    for (const name of ['json', 'list', 'undefined', 'null', 'script']) {
      const section = page.locator(`#${name}`)
      await section.getByRole('button').click()
      await expect(section.locator('p')).toHaveText('shown')
      await expect(section.locator('img, script')).toHaveCount(0)
      expect(await section.locator('div').innerHTML()).toBe('')
    }
  })

  test('takes names of prototypes in props for names', async ({ page }) => {
    await page.goto(current.url('/prototype'), hydrated)
    await page.getByRole('button', { name: 'Tell' }).click()
    const record = { constructor: { prototype: { polluted: 1 } }, prototype: { polluted: 1 } }
    expect(JSON.parse((await page.getByRole('button').textContent())!)).toEqual([
      record,
      [
        ['__proto__', [record]],
        ['constructor', []],
      ],
    ])
    const found = await page.evaluate(() => [
      'polluted' in {},
      'polluted' in (() => {}),
      Object.keys(Object.prototype),
    ])
    expect(found).toEqual([false, false, []])
  })

  test('hydrates an island whose file has an odd name', async ({ page }) => {
    await page.goto(current.url('/odd'), hydrated)
    await page.getByRole('button', { name: 'Odd: 0' }).click()
    await expect(page.getByRole('button', { name: 'Odd: 1' })).toBeVisible()
  })

  test('hydrates its islands among markup with the same names and broken comments', async ({
    page,
    allowConsole,
  }) => {
    // One for each comment that is none of ours.
    allowConsole(/404 .*object%20Object/)
    allowConsole(/^uncaught: /)
    await page.goto(current.url('/clobbered'), hydrated)
    await page.getByRole('button', { name: 'Odd: 0' }).click()
    await expect(page.getByRole('button', { name: 'Odd: 1' })).toBeVisible()
  })

  test('puts a late part in its place, whatever a text calls its elements', async ({
    page,
    allowConsole,
  }) => {
    // Vite's own client, in development.
    if (current.mode === 'dev') allowConsole(/document\.querySelector is not a function/)
    await page.goto(current.url('/streamed'), hydrated)
    await expect(page.locator('section')).toHaveText('of the page')
    await expect(page.locator('vial-part, script:not([src])')).toHaveCount(0)
  })

  test('loads nothing from elsewhere that a comment in a text names', async ({ page, allowConsole }) => {
    allowConsole(/^uncaught: /)
    // In development, what is below the folder of the islands and is none.
    allowConsole(/Failed to load resource.*|Failed to fetch dynamically/)
    const { origin } = new URL(current.url('/'))
    const names = [
      'https://evil.test/x.js',
      '//evil.test/x.js',
      '/evil.test/x.js',
      '\\evil.test/x.js',
      'data:text/javascript,document.title="evil"',
      'blob:x',
      '../x.js',
      '..',
      '../../api/x.js',
      'a/../../x.js',
      '%2e%2e/x.js',
      '%2e%2e%2fx.js',
      '..%5cx.js',
      '.\\..\\x.js',
      '/x.js',
      'x.js?y',
      'x.js#y',
      'island/../../x.js',
      '@fs/etc/passwd',
      'node:fs',
      '__proto__',
      'constructor',
      '\t//evil.test/x.js',
    ]
    const query = new URLSearchParams(names.map((name) => ['m', name]))
    const asked: string[] = []
    const expected = new Set<string>()
    await page.goto(current.url('/elsewhere'), hydrated)
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(current.url('/odd'), hydrated)
    for (const url of asked.splice(0)) expected.add(url)
    await page.goto(current.url(`/elsewhere?${query}`), hydrated)

    const others = asked.filter((url) => !expected.has(url) && !url.startsWith(`${origin}/elsewhere?`))
    const folder = `${origin}/@id/__x00__virtual:vial/`
    expect(others.filter((url) => current.mode === 'production' || !url.startsWith(folder))).toEqual([])
    await expect(page.getByText('of the visitor')).toHaveCount(names.length)
    await page.getByRole('button', { name: 'Odd: 0' }).click()
    await expect(page.getByRole('button', { name: 'Odd: 1' })).toBeVisible()
    expect(await page.title()).not.toBe('evil')
  })

  test('shows the HTML of the page where text has an attribute like its mark', async ({ page }) => {
    await page.goto(current.url('/slots'), hydrated)
    await page.getByRole('button', { name: 'Open' }).click()
    await expect(page.locator('p')).toHaveText('of the page!')
  })
})
