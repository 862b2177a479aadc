import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TemporarySite, createTemporarySite } from '../../fixtures/temporary-site.ts'
import type { BuildReport, ReportedRoute } from './build-report.ts'

const files = {
  'routes/_layout.tsx': `
    import './layout.css'
    import Menu from '../parts/menu.island.tsx'
    export default ({ children }) => <main><Menu />{children}</main>`,
  'routes/layout.css': 'main { color: red; padding: 1rem }',
  'parts/menu.island.tsx': `
    import { useState } from 'preact/hooks'
    export default () => { const [isOpen, open] = useState(false); return <button onClick={() => open(!isOpen)}>Menu</button> }`,
  'parts/through.ts': `export { default as Chart } from './chart.island.tsx'`,
  'parts/chart.island.tsx': `export default () => <canvas>Chart</canvas>`,
  'parts/cart.personal.tsx': `export default () => <p>Cart</p>`,
  'routes/index.tsx': `
    import { Chart } from '../parts/through.ts'
    export default () => <Chart />`,
  'routes/plain.tsx': `
    export const config = { layout: false }
    export default () => <p>Plain</p>`,
  'routes/cached.tsx': `
    import Cart from '../parts/cart.personal.tsx'
    export const config = { cache: { maxAge: 60 } }
    export default () => <Cart />`,
  'routes/fixed.tsx': `
    export const config = { prerender: true }
    export default () => <p>Fixed</p>`,
  'routes/slow.tsx': `
    export const config = { stream: true }
    export default () => <p>Slow</p>`,
  'routes/feed.xml.ts': `export const GET = () => '<feed/>'`,
  'routes/live.ts': `export const socket = { open() {} }`,
  'routes/entry.tsx': `
    import entry from '../parts/app.ts?browser'
    export const config = { layout: false }
    export const head = { title: 'Entry', ...entry }
    export default () => <p>Entry</p>`,
  'parts/app.ts': `document.title = 'from the entry'`,
}

describe('the report of a build', () => {
  let site: TemporarySite
  let output: string
  let report: BuildReport

  beforeAll(async () => {
    site = await createTemporarySite(files)
    const built = await site.build()
    expect(built.code, built.output).toBe(0)
    output = built.output
    report = JSON.parse((await site.vial(['build-report', '--json'])).output) as BuildReport
  })

  afterAll(() => site?.dispose())

  const find = (pattern: string): ReportedRoute => report.routes.find((route) => route.pattern === pattern)!

  it('knows the kind of each route', () => {
    expect(Object.fromEntries(report.routes.map(({ pattern, kind }) => [pattern, kind]))).toEqual({
      '/': 'dynamic',
      '/cached': 'cached',
      '/entry': 'dynamic',
      '/feed.xml': 'endpoint',
      '/fixed': 'prerendered',
      '/live': 'socket',
      '/plain': 'dynamic',
      '/slow': 'streamed',
    })
    expect(find('/cached').hasPersonalParts).toBe(true)
    expect(find('/').hasPersonalParts).toBe(false)
  })

  it('names the islands of a page and of its layouts, also through other files', () => {
    expect(find('/').islands.toSorted()).toEqual(['parts/chart.island.tsx', 'parts/menu.island.tsx'])
    expect(find('/slow').islands).toEqual(['parts/menu.island.tsx'])
    expect(find('/plain').islands).toEqual([])
    expect(
      report.islands.map(({ file, routes }) => [file, routes.includes('/'), routes.includes('/slow')]),
    ).toEqual([
      ['parts/chart.island.tsx', true, false],
      ['parts/menu.island.tsx', true, true],
    ])
  })

  it('measures what the pages load, compressed', async () => {
    const server = await site.startProduction()
    for (const { pattern, scripts, styles } of report.routes.filter(
      ({ kind }) => !/endpoint|socket/.test(kind),
    )) {
      const html = await server.text(pattern)
      const loaded = await loadAll(
        server,
        [...html.matchAll(/(?:src|href)="(\/_vial\/[^"]+)"/g)].map(([, url]) => url!),
      )
      expect(scripts, pattern).toBe(loaded.scripts)
      expect(styles, pattern).toBe(loaded.styles)
    }
    await server.stop()
    expect(find('/plain')).toMatchObject({ scripts: 0, styles: 0 })
    expect(find('/entry').scripts).toBeGreaterThan(0)
  })

  /** Follows the imports of scripts, as a browser does. */
  async function loadAll(
    server: { text(path: string): Promise<string> },
    urls: string[],
  ): Promise<{ scripts: number; styles: number }> {
    const found = new Set(urls)
    const sizes = { scripts: 0, styles: 0 }
    for (const url of found) {
      const text = await server.text(url)
      sizes[url.endsWith('.css') ? 'styles' : 'scripts'] += gzipSync(text).length
      for (const [, path] of text.matchAll(/(?:from|import)\s*["']\.\/([\w-]+\.js)["']/g))
        found.add(`/_vial/${path}`)
    }
    return sizes
  }

  it('names the file with the code of each route', () => {
    for (const { pattern, chunk } of report.routes) {
      const text = readFileSync(join(site.folder, 'dist/server', chunk!.file))
      expect(text.length, pattern).toBe(chunk!.size)
    }
  })

  it('is printed by the build and by the command', async () => {
    expect(output).toMatch(/^Route +Kind +Scripts +Styles +Server$/m)
    expect(output).toMatch(/^\/cached +cached, personal parts +[\d.]+ kB/m)
    expect(output).toMatch(/^parts\/menu\.island\.tsx +\d/m)
    const { code, output: printed } = await site.vial(['build-report'])
    expect(code).toBe(0)
    expect(printed).toContain('8 routes: 3 dynamic')
  })

  it('says what to do before the first build', async () => {
    const other = await createTemporarySite({ 'routes/index.tsx': `export default () => <p>x</p>` })
    const { code, remarks } = await other.vial(['build-report'])
    await other.dispose()
    expect(code).toBe(1)
    expect(remarks).toBe('vial build-report: there is no build. Run npx vite build first.')
  })
})
