import { describe, expect, it } from 'vitest'
import { linearGrowth, measureGrowth } from '../fixtures/growth.ts'
import { preferredEncoding, prefersHtml, prefersJson } from './negotiate.ts'

describe('prefersJson()', () => {
  it.each([
    'application/json',
    'application/problem+json',
    'APPLICATION/JSON',
    'application/vnd.api+json',
    'application/json, text/plain, */*',
    'application/json, text/html',
    'application/json, application/problem+json;q=0.1, text/html;q=0.5',
    'application/problem+json;q=0.1, application/json, text/html;q=0.5',
    'application/json, text/*',
    'text/html;q=0.1, text/*, application/json;q=0.5',
    'text/*, text/html;q=0.1, application/json;q=0.5',
    'application/json, text/html;q=0.9',
    'text/html;q=0.9, application/json',
    'text/*, application/json',
    '*/*, application/json',
    'application/json;q=0.5, text/html;q=0.4',
    'application/json;q=0.5, text/html;q=0, */*;q=1',
    'application/json; charset=utf-8 ; q=0.8, text/html ;q=0.2',
  ])('is true for %s', (accept) => {
    expect(prefersJson(accept)).toBe(true)
  })

  it.each([
    null,
    '',
    '*/*',
    'text/html',
    'application/*',
    'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8',
    'text/html, application/json',
    'application/json;q=0.9, text/html',
    'application/json;q=0.5, */*',
    'application/json;q=0',
    'text/html;q=0.5, application/json;q=0.5',
    '*/*, text/html, application/json',
    'application/json;q=0.0, image/png',
    'application/jsonx',
    'text/json5',
    'json',
  ])('is false for %s', (accept) => {
    expect(prefersJson(accept)).toBe(false)
  })

  it('takes time in proportion to the header', () => {
    for (const text of [
      ',',
      ';',
      ' ',
      'json,',
      'application/json;q=',
      ';q=0.',
      '; ',
      '/json;q=0.1,',
      '"',
      '\t',
    ]) {
      const growth = measureGrowth((length) => {
        prefersJson(`application/json;q=0.1,${text.repeat(length / text.length)}`)
      })
      expect(growth, text).toBeLessThan(linearGrowth)
    }
  })
})

describe('preferredEncoding()', () => {
  const both = ['br', 'gzip']

  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['x-gzip', 'gzip'],
    ['GZIP, BR', 'br'],
    ['br;q=0.5, gzip;q=0.8', 'gzip'],
    ['br;q=0.8, gzip;q=0.8', 'br'],
    ['*', 'br'],
    ['br;q=0, *', 'gzip'],
    ['gzip;q=1.0, identity; q=0.5, *;q=0', 'gzip'],
    ['identity, br', 'br'],
    ['br ; q=0.001', 'br'],
    ['br, gzip;q=1.5', 'br'],
    ['br;q=0.9999, gzip;q=0.9', 'br'],
    ['br;\tq=0.1\t;x, gzip;q=0.2', 'gzip'],
    ['br;Q=0.1, gzip;q=0.2', 'gzip'],
    ['br;xq=0.1, gzip;q=0.2', 'br'],
    ['identity;q=0.5, br;q=0.5', 'br'],
  ])('chooses for %s', (header, coding) => {
    expect(preferredEncoding(header, both)).toBe(coding)
  })

  it.each([
    null,
    '',
    'deflate',
    'identity',
    'br;q=0',
    'br;q=0, gzip;q=0',
    '*;q=0',
    'identity;q=1, *;q=0',
    'brx',
    'identity, gzip;q=0.5',
  ])('chooses no coding for %s', (header) => expect(preferredEncoding(header, both)).toBeUndefined())

  it('chooses only among the available codings', () => {
    expect(preferredEncoding('br, gzip', ['gzip'])).toBe('gzip')
    expect(preferredEncoding('br', ['gzip'])).toBeUndefined()
    expect(preferredEncoding('br, gzip', [])).toBeUndefined()
  })
})

describe('prefersHtml()', () => {
  it.each([
    ['text/html,application/xhtml+xml,*/*;q=0.8', true],
    ['TEXT/HTML', true],
    ['text/html, application/json;q=0.9', true],
    ['application/json, text/html;q=0.9', false],
    ['*/*', false],
    ['', false],
    [null, false],
  ])('prefersHtml(%j)', (accept, expected) => {
    expect(prefersHtml(accept)).toBe(expected)
  })
})

describe('weights and wildcards', () => {
  it.each([
    ['text/*;q=0.9, application/json;q=0.8', false],
    ['text/*;q=0.7, application/json;q=0.8', true],
    ['image/png, application/json;q=0.5', true],
    ['application/json;q=0.5, image/png', true],
    ['application/json;q=0.123, text/html;q=0.124', false],
    ['application/json;q=0.125, text/html;q=0.124', true],
    ['application/json, text/html', true],
    ['text/html, application/json', false],
    ['application/json;q=0', false],
  ])('prefersJson(%j)', (accept, expected) => {
    expect(prefersJson(accept)).toBe(expected)
  })

  it('asks for no coding if there is none', () => {
    expect(preferredEncoding('gzip', [])).toBeUndefined()
    expect(preferredEncoding('gzip;q=0.001, identity;q=0.002', ['gzip'])).toBeUndefined()
    expect(preferredEncoding('gzip;q=0.002, identity;q=0.001', ['gzip'])).toBe('gzip')
  })
})
