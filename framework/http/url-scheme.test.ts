import { describe, expect, it } from 'vitest'
import { schemeOf } from './url-scheme.ts'

describe('schemeOf()', () => {
  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    '\x01javascript:alert(1)',
    ' \x00\x1f javascript:alert(1)',
    'java\tscript:alert(1)',
    '\njava\r\nscript\t:alert(1)',
  ])('reads %j as browsers do', (address) => {
    expect(new URL(address).protocol).toBe('javascript:')
    expect(schemeOf(address)).toBe('javascript')
  })

  it.each([
    ['a+b-c.d1:x', 'a+b-c.d1'],
    ['  http:', 'http'],
    ['\u009fmailto:a', 'mailto'],
    ['a\t\t\n:x', 'a'],
  ])('finds the scheme of %j', (address, scheme) => {
    expect(schemeOf(address)).toBe(scheme)
  })

  it.each([
    'a b:c',
    'a :c',
    'http',
    '/a:b',
    './javascript:x',
    '?a:b',
    '#a:b',
    'a/b:c',
    '',
    ':x',
    '1a:b',
    '//a:80/',
  ])('finds none in %j', (address) => {
    expect(schemeOf(address)).toBe(undefined)
  })
})
