// Tests which route answers a URL.

import { describe, expect, it } from 'vitest'
import { parsePattern } from './pattern.ts'
import { createRouteTable, findClashes, matchAll, matchRoute } from './table.ts'
import type { TableEntry } from './table.ts'

const toEntry = (file: string): TableEntry<undefined> => ({
  pattern: parsePattern(file.replace(/\.\w+$/, '')),
  file,
  value: undefined,
})

const createTable = (...paths: string[]) => createRouteTable(paths.map((path) => toEntry(`${path}.tsx`)))

const split = (pathname: string) =>
  pathname === '/' ? [] : pathname.slice(1).split('/').map(decodeURIComponent)

function match(paths: readonly string[], pathname: string): [string, Record<string, unknown>] | undefined {
  const found = matchRoute(createTable(...paths), split(pathname))
  return found && [found.entry.file.slice(0, -4), found.params]
}

describe('matchRoute()', () => {
  it.each([
    ['index', '/', {}],
    ['about', '/about', {}],
    ['feed.xml', '/feed.xml', {}],
    ['über uns', '/%C3%BCber%20uns', {}],
    ['a/index', '/a', {}],
    ['(shop)/cart', '/cart', {}],
    ['blog/[slug]', '/blog/hello', { slug: 'hello' }],
    ['blog/[slug]', '/blog/a%2Fb', { slug: 'a/b' }],
    ['blog/[slug]', '/blog/%2561', { slug: '%61' }],
    ['blog/[slug]', '/blog/constructor', { slug: 'constructor' }],
    ['[constructor]', '/x', { constructor: 'x' }],
    ['a-[x]', '/a-b', { x: 'b' }],
    ['v[major=int].[minor=int]/notes', '/v1.2/notes', { major: 1, minor: 2 }],
    ['notes/[id=int]', '/notes/7', { id: 7 }],
    ['[[page]]', '/', {}],
    ['[[page]]', '/x', { page: 'x' }],
    ['[[lang]]/about', '/about', {}],
    ['[[lang]]/about', '/en/about', { lang: 'en' }],
    ['[[lang]]/about', '/about/about', { lang: 'about' }],
    ['[[a]]/[b]/[[c]]', '/1', { b: '1' }],
    ['[[a]]/[b]/[[c]]', '/1/2', { a: '1', b: '2' }],
    ['[[a]]/[b]/[[c]]', '/1/2/3', { a: '1', b: '2', c: '3' }],
    ['docs/[...path]', '/docs/a', { path: ['a'] }],
    ['docs/[...path]', '/docs/a/b%2Fc/d', { path: ['a', 'b/c', 'd'] }],
    ['docs/[[...path]]', '/docs', { path: [] }],
    ['docs/[[...path]]', '/docs/a/b', { path: ['a', 'b'] }],
    ['[[...path]]', '/', { path: [] }],
    ['[[a]]/[...b]', '/x', { b: ['x'] }],
    ['[[a]]/[...b]', '/x/y/z', { a: 'x', b: ['y', 'z'] }],
  ])('finds %s for %s', (path, pathname, params) => {
    expect(match([path], pathname)).toEqual([path, params])
  })

  it.each([
    ['about', '/'],
    ['about', '/About'],
    ['about', '/about/x'],
    ['index', '/index'],
    ['blog/[slug]', '/blog'],
    ['blog/[slug]', '/blog/a/b'],
    ['docs/[...path]', '/docs'],
    ['notes/[id=int]', '/notes/x'],
    ['[[lang=slug]]/about', '/EN/about'],
    ['a', '/constructor'],
    ['a', '/__proto__'],
  ])('does not find %s for %s', (path, pathname) => {
    expect(match([path], pathname)).toBeUndefined()
  })

  it.each([['//a'], ['/a/'], ['/a//b'], ['//']])('finds nothing for the repeated slash of %s', (pathname) => {
    expect(match(['index', 'a', '[x]', '[[y]]/[z]', '[[...rest]]'], pathname)).toBeUndefined()
  })

  it.each([
    [['blog/new', 'blog/n-[x]', 'blog/[slug]'], '/blog/new', 'blog/new'],
    [['blog/n-[x]', 'blog/[slug=slug]'], '/blog/n-1', 'blog/n-[x]'],
    [['a-[x]', 'a-b-[x]', '[x]-b'], '/a-b-c', 'a-b-[x]'],
    [['[a]-[b]', '[a].[b].[c]', '[a].[b]'], '/1.2.3', '[a].[b].[c]'],
    [['[id=int]', '[slug]'], '/7', '[id=int]'],
    [['[id=int]', '[slug]'], '/x', '[slug]'],
    [['[x=slug]', '[x=uuid]', '[x=int]'], '/7', '[x=int]'],
    [['[x=slug]', '[x=uuid]'], '/0b8f3c1e-5a4d-4e2f-9c7b-1a2b3c4d5e6f', '[x=uuid]'],
    [['[slug]', '[[page]]'], '/x', '[slug]'],
    [['[slug]', '[[lang]]/about'], '/about', '[slug]'],
    [['index', '[[page]]', '[[...rest]]'], '/', 'index'],
    [['[[page]]', '[[...rest]]'], '/', '[[page]]'],
    [['[[page]]', '[...rest]'], '/x', '[[page]]'],
    [['[...rest]', '[[...all]]'], '/x/y', '[...rest]'],
    [['[...rest]', '[[...all]]'], '/', '[[...all]]'],
    [['[a]/[b]', 'x/[...rest]'], '/x/y', 'x/[...rest]'],
    [['[a]/b', '[c=slug]/[d]'], '/x/b', '[c=slug]/[d]'],
    [['about', '[[lang]]/about'], '/about', 'about'],
    [['[[lang]]/about', '[...rest]'], '/about', '[[lang]]/about'],
  ])('of %j prefers for %s the route %s', (paths, pathname, path) => {
    expect(match(paths, pathname)?.[0]).toBe(path)
    expect(match(paths.toReversed(), pathname)?.[0]).toBe(path)
  })

  it.each([
    [['a/x', '[p]/y'], '/a/y', ['[p]/y', { p: 'a' }]],
    [['a/b/c', 'a/[x]/d', '[...rest]'], '/a/b/d', ['a/[x]/d', { x: 'b' }]],
    [['a/b/c', 'a/[x]/d', '[...rest]'], '/a/b/e', ['[...rest]', { rest: ['a', 'b', 'e'] }]],
    [['v[a]-[b]/x', '[c]/y'], '/v1-2/y', ['[c]/y', { c: 'v1-2' }]],
    [['[a=int]/x', '[b]/[c]'], '/7/y', ['[b]/[c]', { b: '7', c: 'y' }]],
    [['[[l]]/[x=int]', '[y]/z'], '/en/7', ['[[l]]/[x=int]', { l: 'en', x: 7 }]],
  ])('of %j finds the route for %s after a dead end', (paths, pathname, found) => {
    expect(match(paths, pathname)).toEqual(found)
  })

  it('keeps the names that each file gives to a shared parameter', () => {
    const paths = ['blog/[id]/edit', 'blog/[slug]']

    expect(match(paths, '/blog/1/edit')).toEqual(['blog/[id]/edit', { id: '1' }])
    expect(match(paths, '/blog/1')).toEqual(['blog/[slug]', { slug: '1' }])
  })

  it('makes new parameters for each request', () => {
    const table = createTable('[x]')
    const first = matchRoute(table, ['a'])!
    first.params.x = 'changed'

    expect(matchRoute(table, ['a'])?.params).toEqual({ x: 'a' })
  })

  it('prefers matchers of the site, which may convert to anything', () => {
    const table = createRouteTable([toEntry('[x=int].ts')], { int: () => ({ value: undefined }) })

    expect(matchRoute(table, ['7'])?.params).toStrictEqual({ x: undefined })
  })
})

describe('matchAll()', () => {
  it('lists every route that fits once, the winner first', () => {
    const paths = [
      '[[...all]]',
      '[...rest]',
      '[[a]]/[[b]]',
      '[slug]',
      '[id=int]',
      '[x]7',
      'about',
      '7',
      'index',
    ]

    expect(matchAll(createTable(...paths), ['7']).map(({ entry }) => entry.file)).toEqual([
      '7.tsx',
      '[id=int].tsx',
      '[slug].tsx',
      '[[a]]/[[b]].tsx',
      '[...rest].tsx',
      '[[...all]].tsx',
    ])
  })

  it('gives each route its own parameters', () => {
    const matches = matchAll(createTable('[id=int]', '[slug]', '[...rest]'), ['7'])

    expect(matches.map(({ params }) => params)).toEqual([{ id: 7 }, { slug: '7' }, { rest: ['7'] }])
  })

  it('forgets the parameters of one route before it tries the next', () => {
    const matches = matchAll(createTable('a/[...rest]', 'a/[[...all]]', '[x]/[y]'), ['a', 'b'])

    expect(matches.map(({ params }) => params)).toEqual([{ rest: ['b'] }, { all: ['b'] }, { x: 'a', y: 'b' }])
  })

  it('lists nothing for a repeated slash', () => {
    expect(matchAll(createTable('[[...all]]'), ['a', ''])).toEqual([])
  })
})

describe('createRouteTable()', () => {
  it('refuses clashes and unknown matchers, all at once', () => {
    const files = ['blog/[slug].tsx', 'blog/[id].tsx', 'about.ts', 'about.tsx', 'x/[id=foo].tsx']

    expect(() => createRouteTable(files.map(toEntry))).toThrow(
      new Error(
        'routes/about.ts and routes/about.tsx answer the same URL. Rename or remove one.\n' +
          'routes/blog/[id].tsx and routes/blog/[slug].tsx answer the same URL. Rename or remove one.\n' +
          'routes/x/[id=foo].tsx: there is no matcher foo. ' +
          'Export one from routes/_params.ts, or use int, uuid or slug.',
      ),
    )
  })
})

describe('findClashes()', () => {
  it.each([
    ['blog/[id].tsx', 'blog/[slug].tsx'],
    ['[id=int].tsx', '[n=int].tsx'],
    ['a.tsx', 'a/index.tsx'],
    ['(x)/a.tsx', 'a.tsx'],
    ['(x)/index.tsx', '(y)/index.tsx'],
    ['x.ts', 'x.tsx'],
    ['v[a].[b].ts', 'v[c].[d].ts'],
    ['[[a]]/x.ts', '[[b]]/x.ts'],
    ['[...a].ts', '[...b].ts'],
    ['[[...a]].ts', '[[...b]].ts'],
  ])('finds %s and %s', (first, second) => {
    expect(findClashes([second, first].map(toEntry))).toEqual([{ files: [first, second] }])
  })

  it.each([
    ['[id=int].tsx', '[id].tsx'],
    ['[id=int].tsx', '[id=uuid].tsx'],
    ['[a].tsx', '[[a]].tsx'],
    ['[...a].tsx', '[[...a]].tsx'],
    ['a-[x].tsx', 'b-[x].tsx'],
    ['index.tsx', '[[x]].tsx'],
    ['a.tsx', 'A.tsx'],
  ])('leaves %s and %s alone', (first, second) => {
    expect(findClashes([first, second].map(toEntry))).toEqual([])
  })

  it('names three files in two pairs', () => {
    expect(findClashes(['c/[x].ts', 'c/[y].ts', 'c/[z].ts'].map(toEntry))).toEqual([
      { files: ['c/[x].ts', 'c/[y].ts'] },
      { files: ['c/[x].ts', 'c/[z].ts'] },
    ])
  })
})
