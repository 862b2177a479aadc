// Tests which files the npm package contains, and what publishing it needs.
import { execFile, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'

interface PackedFile {
  readonly path: string
}

describe('npm pack', () => {
  let paths: string[]

  beforeAll(async () => {
    await promisify(execFile)(process.execPath, ['../routes/docs/_build/write-package-docs.mjs'], {
      cwd: import.meta.dirname,
    })
    // Without scripts: another build would replace dist/ while other tests use it.
    const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: import.meta.dirname,
      shell: process.platform === 'win32',
    })
    const [packed] = Object.values(JSON.parse(stdout) as Record<string, { files: PackedFile[] }>)
    paths = packed!.files.map(({ path }) => path)
  })

  it('contains the built code, its types and what is said about it, and nothing else', () => {
    const others = paths.filter(
      (path) => !/^dist\/[\w/-]+\.(js|d\.ts)$|^docs\/[\w/-]+\.md$|^templates\//.test(path),
    )

    expect(others.toSorted()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'bin/vial.js', 'package.json'])
  })

  it('contains the pages of the documentation', () => {
    const pages = paths.filter((path) => path.startsWith('docs/'))
    expect(pages).toEqual(
      expect.arrayContaining(['docs/index.md', 'docs/tutorial/4-forms.md', 'docs/reference/vial.md']),
    )
    expect(pages.length).toBeGreaterThan(50)
  })

  it('contains the whole templates of a new site', async () => {
    const packed = paths.filter((path) => path.startsWith('templates/'))
    const { stdout } = await promisify(execFile)('git', ['ls-files', 'templates'], {
      cwd: import.meta.dirname,
    })

    expect(packed.toSorted()).toEqual(stdout.trim().split('\n').toSorted())
  })

  it('contains no tests, fixtures or benchmarks', () => {
    const own = paths.filter((path) => !path.startsWith('templates/'))
    expect(own.filter((path) => /\.(test|spec|bench)\b|fixtures\/|bench\//.test(path))).toEqual([])
  })
})

describe('npm publish', () => {
  const address = 'git+https://git.example.org/someone/vial.git'
  const files = ['framework/package.json', 'framework/create-vial/package.json']

  it.each(['vial', 'create-vial'])(
    'refuses %s without the address of the repository, and accepts it',
    (name) => {
      const folder = copyPackages()
      setAddress(folder, files, undefined)
      expect(prepublish(folder, name)).toContain(
        'framework/package.json: repository.url is missing, and npm compares it with the repository that publishes. Set it in both packages: npm pkg set ',
      )

      setAddress(folder, files, address)
      expect(prepublish(folder, name)).toBe('')
    },
  )

  it.each([
    [
      'in one package only',
      [address, undefined],
      'framework/create-vial/package.json: repository.url is missing',
    ],
    ['that differ', [address, 'git+https://git.example.org/other.git'], 'repository.url differs: '],
    ['that provenance does not know', ['someone/vial', address], 'repository.url is someone/vial'],
  ])('refuses addresses %s', (_, addresses, message) => {
    const folder = copyPackages()
    for (const [index, file] of files.entries()) setAddress(folder, [file], addresses[index])

    expect(prepublish(folder, 'vial')).toContain(message)
  })

  /** Copies what `npm publish` reads before it packs. */
  function copyPackages(): string {
    const folder = mkdtempSync(join(tmpdir(), 'vial-publish-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    for (const path of ['package.json', '.ci', ...files]) {
      cpSync(join(import.meta.dirname, '..', path), join(folder, path), { recursive: true })
    }
    return folder
  }

  function setAddress(folder: string, paths: readonly string[], url: string | undefined): void {
    for (const path of paths) {
      const file = join(folder, path)
      const content = JSON.parse(readFileSync(file, 'utf8'))
      writeFileSync(file, JSON.stringify({ ...content, repository: { ...content.repository, url } }))
    }
  }

  /** Runs the first script of `npm publish`, and returns what it refuses: an empty text if it succeeds. */
  function prepublish(folder: string, name: string): string {
    const { status, stderr } = spawnSync('npm', ['run', 'prepublishOnly', '--silent', '--workspace', name], {
      cwd: folder,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    })
    return status === 0 ? stderr : stderr || `failed with ${status}`
  }
})
