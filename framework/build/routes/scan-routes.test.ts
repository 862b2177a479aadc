import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { findLinkedPaths, isServed, scanRoutes, toRealFile } from './scan-routes.ts'

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

  it('warns about the names of other frameworks, whatever their extension', async () => {
    const { files, warnings } = await scanRoutes(
      await makeFolder('users/$id.tsx', '+page.svelte'),
      extensions,
    )

    expect(files.map(({ path }) => path)).toEqual(['users/$id.tsx'])
    expect(warnings).toEqual([
      'routes/+page.svelte has no meaning. Write routes/index.tsx.',
      'routes/users/$id.tsx takes $id as text. For a parameter, write [id].',
    ])
  })

  it('takes .well-known for an ordinary folder', async () => {
    const folder = await makeFolder('.well-known/security.txt.ts', '(g)/.well-known/a/b.ts')

    expect(await scanRoutes(folder, extensions)).toMatchObject({
      files: [
        { path: '(g)/.well-known/a/b.ts', kind: 'route' },
        { path: '.well-known/security.txt.ts', kind: 'route' },
      ],
      warnings: [],
    })
  })

  it('warns about routes with a hidden name, but not about the copies of editors', async () => {
    const folder = await makeFolder(
      '.api.ts',
      '.drafts/a/new.tsx',
      '.drafts/b.tsx',
      '.data/notes.json',
      '.#index.ts',
      '._index.ts',
      '.git/hooks/a.ts',
    )

    expect(await scanRoutes(folder, extensions)).toMatchObject({
      files: [],
      warnings: [
        'routes/.api.ts is private. Names that begin with a dot are, except .well-known. Rename .api.ts, or move it out of routes.',
        'routes/.drafts/a/new.tsx is private. Names that begin with a dot are, except .well-known. Rename .drafts, or move it out of routes.',
      ],
    })
  })

  it('follows links to folders and files, but not in circles, and leaves out broken ones', async () => {
    const folder = await makeFolder('site/index.ts', 'site/a/deep/x.ts', 'shared/page.ts', 'shared/more/b.ts')
    const root = await realpath(folder)
    await symlink('../shared', join(folder, 'site/linked'))
    await symlink('../shared/page.ts', join(folder, 'site/alone.ts'))
    await symlink('..', join(folder, 'site/a/around'))
    await symlink('../../site/a', join(folder, 'shared/more/back'))
    await symlink('user@host.1234', join(folder, 'site/gone.ts'))
    const { files, links, warnings } = await scanRoutes(join(root, 'site'), extensions)

    expect(files.map(({ path }) => path)).toEqual([
      'a/deep/x.ts',
      'alone.ts',
      'index.ts',
      'linked/more/b.ts',
      'linked/more/back/deep/x.ts',
      'linked/page.ts',
    ])
    expect(warnings).toEqual([
      'routes/a/around is left out. It links to a folder that contains it. Link to another folder.',
      'routes/gone.ts is left out. It links to user@host.1234, which does not exist. Correct the link, or remove it.',
      'routes/linked/more/back/around is left out. It links to a folder that contains it. Link to another folder.',
    ])
    const real = toRealFile(join(root, 'site'), 'linked/more/back/deep/x.ts', links)
    expect(real).toBe(join(root, 'site/a/deep/x.ts'))
    expect(findLinkedPaths(real, links)).toEqual(['linked/more/back/deep/x.ts'])
    expect(findLinkedPaths(join(root, 'shared/page.ts'), links)).toEqual(['alone.ts', 'linked/page.ts'])
  })

  it('warns about links that lead nowhere, but not about those of editors and other files', async () => {
    const folder = await makeFolder('a.ts')
    const links = ['b/page.tsx', 'more', '.#a.ts', 'notes.txt', 'own.ts']
    await mkdir(join(folder, 'b'))
    for (const path of links) await symlink(path === 'own.ts' ? 'own.ts' : 'nowhere', join(folder, path))
    const { files, warnings } = await scanRoutes(folder, extensions)

    expect(files.map(({ path }) => path)).toEqual(['a.ts'])
    expect(warnings).toEqual([
      'routes/b/page.tsx is left out. It links to nowhere, which does not exist. Correct the link, or remove it.',
      'routes/more is left out. It links to nowhere, which does not exist. Correct the link, or remove it.',
      'routes/own.ts is left out. It links to own.ts, which does not exist. Correct the link, or remove it.',
    ])
  })

  it('follows a routes folder that is a link', async () => {
    const folder = await makeFolder('shared/a.ts')
    await symlink('shared', join(folder, 'routes'))
    const { files, links } = await scanRoutes(join(folder, 'routes'), extensions)

    expect(files.map(({ path }) => path)).toEqual(['a.ts'])
    expect(toRealFile(join(folder, 'routes'), 'a.ts', links)).toBe(
      join(await realpath(folder), 'shared/a.ts'),
    )
  })

  it('finds nothing in a folder that does not exist', async () => {
    expect(await scanRoutes(join(tmpdir(), 'vial-no-such-folder'), extensions)).toEqual({
      files: [],
      links: [],
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
