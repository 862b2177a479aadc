// Tests for the pictures in public/pictures: the pages and README.md name files that exist, with their sizes.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sizes } from './screenshot.tsx'

const root = join(import.meta.dirname, '../..')

describe('Screenshot', () => {
  it.each(Object.entries(sizes))('knows the sizes of the pictures of %s', (name, { wide, narrow }) => {
    for (const scheme of ['light', 'dark']) {
      expect(readSize(`${name}-${scheme}`), scheme).toEqual(wide)
      expect(readSize(`${name}-narrow-${scheme}`), scheme).toEqual(narrow)
    }
  })
})

describe('README.md', () => {
  it('shows pictures that exist', () => {
    const text = readFileSync(join(root, 'README.md'), 'utf8')
    const paths = text.match(/public\/[\w./-]+/g) ?? []
    expect(paths.length).toBeGreaterThan(1)
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })
})

/** Reads the size of a WebP picture with an extended header, in pixels (RFC 9649, section 2.7). */
function readSize(name: string): [width: number, height: number] {
  const bytes = readFileSync(join(root, `public/pictures/${name}.webp`))
  expect(bytes.toString('latin1', 8, 16)).toBe('WEBPVP8X')
  return [bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1]
}
