// Tests what Vite gets of the virtual modules.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Plugin, type ViteDevServer, createServer } from 'vite'
import { expect, it, onTestFinished } from 'vitest'
import { vial } from '../vite.ts'
import { manifestId } from './virtual-modules.ts'

/** Creates the dev server of a site with a route, `index.js`, and with one that is a link, `linked.js`. */
async function open(...plugins: Plugin[]): Promise<{ server: ViteDevServer; folder: string }> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'vial-virtual-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'routes'))
  const source = `export const GET = () => 'found'`
  writeFileSync(join(folder, 'routes/index.js'), source)
  writeFileSync(join(folder, 'elsewhere.js'), source)
  symlinkSync(join(folder, 'elsewhere.js'), join(folder, 'routes/linked.js'))
  const server = await createServer({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    plugins: [vial(), ...plugins],
    server: { middlewareMode: true, ws: false, watch: null },
  })
  onTestFinished(() => server.close())
  return { server, folder }
}

it('gives the list of all routes no source map, which each edit would make Node.js read', async () => {
  const { server } = await open()

  const module = await server.environments.ssr.fetchModule(manifestId)

  expect(module).toMatchObject({ code: expect.stringContaining('routes/index.js') })
  expect(module).not.toMatchObject({ code: expect.stringContaining('sourceMappingURL') })
})

it('resolves the routes of the list to where they are, without asking Vite', async () => {
  const asked: string[] = []
  const { server, folder } = await open({
    name: 'listen',
    enforce: 'pre',
    resolveId(id) {
      asked.push(id)
    },
  })

  await server.environments.ssr.fetchModule(manifestId)

  const { idToModuleMap } = server.environments.ssr.moduleGraph
  expect([...idToModuleMap.keys()]).toEqual(
    expect.arrayContaining([`${folder}/routes/index.js`, `${folder}/elsewhere.js`]),
  )
  expect(asked.filter((id) => id.includes('/routes/'))).toEqual([])
})
