// Tests that the dev server follows files that are added, moved, edited and removed, without a restart.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type HotUpdates, listenToHotUpdates } from '../fixtures/hot-updates.ts'
import {
  type RunningServer,
  type TemporarySite,
  createTemporarySite,
  waitUntil,
} from '../fixtures/temporary-site.ts'

const page = (text: string): string => `export default () => <p>${text}</p>`

describe('vite dev', () => {
  let site: TemporarySite
  let server: RunningServer
  let updates: HotUpdates

  beforeAll(async () => {
    site = await createTemporarySite({
      'routes/index.tsx': `import { word } from '../lib/word.ts'\nimport './index.css'\n${page('{word}')}`,
      'routes/index.css': 'p { color: red }',
      'routes/state.tsx': page('state'),
      'routes/_server.ts': serverFile('first'),
      'routes/locals.ts': 'export const GET = (ctx) => ctx.app.locals',
      'lib/word.ts': `export const word = 'one'`,
    })
    server = await site.startDev()
    updates = await listenToHotUpdates(server.origin)
    await server.text('/')
  })

  afterAll(async () => {
    updates?.close()
    await site?.dispose()
  })

  const expectText = (path: string, text: string): Promise<void> =>
    waitUntil(async () => expect(await server.text(path)).toContain(text))
  const expectStatus = (path: string, status: number): Promise<void> =>
    waitUntil(async () => expect((await server.fetch(path)).status).toBe(status))

  it('follows an added, a moved and a removed page without a restart, and reloads browsers', async () => {
    await site.write({ 'routes/added.tsx': page('added') })
    await expectText('/added', '<p>added</p>')
    await updates.next('full-reload')

    await site.move('routes/added.tsx', 'routes/moved/[id].tsx')
    await expectStatus('/added', 404)
    await expectText('/moved/1', '<p>added</p>')

    await site.remove('routes/moved')
    await expectStatus('/moved/1', 404)
  })

  it('shows an edited page, and an edit of a module that only the server reads', async () => {
    await site.write({ 'routes/state.tsx': page('edited') })
    await expectText('/state', '<p>edited</p>')
    await updates.next('full-reload')

    await site.write({ 'lib/word.ts': `export const word = 'two'` })
    await expectText('/', '<p>two</p>')
    await updates.next('full-reload')
  })

  it('adds special files: a layout, an error page, middleware', async () => {
    await site.write({
      'routes/_layout.tsx': 'export default ({ children }) => <main>{children}</main>',
      'routes/_404.tsx': page('own 404'),
      'routes/_middleware.ts': `export default async (ctx, next) => {
        const response = await next(); response.headers.set('x-added', '1'); return response }`,
    })
    await expectText('/state', '<main><p>edited</p></main>')
    await expectText('/nope', '<main><p>own 404</p></main>')
    await waitUntil(async () => expect((await server.fetch('/')).headers.get('x-added')).toBe('1'))
    await site.remove('routes/_layout.tsx')
    await site.remove('routes/_middleware.ts')
    await waitUntil(async () => expect(await server.text('/state')).not.toContain('<main>'))
  })

  it('restarts the site when _server.ts changes', async () => {
    await expectText('/locals', 'first')
    await site.write({ 'routes/_server.ts': serverFile('second') })
    await expectText('/locals', 'second')
    expect(server.output()).toContain('stopped first')
  })

  it('shows a syntax error and recovers', async () => {
    await site.write({ 'routes/state.tsx': 'export default () => <p>broken' })
    await waitUntil(async () => {
      const response = await server.fetch('/state')
      expect(response.status).toBe(500)
      expect(await response.text()).toContain('routes/state.tsx')
    })
    await expectStatus('/', 200)
    await site.write({ 'routes/state.tsx': page('healed') })
    await expectText('/state', '<p>healed</p>')
  })

  it.each([
    ['module', '../lib/late.ts'],
    ['island', '../lib/late.island.tsx'],
    ['personal part', '../lib/late.personal.tsx'],
  ])('names the import of a missing %s, and recovers when the file appears', async (_, file) => {
    await site.write({ 'routes/state.tsx': `import Late from '${file}'\n${page('<Late />')}` })
    await expectText('/state', `routes/state.tsx imports ${file}, which does not exist.`)
    await site.write({ [file.slice('../'.length)]: `export default () => 'appeared'` })
    await expectText('/state', 'appeared')
  })

  it('names two files with the same pattern, and recovers', async () => {
    await site.write({ 'routes/state/index.tsx': page('clash') })
    await waitUntil(async () => {
      const response = await server.fetch('/state')
      expect(response.status).toBe(500)
      expect(await response.text()).toMatch(
        /routes\/state(\/index)?\.tsx and routes\/state(\/index)?\.tsx answer the same URL/,
      )
    })
    await site.remove('routes/state')
    await expectText('/state', '<p>appeared</p>')
  })

  it('shows a page with both a default export and GET', async () => {
    await site.write({ 'routes/both.tsx': `export const GET = () => 'x'\n${page('x')}` })
    await waitUntil(async () => expect(await server.text('/both')).toContain('Rename GET to loader'))
    await site.remove('routes/both.tsx')
  })

  it('shows config that is not made of literals', async () => {
    await site.write({ 'routes/computed.tsx': `export const config = { bodyLimit: 1 + 1 }\n${page('x')}` })
    await waitUntil(async () =>
      expect(await server.text('/computed')).toContain('config must be made of literals'),
    )
    await site.remove('routes/computed.tsx')
  })

  it('swaps a stylesheet without reloading the page', async () => {
    const [, url] = (await server.text('/')).match(/<link rel="stylesheet" href="([^"]+)"/) ?? []
    await server.fetch(url!)
    await site.write({ 'routes/index.css': 'p { color: blue }' })

    const update = await updates.next('update')
    expect(JSON.stringify(update)).toContain('css-update')
    expect(await server.text(url!)).toContain('blue')
  })

  it('warns about a near miss and suggests the name that was meant', async () => {
    await site.write({ 'routes/_eror.tsx': page('x') })
    await waitUntil(async () => expect(server.output()).toMatch(/_eror\.tsx.*_error\.tsx/))
    await site.remove('routes/_eror.tsx')
  })

  it('writes the types of routes that are added and removed', async () => {
    const { readFile } = await import('node:fs/promises')
    const types = (): Promise<string> => readFile(`${site.folder}/.vial/types/routes.d.ts`, 'utf8')
    await site.write({ 'routes/typed/[id=int].tsx': page('x') })
    await waitUntil(async () =>
      expect(await types()).toContain('"/typed/[id=int]": { params: { id: number }'),
    )
    await site.remove('routes/typed')
    await waitUntil(async () => expect(await types()).not.toContain('/typed/'))
  })
})

describe('vite dev, for a file that no page reads', () => {
  it('leaves browsers alone', async () => {
    const site = await createTemporarySite({
      'routes/index.tsx': `import { word } from '../lib/word.ts'\n${page('{word}')}`,
      'lib/word.ts': `export const word = 'one'`,
    })
    const server = await site.startDev()
    await server.text('/')
    const updates = await listenToHotUpdates(server.origin)
    await site.write({
      '.data/database.db': 'x',
      'lib/unused.ts': 'export {}',
      'lib/word.ts': `export const word = 'two'`,
    })
    // Changes are announced in order: an effect of the other files would have arrived by now.
    await updates.next('full-reload')
    await waitUntil(async () => expect(await server.text('/')).toContain('<p>two</p>'))

    expect(updates.count('full-reload')).toBe(0)
    updates.close()
    await site.dispose()
  })
})

function serverFile(name: string): string {
  return `export default { start(app) { app.locals.name = '${name}'; return () => console.log('stopped ${name}') } }`
}
