// Tests the names under which uploaded files are shown.
import { describe, expect, it } from 'vitest'
import { toDisplayName } from './file-name.ts'

describe('toDisplayName()', () => {
  it.each([
    ['photo.png', 'photo.png'],
    ['', ''],
    ['/etc/passwd', 'passwd'],
    ['C:\\Users\\Ada\\photo.png', 'photo.png'],
    ['a\\b/c', 'c'],
    ['a/b\\c', 'c'],
    ['two\nlines\u2028\u2029\0.txt', 'twolines.txt'],
    ['gpj\u202e.exe', 'gpj.exe'],
    ['\ufeffa', 'a'],
    ['  many   blanks\u00a0 .txt  ', 'many blanks .txt'],
    ['a\ud800b', 'a\ufffdb'],
  ])('shows %j as %j', (name, shown) => {
    expect(toDisplayName(name)).toBe(shown)
  })

  it.each(['.', '..', '...', '/', 'a/', ' ', '\0', 'a\\..'])(
    'shows %j, of which nothing is left, as "file"',
    (name) => {
      expect(toDisplayName(name)).toBe('file')
    },
  )

  it('keeps names that only contain dots among other characters', () => {
    expect(toDisplayName('.env')).toBe('.env')
    expect(toDisplayName('a..')).toBe('a..')
  })

  it('shortens to 200 characters and keeps the extension', () => {
    expect(toDisplayName('a'.repeat(200))).toBe('a'.repeat(200))
    expect(toDisplayName('a'.repeat(201))).toBe('a'.repeat(200))
    expect(toDisplayName(`${'a'.repeat(300)}.tar.gz`)).toBe(`${'a'.repeat(197)}.gz`)
    expect(toDisplayName(`${'😀'.repeat(300)}.png`)).toBe(`${'😀'.repeat(196)}.png`)
  })

  it('keeps an extension of at most 20 characters', () => {
    const start = 'a'.repeat(300)
    expect(toDisplayName(`${start}.${'b'.repeat(19)}`)).toBe(`${'a'.repeat(180)}.${'b'.repeat(19)}`)
    expect(toDisplayName(`${start}.${'b'.repeat(20)}`)).toBe('a'.repeat(200))
  })
})
