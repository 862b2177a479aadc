// Tests which files the npm package contains.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'

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
