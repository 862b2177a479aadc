import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { isServed, scanRoutes } from './scan-routes.ts'

const extensions = ['.tsx', '.ts']

describe('scanRoutes()', () => {
  it('finds the files of all folders, in the same order everywhere', async () => {
    const { files } = await scanRoutes(
      await makeFolder('index.tsx', 'b/index.tsx', 'a.ts', 'B.ts', 'b/[id]/_layout.tsx', '(g)/x.ts'),
      extensions,
    )

    expect(files.map(({ path, kind }) => [path, kind])).toEqual([
      ['(g)/x.ts', 'route'],
      ['B.ts', 'route'],
      ['a.ts', 'route'],
      ['b/[id]/_layout.tsx', 'layout'],
      ['b/index.tsx', 'route'],
      ['index.tsx', 'route'],
    ])
  })

  it('skips files that are not source: other extensions, hidden files and folders, packages', async () => {
    const folder = await makeFolder(
      'style.css',
      '.hidden.ts',
      '.git/x.ts',
      'node_modules/a/index.ts',
      'page.mdx',
      'Makefile',
    )

    expect((await scanRoutes(folder, extensions)).files).toEqual([])
    expect((await scanRoutes(folder, [...extensions, '.mdx'])).files).toHaveLength(1)
  })

  it('warns about a name that is probably a mistake', async () => {
    const { warnings } = await scanRoutes(
      await makeFolder('_eror.tsx', 'admin/_app.tsx', '_card.tsx'),
      extensions,
    )

    expect(warnings).toEqual([
      'routes/_eror.tsx is private. Did you mean _error.tsx?',
      'routes/admin/_app.tsx is private. Only routes/_app.tsx has a special meaning. Use _layout.tsx here.',
    ])
  })

  it('finds nothing in a folder that does not exist', async () => {
    expect(await scanRoutes(join(tmpdir(), 'vial-no-such-folder'), extensions)).toEqual({
      files: [],
      warnings: [],
    })
  })

  it('refuses a folder that is a file', async () => {
    const folder = await makeFolder('a.ts')
    await expect(scanRoutes(join(folder, 'a.ts'), extensions)).rejects.toThrow('ENOTDIR')
  })

  it('lists a linked file like any other', async () => {
    const folder = await makeFolder('a.ts')
    await symlink(join(folder, 'a.ts'), join(folder, 'b.ts'))

    expect((await scanRoutes(folder, extensions)).files.map(({ path }) => path)).toEqual(['a.ts', 'b.ts'])
  })
})

describe('isServed()', () => {
  it('leaves out files that only other files import', async () => {
    const folder = await makeFolder(
      'a.ts',
      '_card.tsx',
      'menu.island.tsx',
      '_error.tsx',
      'a.test.ts',
      '_server.ts',
    )
    const { files } = await scanRoutes(folder, extensions)

    expect(files.filter(isServed).map(({ path }) => path)).toEqual(['_error.tsx', '_server.ts', 'a.ts'])
  })
})

async function makeFolder(...paths: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vial-scan-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const path of paths) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), '')
  }
  return folder
}
