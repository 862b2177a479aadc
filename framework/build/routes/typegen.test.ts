import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, stat, utimes } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parseRouteFile } from '../../routing/route-file.ts'
import { resolveOptions } from '../options.ts'
import { isServed, scanRoutes } from './scan-routes.ts'
import { writeTypes } from './typegen.ts'

describe('writeTypes()', () => {
  it('writes into the project, and only when something has changed', async () => {
    const root = await mkdtemp(join(tmpdir(), 'vial-typegen-'))
    onTestFinished(() => rm(root, { recursive: true }))
    const options = resolveOptions({ routes: 'source/pages' }, { root, base: '/' })
    const path = join(root, '.vial/types/routes.d.ts')
    const files = parseFiles('index.tsx')

    await writeTypes(files, options)
    expect(await readFile(path, 'utf8')).toContain('import("../../source/pages/index.tsx")')
    await utimes(path, 1, 1)
    await writeTypes(files, options)
    expect((await stat(path)).mtimeMs).toBe(1000)
    await writeTypes(parseFiles('about.tsx'), options)
    expect(await readFile(path, 'utf8')).toContain('"/about"')
  })

  it("reports all type errors of a site's author, and nothing else", async () => {
    const root = resolve(import.meta.dirname, '../../fixtures/types')
    const options = resolveOptions({}, { root, base: '/' })
    const { files } = await scanRoutes(options.routesFolder, options.extensions)
    await mkdir(join(root, '.vial/types'), { recursive: true })
    await writeTypes(files.filter(isServed), options)

    const compiler = join(
      dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
      'bin/tsc',
    )
    // Each mistake in the fixture is marked as expected, so an unreported mistake is an error too.
    const { stdout, status } = spawnSync(process.execPath, [compiler, '-p', root], { encoding: 'utf8' })
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 })
  })
})

function parseFiles(...paths: string[]): NonNullable<ReturnType<typeof parseRouteFile>>[] {
  return paths.map((path) => parseRouteFile(path, ['.tsx', '.ts', '.jsx', '.md'])!)
}
