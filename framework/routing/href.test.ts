// Tests the URLs of routes.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatHref, parseHrefPattern } from './href.ts'
import type { HrefOptions } from './href.ts'
import { listParams } from './pattern.ts'
import { createRouteTable, matchRoute } from './table.ts'

const href = (id: string, params?: Record<string, unknown>, options?: HrefOptions, base?: string): string =>
  formatHref(parseHrefPattern(id), params, options, base)

describe('formatHref()', () => {
  it.each([
    ['/', {}, '/'],
    ['/about', {}, '/about'],
    ['/feed.xml', {}, '/feed.xml'],
    ['/über uns', {}, '/%C3%BCber%20uns'],
    ['/@me/c++', {}, '/@me/c++'],
    ['/a?b#c%', {}, '/a%3Fb%23c%25'],
    ['/notes/[id=int]', { id: 7 }, '/notes/7'],
    ['/notes/[id=int]', { id: 0 }, '/notes/0'],
    ['/notes/[id]', { id: 7n }, '/notes/7'],
    ['/blog/[slug]', { slug: 'a/b' }, '/blog/a%2Fb'],
    ['/blog/[slug]', { slug: '%2e?#&\\:' }, '/blog/%252e%3F%23&%5C:'],
    ['/blog/[slug]', { slug: '/evil.test' }, '/blog/%2Fevil.test'],
    ['/blog/[slug]', { slug: '\ud83d' }, '/blog/%EF%BF%BD'],
    ['/blog/[slug]', { slug: '...' }, '/blog/...'],
    ['/v[major].[minor]/x', { major: 1, minor: '2/3' }, '/v1.2%2F3/x'],
    ['/a.[x]', { x: '.' }, '/a..'],
    ['/[[lang]]/about', {}, '/about'],
    ['/[[lang]]/about', { lang: undefined }, '/about'],
    ['/[[lang]]/about', { lang: null }, '/about'],
    ['/[[lang]]/about', { lang: 'en' }, '/en/about'],
    ['/[[constructor]]', {}, '/'],
    ['/docs/[...path]', { path: ['a', 'b/c', 1] }, '/docs/a/b%2Fc/1'],
    ['/docs/[[...path]]', { path: [] }, '/docs'],
    ['/docs/[[...path]]', {}, '/docs'],
    ['/[[...path]]', {}, '/'],
  ])('formats %s with %o as %s', (id, params, path) => {
    expect(href(id, params)).toBe(path)
  })

  it.each([
    ['/', '/app/'],
    ['/a', '/app/a'],
  ])('adds the base to %s', (id, path) => {
    expect(href(id, {}, {}, '/app/')).toBe(path)
    expect(href(id, {}, {}, '/app')).toBe(path)
  })

  it.each([
    [{ query: { tab: 'x', page: 2, all: true } }, '?tab=x&page=2&all=true'],
    [{ query: { a: null, b: undefined, c: '' } }, '?c='],
    [{ query: { a: null } }, ''],
    [{ query: { a: ['x', 'y'], b: [] } }, '?a=x&a=y'],
    [{ query: { 'a&b': 'c=d #?' } }, '?a%26b=c%3Dd+%23%3F'],
    [{ query: new URLSearchParams('a=1&a=2') }, '?a=1&a=2'],
    [{ query: new URLSearchParams() }, ''],
    [{ hash: 'top' }, '#top'],
    [{ hash: '#top' }, '#top'],
    [{ hash: '' }, ''],
    [{ hash: 'a b#c"<%' }, '#a%20b%23c%22%3C%25'],
    [{ hash: ':~:text=a,b' }, '#:~:text=a,b'],
    [{ query: { tab: 'x' }, hash: 'top' }, '?tab=x#top'],
  ])('adds %o as %s', (options, text) => {
    expect(href('/a', {}, options)).toBe(`/a${text}`)
  })

  it.each([
    ['/notes/[id=int]', {}, "href('/notes/[id=int]'): id is missing."],
    ['/notes/[id=int]', { id: null }, 'id is missing.'],
    ['/notes/[id=int]', { id: '' }, 'id is missing.'],
    ['/[toString]', {}, 'toString is missing.'],
    ['/a-[x]', {}, 'x is missing.'],
    ['/a-[x]', { x: '' }, 'x is missing.'],
    ['/docs/[...path]', {}, 'path is missing.'],
    ['/docs/[...path]', { path: [] }, 'path is missing.'],
    ['/docs/[...path]', { path: 'a/b' }, 'path must be an array with one item for each segment.'],
    ['/docs/[...path]', { path: ['a', ''] }, 'path must be a non-empty string or a number.'],
    ['/docs/[...path]', { path: ['a', '..'] }, '".." cannot be part of a path. Use another value.'],
    ['/blog/[slug]', { slug: '.' }, '"." cannot be part of a path.'],
    ['/blog/[[slug]]', { slug: '..' }, '".." cannot be part of a path.'],
    ['/.[x]', { x: '.' }, '".." cannot be part of a path.'],
    ['/notes/:id', { id: 7 }, ':id is plain text. For a parameter, write [id].'],
    ['/notes/$id', { id: 7 }, '$id is plain text. For a parameter, write [id].'],
    ['/blog/[slug]', { slug: {} }, 'slug must be a non-empty string or a number.'],
    ['/blog/[slug]', { slug: Number.NaN }, 'slug must be a non-empty string or a number.'],
    ['/blog/[slug]', { slug: ['a'] }, 'slug must be a non-empty string or a number.'],
  ])('refuses %s with %o', (id, params, message) => {
    expect(() => href(id, params)).toThrow(TypeError)
    expect(() => href(id, params)).toThrow(message)
  })

  it('formats what matchRoute() reads', () => {
    const character = fc.oneof(
      fc.constantFrom(...'/\\.%2ef?#&+;: '),
      fc.integer({ min: 0, max: 0xd7ff }).map((code) => String.fromCodePoint(code)),
      fc.integer({ min: 0xe000, max: 0x10ffff }).map((code) => String.fromCodePoint(code)),
    )
    const texts = fc.string({ unit: character, minLength: 1 }).filter((text) => text !== '.' && text !== '..')
    // In a mixed segment, a separator inside of a value is taken for the separator.
    const words = texts.filter((text) => !/[.-]/.test(text))
    const cases = fc.oneof(
      fc.tuple(fc.constant('/'), fc.record({})),
      fc.tuple(fc.constant('/über uns/@me'), fc.record({})),
      fc.tuple(fc.constant('/blog/[slug]'), fc.record({ slug: texts })),
      fc.tuple(fc.constant('/[id=int]/[u=uuid]'), fc.record({ id: fc.maxSafeInteger(), u: fc.uuid() })),
      fc.tuple(fc.constant('/v[a].[b]-[c=int].x'), fc.record({ a: words, b: words, c: fc.nat() })),
      fc.tuple(fc.constant('/a/[[x]]'), fc.record({ x: texts }, { requiredKeys: [] })),
      fc.tuple(fc.constant('/[[x]]/[y]'), fc.record({ y: texts, x: texts }, { requiredKeys: ['y'] })),
      fc.tuple(fc.constant('/docs/[...path]'), fc.record({ path: fc.array(texts, { minLength: 1 }) })),
      fc.tuple(fc.constant('/[x]/[[...path]]'), fc.record({ x: texts, path: fc.array(texts) })),
    )
    fc.assert(
      fc.property(cases, ([id, params]) => {
        const pattern = parseHrefPattern(id)
        const table = createRouteTable([{ pattern, file: id, value: id }])
        // Also through URL(), which has its own ideas about paths.
        const { pathname } = new URL(formatHref(pattern, params), 'http://localhost')
        const segments = pathname === '/' ? [] : pathname.slice(1).split('/').map(decodeURIComponent)

        expect(matchRoute(table, segments)?.params).toEqual(params)
      }),
      { numRuns: 500 },
    )
  })
})

describe('parseHrefPattern()', () => {
  it('reads an id as it was written', () => {
    expect(parseHrefPattern('/').segments).toEqual([])
    expect(parseHrefPattern('/docs/index').id).toBe('/docs/index')
    expect(listParams(parseHrefPattern('/[a=int]/[...b]'))).toEqual([
      { name: 'a', matcher: 'int' },
      { name: 'b' },
    ])
  })

  it('reads each id once', () => {
    expect(parseHrefPattern('/once/[x]')).toBe(parseHrefPattern('/once/[x]'))
  })

  it('drops ids when there are too many', () => {
    const first = parseHrefPattern('/first')
    for (let number = 0; number < 10_000; number++) parseHrefPattern(`/number/${number}`)

    expect(parseHrefPattern('/first')).not.toBe(first)
  })

  it.each([
    ['notes', "href('notes'): a path starts with /. Use '/notes'."],
    ['/[x', "href('/[x'): the brackets in [x do not match."],
    ['/notes/', 'href(\'/notes/\'): "" cannot be part of a URL.'],
  ])('refuses %s', (id, message) => {
    expect(() => parseHrefPattern(id)).toThrow(message)
  })
})
