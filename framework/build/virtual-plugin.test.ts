// Tests what Vite gets of the virtual modules.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'vite'
import { expect, it, onTestFinished } from 'vitest'
import { vial } from '../vite.ts'
import { manifestId } from './virtual-modules.ts'

it('gives the list of all routes no source map, which each edit would make Node.js read', async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'vial-virtual-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'routes'))
  writeFileSync(join(folder, 'routes/index.js'), `export const GET = () => 'found'`)
  const server = await createServer({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    plugins: [vial()],
    server: { middlewareMode: true, ws: false, watch: null },
  })
  onTestFinished(() => server.close())

  const module = await server.environments.ssr.fetchModule(manifestId)

  expect(module).toMatchObject({ code: expect.stringContaining('routes/index.js') })
  expect(module).not.toMatchObject({ code: expect.stringContaining('sourceMappingURL') })
})
