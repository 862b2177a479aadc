// Tests the environment that runs the site in dev.
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import Module from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, isRunnableDevEnvironment } from 'vite'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createSiteEnvironment } from './site-environment.ts'

it('registers the hook of import.meta.resolve() only when a module calls it', async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'vial-environment-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const source = `
    export const { url, filename, dirname, main, env } = import.meta
    export const resolve = (id) => import.meta.resolve(id)`
  writeFileSync(join(folder, 'module.js'), source)
  writeFileSync(join(folder, 'other.js'), '')
  const server = await createServer({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    server: { middlewareMode: true, ws: false, watch: null },
    environments: { ssr: { dev: { createEnvironment: createSiteEnvironment } } },
  })
  onTestFinished(() => server.close())
  const name = 'registerHooks' in Module ? 'registerHooks' : 'register'
  const register = vi.spyOn(Module as unknown as Record<string, () => void>, name)
  onTestFinished(() => register.mockRestore())
  const { ssr } = server.environments
  if (!ssr || !isRunnableDevEnvironment(ssr)) throw new Error('The environment does not run here.')

  const { resolve, ...meta } = await ssr.runner.import(join(folder, 'module.js'))

  expect(register).not.toHaveBeenCalled()
  expect(meta).toMatchObject({
    url: `file://${folder}/module.js`,
    filename: join(folder, 'module.js'),
    dirname: folder,
    main: false,
  })
  expect(resolve('./other.js')).toBe(`file://${folder}/other.js`)
  expect(register).toHaveBeenCalledOnce()
})
