// Tests that changes which the watcher has taken for known are announced once it has started.
import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { ViteDevServer } from 'vite'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { type TemporarySite, createTemporarySite, waitUntil } from '../../fixtures/temporary-site.ts'
import { findSite, openModuleServer } from '../find-site.ts'

describe('A watcher that has started', () => {
  let site: TemporarySite
  let server: ViteDevServer
  let announced: string[]

  beforeEach(async () => {
    site = await createTemporarySite({
      'routes/index.ts': `import { word } from '../lib/word.ts'\nexport const GET = () => word`,
      'routes/gone.ts': `export const GET = () => 'gone'`,
      'lib/word.ts': `export const word = 'one'`,
    })
    // It has no watcher of its own, so the test tells when it has started.
    server = await openModuleServer(site.folder, 'development')
    onTestFinished(async () => {
      await server.close()
      await site.dispose()
    })
    announced = []
    for (const event of ['add', 'unlink', 'change']) {
      // Vite would apply the changes, and write types while the test removes the site.
      server.watcher.removeAllListeners(event)
      server.watcher.on(event, (file: string) =>
        announced.push(`${event} ${file.slice(site.folder.length + 1)}`),
      )
    }
  })

  const start = async (): Promise<void> => {
    server.watcher.emit('ready')
    // The last one that is announced, so that the others have been too.
    await waitUntil(async () => expect(announced).toContain('change routes/index.ts'))
  }
  const edit = (): Promise<void> => site.write({ 'routes/index.ts': `export const GET = () => 'edited'` })

  it('announces the routes that came and went after the first scan, and edits of what was loaded', async () => {
    await findSite(server.config).files()
    await server.ssrLoadModule('/routes/index.ts')
    await site.write({ 'routes/added.ts': `export const GET = () => 'added'`, 'lib/other.ts': '' })
    await site.remove('routes/gone.ts')
    await edit()
    await start()

    expect(announced).toEqual(['add routes/added.ts', 'unlink routes/gone.ts', 'change routes/index.ts'])
  })

  it('announces no routes before they are scanned, and no file whose time is that of a program', async () => {
    await server.ssrLoadModule('/routes/index.ts')
    await site.write({ 'routes/added.ts': `export const GET = () => 'added'` })
    const future = new Date(Date.now() + 3_600_000)
    await utimes(join(site.folder, 'lib/word.ts'), future, future)
    await edit()
    await start()

    expect(announced).toEqual(['change routes/index.ts'])
  })
})
