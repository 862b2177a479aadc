import { afterEach, describe, expect, it } from 'vitest'
import { publicUrl } from './public-url.ts'
import { setHrefBase } from './site-href.ts'

describe('publicUrl()', () => {
  afterEach(() => setHrefBase('/'))

  it.each([
    ['/favicon.svg', '/favicon.svg'],
    ['/icons/all.svg?v=2#home', '/icons/all.svg?v=2#home'],
    ['/a b/ü.txt', '/a%20b/%C3%BC.txt'],
    ['/a%20b.txt', '/a%20b.txt'],
    ['/../x.txt', '/x.txt'],
    ['/', '/'],
  ])('of %s is %s below the base', (path, url) => {
    expect(publicUrl(path)).toBe(url)
    setHrefBase('/shop/', 'always')
    expect(publicUrl(path)).toBe(`/shop${url}`)
  })

  it.each([
    '',
    'favicon.svg',
    './x',
    '//evil.example/x',
    '/\\evil.example',
    '/\t/evil.example',
    'https://a.example/x',
    'javascript:alert(1)',
  ])('refuses %j', (path) => {
    expect(() => publicUrl(path)).toThrow(
      `publicUrl(): ${JSON.stringify(path)} is not a path in public/. Start it with a slash, such as /favicon.svg.`,
    )
  })
})
