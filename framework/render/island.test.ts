import { type ComponentType, createContext, h } from 'preact'
import { Suspense } from 'preact/compat'
import { describe, expect, it } from 'vitest'
import { type LiteralSite, createLiteralSite } from '../fixtures/literal-site.ts'
import { createIsland } from './island.ts'
import type { Hydration } from '../browser/island-marker.ts'
import type { BrowserFiles } from './page-islands.ts'

const toFile = (name: string): ReturnType<BrowserFiles['findIsland']> => ({
  name: `${name}.js`,
  urls: [`/${name}.js`],
  ...(name === 'only' && { styles: ['/only.css'] }),
})

const browserFiles: BrowserFiles = {
  start: '/start.js',
  findIsland: toFile,
  revive: toFile('revive'),
  reviveSignals: toFile('revive-signals'),
  moveSlots: toFile('move-slots'),
  scheduleHydration: toFile('schedule-hydration'),
}

const island = (file: string, component: unknown, hydrate?: Hydration): ComponentType =>
  createIsland(component as ComponentType<never>, { file, name: 'default', hydrate }) as ComponentType

const Only = island('only', undefined, 'only')
const Outer = island('outer', () => h('div', null, h(Only, null)))
const Text = island('text', () => h('p', null, 'Text'))
const Row = island('row', () => h('tr', null, h('td', null, 'Cell')))
const Late = (async ({ children }: { children: unknown }) => {
  await Promise.resolve()
  return children
}) as unknown as ComponentType

function openSite(component: () => unknown, stream = false): LiteralSite {
  return createLiteralSite({ 'index.tsx': { config: { stream }, default: component } }, { browserFiles })
}

describe('createIsland()', () => {
  it('renders nothing of a browser-only component, but links its styles', async () => {
    const visible = { hydrate: 'visible' } as object

    const html = await openSite(() => [h(Outer, null), h(Only, visible)]).text('/')
    expect(html).toContain('<div></div>')
    expect(html).toContain('"w":"visible","f":"schedule-hydration.js","i":2,"p":{}}--><!--/vial-->')
    expect(html.match(/only\.css/g)).toHaveLength(1)
    expect(html).not.toContain('undefined')
  })

  it('loads the code of the hydration strategies only if an island waits', async () => {
    const idle = { hydrate: 'idle' } as object

    const html = await openSite(() => [h(Text, idle), h(Only, null), h(Text, idle)]).text('/')
    expect(
      html.split('<script type="module" async src="/schedule-hydration.js" fetchpriority="low"></script>'),
    ).toHaveLength(2)
    // The island itself is loaded later.
    expect(html).not.toContain('href="/text.js"')
    expect(await openSite(() => [h(Text, null), h(Only, null)]).text('/')).not.toContain('schedule')
  })

  it('returns constants and contexts unchanged', () => {
    const Theme = createContext('none')
    expect(island('a', Theme)).toBe(Theme)
    expect(island('a', 5)).toBe(5)
  })
})

describe('an island in a late part', () => {
  const open = (...parts: ComponentType[]): Promise<string> =>
    openSite(
      () =>
        h(
          'main',
          null,
          h(Suspense, { fallback: 'Wait' }, h(Late, null, ...parts.map((part) => h(part, null)))),
        ),
      true,
    ).text('/')

  it('adds the tags that are missing in the head, with the nonce and a low priority', async () => {
    const html = await open(Text, Only, Text)
    const [, nonce] = /<script nonce="([^"]+)"/.exec(html) ?? []
    expect(nonce).toBeTruthy()
    const attributes = `fetchpriority="low" nonce="${nonce}"`
    expect(html.split(`<script type="module" async src="/start.js" ${attributes}>`)).toHaveLength(2)
    expect(html.split(`<link rel="modulepreload" href="/text.js" ${attributes}>`)).toHaveLength(2)
    expect(html.split('<link rel="stylesheet" href="/only.css">')).toHaveLength(2)
  })

  it('adds the styles of a browser-only component inside it', async () => {
    expect(await open(Outer)).toContain('<link rel="stylesheet" href="/only.css">')
  })

  it('preloads the code of the hydration strategies, because client navigation refuses scripts in the body', async () => {
    const html = await open(island('idle', () => h('p', null), 'idle'))
    expect(html).toContain('<link rel="modulepreload" href="/schedule-hydration.js"')
    expect(html).not.toContain('src="/schedule-hydration.js"')
  })

  it('keeps a table row that the parser would drop', async () => {
    const html = await open(Row)
    expect(html).toMatch(/hidden><table><tbody><!--vial [^>]*--><tr>/)
  })
})
