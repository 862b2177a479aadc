import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linearGrowth, measureGrowth } from '../fixtures/growth.ts'
import { parsePathname, splitTarget } from './canonical-url.ts'
import { encodeSegment } from './encode-segment.ts'
import { isHttpError } from './http-error.ts'

describe('parsePathname()', () => {
  it('keeps a plain path as it is', () => {
    expect(parsePathname("/blog/a-b_c.~!$&'()*+,;=:@")).toEqual({
      pathname: "/blog/a-b_c.~!$&'()*+,;=:@",
      segments: ['blog', "a-b_c.~!$&'()*+,;=:@"],
      trailingSlash: false,
      hasEmptySegment: false,
    })
  })

  it.each([
    ['/', '/', [], false],
    ['/a/', '/a/', ['a'], true],
    ['/caf%c3%a9', '/caf%C3%A9', ['café'], false],
    ['/café/', '/caf%C3%A9/', ['café'], true],
    ['/a b', '/a%20b', ['a b'], false],
    ['/%7Euser/%41', '/~user/A', ['~user', 'A'], false],
    ['/[x]|"<>^`{}', '/%5Bx%5D%7C%22%3C%3E%5E%60%7B%7D', ['[x]|"<>^`{}'], false],
    ['/a%3Fb%23c', '/a%3Fb%23c', ['a?b#c'], false],
    ['/...', '/...', ['...'], false],
    ['/a./b../c', '/a./b../c', ['a.', 'b..', 'c'], false],
    ['/.well-known/..x', '/.well-known/..x', ['.well-known', '..x'], false],
  ])('reads %s', (pathname, canonical, segments, trailingSlash) => {
    expect(parsePathname(pathname)).toEqual({
      pathname: canonical,
      segments,
      trailingSlash,
      hasEmptySegment: false,
    })
  })

  it('decodes encoded letters', () => {
    for (const path of ['/%61dmin/x', '/admi%6e/x', '/adm%69n/%78']) {
      expect(parsePathname(path)).toEqual(parsePathname('/admin/x'))
    }
  })

  it('decodes exactly once, however often a path is encoded', () => {
    expect(parsePathname('/%2561dmin')).toMatchObject({ pathname: '/%2561dmin', segments: ['%61dmin'] })

    let path = 'a/b'
    for (let level = 0; level < 12; level++) {
      const { segments } = parsePathname(`/${encodeURIComponent(path)}`)
      expect(segments).toEqual([path])
      path = encodeURIComponent(path)
    }
  })

  it('keeps an encoded slash or backslash inside its segment', () => {
    expect(parsePathname('/admin%2fx')).toMatchObject({ pathname: '/admin%2Fx', segments: ['admin/x'] })
    expect(parsePathname('/admin%5Cx')).toMatchObject({ pathname: '/admin%5Cx', segments: ['admin\\x'] })
    expect(parsePathname('/files/a%2f..%2fb').segments).toEqual(['files', 'a/../b'])
  })

  it.each([
    ['//', [''], true],
    ['///', ['', ''], true],
    ['//evil.test/admin/x', ['', 'evil.test', 'admin', 'x'], false],
    ['/admin//x', ['admin', '', 'x'], false],
    ['/admin//', ['admin', ''], true],
    ['/%61//x', ['a', '', 'x'], false],
  ])('reports the repeated slashes in %s', (pathname, segments, trailingSlash) => {
    expect(parsePathname(pathname)).toMatchObject({ segments, trailingSlash, hasEmptySegment: true })
  })

  it('is case-sensitive', () => {
    expect(parsePathname('/Admin').segments).toEqual(['Admin'])
  })

  it.each([
    '/.',
    '/..',
    '/a/./b',
    '/a/../b',
    '/%2e/admin',
    '/x/%2E%2e/admin',
    '/x/.%2e/admin',
    '/a/..',
    '/é/..',
    '/é/./b',
    '/../',
    '/%2e/',
  ])('refuses the dot segment in %s', (pathname) => expect(() => parsePathname(pathname)).toThrow(badRequest))

  it.each(['/\\evil.test', '/admin\\x', '/\\', '/é\\x', '\\'])(
    'refuses the raw backslash in %s',
    (pathname) => expect(() => parsePathname(pathname)).toThrow(badRequest),
  )

  it.each(['/%', '/%zz', '/%4', '/blog/%E0%A4%A', '/a%', '/%u0041'])(
    'refuses the malformed escape in %s',
    (pathname) => expect(() => parsePathname(pathname)).toThrow(badRequest),
  )

  it.each(['/a%00.txt', '/%0d%0a', '/%09', '/%1f', '/%7f', '/%c2%85', '/a\u0000', '/a\tb', '/a\nb'])(
    'refuses the control character in %j',
    (pathname) => expect(() => parsePathname(pathname)).toThrow(badRequest),
  )

  it.each(['/%c0%ae%c0%ae/', '/%ed%a0%80', '/%ff', '/%f8%88%80%80%80', '/\ud800', '/%20\udfff'])(
    'refuses invalid UTF-8 in %j',
    (pathname) => expect(() => parsePathname(pathname)).toThrow(badRequest),
  )

  it('keeps the reason for the log, and only if there is one', () => {
    const message = 'This address is malformed.'
    expect(findRefusal('/%zz')).toMatchObject({ message, cause: expect.any(URIError) })
    expect(findRefusal('/..')).toMatchObject({ message })
    expect(findRefusal('/..')).not.toHaveProperty('cause')
  })

  it.each(['', '*', 'a', 'http://a/b', '?x'])('refuses %j, which is not a path', (pathname) =>
    expect(() => parsePathname(pathname)).toThrow(badRequest),
  )

  it('gives a path that neither itself nor a URL parser changes again', () => {
    const character = fc.constantFrom(
      ...'/.%25fec5\\;#?Aa é[|:@ '.split(''),
      '%2e',
      '%2f',
      '%5c',
      '%61',
      '/admin',
    )
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 24 }), (text) => {
        const path = tryParse(`/${text}`)
        if (!path) return
        expect(parsePathname(path.pathname)).toEqual(path)
        expect(new URL(`http://self.test${path.pathname}`).pathname).toBe(path.pathname)
        expect(path.hasEmptySegment).toBe(path.segments.includes(''))
      }),
      { numRuns: 3000 },
    )
  })

  it('decodes any text in a segment exactly once', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1 }), (segments) => {
        fc.pre(segments.every((segment) => segment !== '.' && segment !== '..' && !/\p{Cc}/u.test(segment)))
        const pathname = `/${segments.map(encodeURIComponent).join('/')}`
        expect(parsePathname(pathname).segments).toEqual(segments)
        expect(parsePathname(pathname).pathname).toBe(`/${segments.map(encodeSegment).join('/')}`)
      }),
      { numRuns: 1000 },
    )
  })

  it('takes time in proportion to the path', () => {
    for (const text of ['/', '.', '%25', '-', ' ', '%', '/.', '/%2e']) {
      const growth = measureGrowth((length) => {
        // The result of a space is three times as long, and measureGrowth() must stay below 128 kB.
        tryParse(`/${text.repeat(length / Math.max(text.length, 3))}`)
      })
      expect(growth, text).toBeLessThan(linearGrowth)
    }
  })
})

describe('splitTarget()', () => {
  it.each([
    ['http://h/p?q=1', '/p', '?q=1'],
    ['https://h:3000/a/b', '/a/b', ''],
    ['http://h', '/', ''],
    ['http://h?q', '/', '?q'],
    ['http://h/?', '/', ''],
    ['/p?a?b', '/p', '?a?b'],
    ['/', '/', ''],
    ['/p?u=http://x/y', '/p', '?u=http://x/y'],
    ['//evil.test/x', '//evil.test/x', ''],
    ['http://h//evil.test', '//evil.test', ''],
    ['*', '*', ''],
    ['a/b?c', 'a/b', '?c'],
    ['a://h/b', '/b', ''],
  ])('splits %s', (url, pathname, search) => {
    expect(splitTarget(url)).toEqual({ pathname, search })
  })

  it.each([
    ['/admin/x#y', '/admin/x', ''],
    ['/x#/../admin/x', '/x', ''],
    ['/x?a#?b', '/x', '?a'],
    ['http://h/x#?b', '/x', ''],
    ['http://h#/x', '/', ''],
  ])('drops the fragment of %s', (url, pathname, search) => {
    expect(splitTarget(url)).toEqual({ pathname, search })
  })

  it('refuses a host that ends in a backslash', () => {
    expect(() => parsePathname(splitTarget('http://good\\@evil.test/x').pathname)).toThrow(badRequest)
  })

  it('agrees with the URL parser', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (text) => {
        const { href, pathname, search } = new URL(text)
        expect(splitTarget(href)).toEqual({ pathname, search })
      }),
    )
  })
})

const badRequest = expect.objectContaining({ status: 400 })

function findRefusal(pathname: string): unknown {
  try {
    return parsePathname(pathname)
  } catch (error) {
    return error
  }
}

function tryParse(pathname: string): ReturnType<typeof parsePathname> | undefined {
  try {
    return parsePathname(pathname)
  } catch (error) {
    if (!isHttpError(error) || error.status !== 400) throw error
    return undefined
  }
}
