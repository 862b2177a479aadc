// Tests sites whose elements are precompiled, with the real commands.
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { readRefusal } from '../../fixtures/refused-build.ts'
import { type RunningServer, type TemporarySite, createTemporarySite } from '../../fixtures/temporary-site.ts'

const files = {
  'vite.config.js': `import { vial } from 'vial/vite'
    export default { cacheDir: '.cache', plugins: [vial({ precompile: 'explain' })] }`,
  'routes/index.tsx': `import { Fails } from '../fails.tsx'
    import Counter from './counter.island.tsx'
    import { Card } from 'cards'
    export const head = { title: 'Home' }
    export default function Home({ url }) {
      return <main class="home">
        <ul>{['a', '<b>'].map((name) => <li key={name}>{name}</li>)}</ul>
        {url.searchParams.has('fail') && <Fails />}
        <Card title="shipped as JSX" />
        <Counter start={<b>{2}</b>} />
      </main>
    }`,
  'routes/counter.island.tsx': `export default function Counter({ start }) {
      return <p class="counter" hidden={false}>{start}</p>
    }`,
  'routes/off.tsx': `// @precompile off
    export default () => <p>ordinary</p>`,
  'fails.tsx': `const fail = () => {
      throw new Error('failed in an expression')
    }

    export const Fails = () => (
      <section
        class="fails"
      >
        text
        <b title="x">{1}</b>
        <i>{fail()}</i>
      </section>
    )`,
  'node_modules/cards/package.json': '{ "name": "cards", "type": "module", "exports": "./card.tsx" }',
  'node_modules/cards/card.tsx':
    'export const Card = ({ title }: { title: string }) => <article><h2>{title}</h2></article>',
}

describe.each(['dev', 'production'] as const)('a site with precompiled elements, in %s', (mode) => {
  let site: TemporarySite
  let server: RunningServer

  beforeAll(async () => {
    site = await createTemporarySite(files)
    server = await site.startIn(mode)
  })
  afterAll(() => site.dispose())

  it('has the same HTML as without', async () => {
    const html = (await server.text('/')).replace(/<!--vial .*?-->/, '')

    expect(html).toContain('<main class="home"><ul><li>a</li><li>&lt;b></li></ul>')
    expect(html).toContain('<article><h2>shipped as JSX</h2></article>')
    expect(html).toMatch(/<p class="counter"><vial-slot [^>]*><b>2<\/b><\/vial-slot><\/p>/)
    expect(await server.text('/off')).toContain('<p>ordinary</p>')
  })

  it('names the line of an expression that throws', async () => {
    expect((await server.fetch('/?fail')).status).toBe(500)
    expect(server.output()).toMatch(/failed in an expression[\s\S]*fails\.tsx:2:\d+[\s\S]*fails\.tsx:11:\d+/)
  })
})

describe('a built site with Suspense of preact/compat', () => {
  const compat = {
    ...files,
    'routes/waits.tsx': `import { Suspense, cloneElement, isValidElement } from 'preact/compat'
      const link = <a class="x" href="/y">{1}</a>
      const Probe = ({ children }) => <p>{String(isValidElement(children))}</p>
      export default () => <main>
        <Suspense>{link}</Suspense><Probe><b class="c">{2}</b></Probe>{cloneElement(<i id="d">{3}</i>, { id: 'e' })}
      </main>`,
    'routes/plain.tsx': `export default () => <a class="x" href="/y">{1}</a>`,
  }

  it.each([
    ['', '<a class="x" href="/y">1</a>'],
    // The hook of preact/compat writes the class last.
    ['compat: true', '<a href="/y" class="x">1</a>'],
  ])('with the options { %s } renders %s', async (options, expected) => {
    const site = await createTemporarySite({
      ...compat,
      'vite.config.js': `import { vial } from 'vial/vite'
        export default { plugins: [vial({ precompile: true, ${options} })] }`,
    })
    onTestFinished(() => site.dispose())
    const server = await site.startIn('production')
    expect(await server.text('/plain')).toContain(expected)
    const html = await server.text('/waits')
    expect(html).toContain(expected)
    expect(html).toMatch(/<p>true<\/p><i id="e">3<\/i>/)
  })
})

describe("vial({ precompile: 'explain' })", () => {
  it('lists the elements that are not precompiled', async () => {
    const site = await createTemporarySite(files)
    const { output } = await site.build()
    await site.dispose()

    expect(output).toContain('routes/index.tsx:6:14: not precompiled: it contains <Fails>.')
    expect(output).not.toMatch(/routes\/index\.tsx:7:\d+: not precompiled/)
  })

  it('refuses other values', async () => {
    const site = await createTemporarySite({
      ...files,
      'vite.config.js': `import { vial } from 'vial/vite'
        export default { plugins: [vial({ precompile: 'some' })] }`,
    })
    const refusal = await readRefusal(site).finally(() => site.dispose())

    expect(refusal).toContain(`vial({ precompile }): "some" is unknown. Use true, false or 'explain'.`)
  })
})
