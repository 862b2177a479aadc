// Pages that a file change overtakes: rendered before the edit, connected to Vite after it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type HotUpdates, listenToHotUpdates } from '../../fixtures/hot-updates.ts'
import {
  type RunningServer,
  type TemporarySite,
  createTemporarySite,
  waitUntil,
} from '../../fixtures/temporary-site.ts'

describe('vite dev, for a page that reports its version', () => {
  let site: TemporarySite
  let server: RunningServer

  beforeAll(async () => {
    site = await createTemporarySite({
      'routes/index.tsx': 'export default () => <p>one</p>',
      'routes/broken.tsx': `import { word } from '../lib/missing.ts'\nexport default () => <p>{word}</p>`,
    })
    server = await site.startDev()
  })

  afterAll(() => site?.dispose())

  it('reloads a page that was rendered before the last update, and no other', async () => {
    const old = await readVersion('/')
    await site.write({ 'routes/index.tsx': 'export default () => <p>two</p>' })
    const current = await waitUntil(async () => {
      const version = await readVersion('/')
      expect(version).not.toBe(old)
      return version
    })
    const updates = await listenToHotUpdates(server.origin)

    await expectReload(updates, { current, old })
    expect(await server.text('/')).toContain('<p>two</p>')
  })

  it('reloads an error page that was rendered before a file appeared', async () => {
    const old = await readVersion('/broken')
    await site.write({ 'lib/missing.ts': `export const word = 'found'` })
    await waitUntil(async () => expect(await server.text('/broken')).toContain('<p>found</p>'))
    const current = await readVersion('/')
    const updates = await listenToHotUpdates(server.origin)

    await expectReload(updates, { current, old })
  })

  async function readVersion(path: string): Promise<string> {
    const [, version] = /<meta name="vial-page" content="([\d ]+)">/.exec(await server.text(path)) ?? []
    expect(version).toBeDefined()
    return version!
  }

  /** The first report would be answered first, and before it any message that Vite had saved for this socket. */
  async function expectReload(
    updates: HotUpdates,
    versions: Record<'current' | 'old', string>,
  ): Promise<void> {
    updates.send('vial:page', versions.current)
    updates.send('vial:page', versions.old)
    await updates.next('full-reload')
    updates.send('vial:page', versions.old)
    await updates.next('full-reload')
    expect(updates.count('full-reload')).toBe(0)
    updates.close()
  }
})
