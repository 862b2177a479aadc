import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { findPublicFiles } from './public-files.ts'

describe('findPublicFiles()', () => {
  it('finds files at every depth, by URL path', async () => {
    const folder = await makeFolder(['a.txt', 'deep/er/with space.txt', 'fünke/%41?#.txt', 'back\\slash'])

    expect(await findPublicFiles(folder)).toEqual(
      new Map([
        ['/a.txt', join(folder, 'a.txt')],
        ['/deep/er/with%20space.txt', join(folder, 'deep/er/with space.txt')],
        ['/f%C3%BCnke/%2541%3F%23.txt', join(folder, 'fünke/%41?#.txt')],
        ['/back%5Cslash', join(folder, 'back\\slash')],
      ]),
    )
  })

  it('finds nothing in a missing folder', async () => {
    expect((await findPublicFiles('/nowhere/at/all')).size).toBe(0)
  })

  it('leaves out names that start with a dot, except /.well-known/', async () => {
    const hidden = [
      '.env',
      '.git/config',
      '.vite/manifest.json',
      'a/.htpasswd',
      '.well-known/.x',
      'a/.well-known/x',
    ]
    const folder = await makeFolder([...hidden, '.well-known/security.txt', '.well-known/acme/x'])

    const found = await findPublicFiles(folder)
    expect([...found.keys()].sort()).toEqual(['/.well-known/acme/x', '/.well-known/security.txt'])
  })

  it('follows only links that stay inside the folder', async () => {
    const folder = await makeFolder(['site/real.txt', 'site/sub/b.txt', 'site/.env', 'site-2/x', 'out'])
    const good = { file: 'real.txt', folder: 'sub' }
    const round = { 'sub/loop': '..', self: 'self', here: '.' }
    const bad = {
      out: '../out',
      sibling: '../site-2',
      etc: '/etc',
      dot: '.env',
      broken: 'nope',
      odd: 'real.txt/x',
    }
    for (const [name, target] of Object.entries({ ...good, ...round, ...bad })) {
      await symlink(target, join(folder, 'site', name))
    }

    const found = await findPublicFiles(join(folder, 'site'))
    expect([...found.keys()].sort()).toEqual(['/file', '/folder/b.txt', '/real.txt', '/sub/b.txt'])
    expect(found.get('/file')).toBe(join(folder, 'site/real.txt'))
  })

  it('lists a folder that is itself a link', async () => {
    const folder = await makeFolder(['site/a.txt'])
    await symlink('site', join(folder, 'current'))
    expect((await findPublicFiles(join(folder, 'current'))).get('/a.txt')).toBe(join(folder, 'site/a.txt'))
  })

  it('leaves out pipes and devices', async () => {
    const folder = await makeFolder([])
    execFileSync('mkfifo', [join(folder, 'pipe')])
    await symlink('pipe', join(folder, 'to-pipe'))
    await symlink('/dev/zero', join(folder, 'device'))
    expect((await findPublicFiles(folder)).size).toBe(0)
  })
})

async function makeFolder(names: readonly string[]): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'vial-public-')))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const name of names) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), name)
  }
  return folder
}
