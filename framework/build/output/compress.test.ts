import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { compressFiles } from './compress.ts'

const text = Buffer.from('a line that comes again\n'.repeat(200))

describe('compressFiles()', () => {
  it('writes both forms beside every file that becomes smaller, and counts them', async () => {
    const folder = await makeFolder({ 'a.js': text, 'deep/with space.svg': text, '.well-known/x.json': text })

    expect(await compressFiles(folder)).toBe(6)
    for (const name of ['a.js', 'deep/with space.svg', '.well-known/x.json']) {
      expect(brotliDecompressSync(await readFile(join(folder, `${name}.br`))).equals(text), name).toBe(true)
      expect(gunzipSync(await readFile(join(folder, `${name}.gz`))).equals(text), name).toBe(true)
    }
  })

  it('counts correctly when several files are written concurrently', async () => {
    const names = Array.from({ length: 20 }, (_, index) => [`${index}.css`, text] as const)
    expect(await compressFiles(await makeFolder(Object.fromEntries(names)))).toBe(40)
  })

  it('skips files that would not become smaller', async () => {
    const site = {
      'small.js': text.subarray(0, 1000),
      'photo.png': text,
      'x.unknown': text,
      'a.js.gz': text,
      '.vite/manifest.json': text,
    }
    const folder = await makeFolder({ ...site, 'noise.wasm': makeNoise(5000) })
    await symlink('../elsewhere.js', join(folder, 'link.js'))

    expect(await compressFiles(folder)).toBe(0)
    expect((await readdir(folder)).length).toBe(7)
  })

  it('is deterministic', async () => {
    const [first, second] = [await makeFolder({ 'a.js': text }), await makeFolder({ 'a.js': text })]
    await Promise.all([compressFiles(first), compressFiles(second)])

    for (const name of ['a.js.br', 'a.js.gz']) {
      expect((await readFile(join(first, name))).equals(await readFile(join(second, name)))).toBe(true)
    }
  })

  it('fails when it cannot write', async () => {
    const folder = await makeFolder({ 'a.js': text, 'a.js.br/x': 'a folder in the way' })
    await expect(compressFiles(folder)).rejects.toThrow(/EISDIR/)
  })
})

// A simple deterministic random number generator, whose output does not compress.
function makeNoise(size: number): Buffer {
  let state = 1
  return Buffer.alloc(size).map(() => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state >>> 24
  }) as Buffer
}

async function makeFolder(content: Record<string, string | Buffer>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vial-compress-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const [name, bytes] of Object.entries(content)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), bytes)
  }
  return folder
}
