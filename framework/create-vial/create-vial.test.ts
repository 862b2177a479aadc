// Tests the package create-vial: what it contains, and that it does the same as vial new.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const run = promisify(execFile)
const here = import.meta.dirname
const options = ['--template', 'full', '--from', '^0.1.0', '--no-install', '--no-git']

describe('create-vial', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'create-vial-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('creates the same files as vial new', async () => {
    await run(process.execPath, [join(here, 'bin/create-vial.js'), 'one/my-site', ...options], {
      cwd: folder,
    })
    const vial = join(here, '../bin/vial.js')
    await run(process.execPath, [vial, 'new', 'two/my-site', ...options], { cwd: folder })

    const [one, two] = [await readFiles(join(folder, 'one')), await readFiles(join(folder, 'two'))]
    expect(one.get('my-site/package.json')).toContain('"vial": "^0.1.0"')
    expect(one.size).toBeGreaterThan(20)
    expect(one).toEqual(two)
  })

  it('names itself in messages', async () => {
    const failed = run(process.execPath, [join(here, 'bin/create-vial.js')], { cwd: folder })
    await expect(failed).rejects.toMatchObject({
      code: 1,
      stderr: 'create-vial: the folder is missing. Write it as in: npm create vial@latest my-site\n',
    })
  })

  it('has the version of vial, which it writes into new sites', async () => {
    const [own, vial] = await Promise.all(
      ['package.json', '../package.json'].map(async (path) =>
        JSON.parse(await readFile(join(here, path), 'utf8')),
      ),
    )
    expect(own.version).toBe(vial.version)
    // Everything that it needs is in the bundle, so that npm downloads one small package.
    expect(own.dependencies).toBeUndefined()
  })

  it('is packed with its bundle, the licences in it, and the templates', async () => {
    const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: here,
      shell: process.platform === 'win32',
    })
    const [packed] = Object.values(JSON.parse(stdout) as Record<string, { files: { path: string }[] }>)
    const paths = packed!.files.map(({ path }) => path)
    const own = paths.filter((path) => !path.startsWith('dist/templates/'))

    expect(own.toSorted()).toEqual([
      'LICENSE',
      'README.md',
      'bin/create-vial.js',
      'dist/.vite/license.md',
      'dist/main.js',
      'package.json',
    ])
    const templates = await readFiles(join(here, '../templates'))
    expect(paths.length - own.length).toBe(templates.size)
  })
})

/** Reads all files of a folder, by path. */
async function readFiles(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const files = paths
    .sort()
    .map(async (path) => [path.slice(folder.length + 1), await readFile(path, 'utf8')] as const)
  return new Map(await Promise.all(files))
}
