import { describe, expect, it } from 'vitest'
import { isPlainPath } from './plain-path.ts'

describe('isPlainPath()', () => {
  it.each(['console', 'icon', 'com', 'comx.txt', 'lpt', 'nully.txt', 'a.b', 'a b', 'a~b', 'con1'])(
    'allows %s on Windows',
    (path) => {
      expect(isPlainPath(path, true)).toBe(true)
    },
  )

  it.each(['a', 'a.txt', 'a/b c/d.tar.gz', 'über/日本', '12:30.txt', 'con.txt', 'a~1'])(
    'allows %s',
    (path) => {
      expect(isPlainPath(path, false)).toBe(true)
    },
  )

  it.each(['', '/', '/a', 'a/', 'a//b', '.', '..', '../a', 'a/../b', '.env', 'a/.git/b', 'a\\b', 'a\0'])(
    'refuses "%s"',
    (path) => {
      expect(isPlainPath(path, false)).toBe(false)
      expect(isPlainPath(path, true)).toBe(false)
    },
  )

  it.each([
    'CON',
    'nul.txt',
    'a/aux',
    'COM1.log',
    'lpt¹',
    'a::$DATA',
    'C:',
    'c:a',
    'a.',
    'a ',
    'PROGRA~1',
    'con .txt',
    'con',
    'prn.a',
    'AUX.',
    'com¹.x',
    'lpt9',
    'conin$',
    'CONOUT$.txt',
    'a*',
    'a?b',
    '"',
    'a<b',
    'a>b',
    'a|b',
  ])('refuses %s on Windows', (path) => {
    expect(isPlainPath(path, true)).toBe(false)
  })
})
