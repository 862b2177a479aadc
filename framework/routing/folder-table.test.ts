// Tests which folder a URL without a route belongs to.

import { describe, expect, it } from 'vitest'
import { ancestorFolders, createFolderTable, matchFolder } from './folder-table.ts'

const split = (pathname: string) =>
  pathname === '/' ? [] : pathname.slice(1).split('/').map(decodeURIComponent)

describe('matchFolder()', () => {
  it.each([
    [[], '/', '', {}],
    [[], '/nope/deep', '', {}],
    [['admin'], '/admin/nope', 'admin', {}],
    [['admin'], '/admin', 'admin', {}],
    [['admin'], '/administrator', '', {}],
    [['admin', 'admin/users'], '/admin/users/7/x', 'admin/users', {}],
    [['admin/users'], '/admin/nope', '', {}],
    [['admin/[team]'], '/admin/a%2Fb/nope', 'admin/[team]', { team: 'a/b' }],
    [['admin/[team]', 'admin/new'], '/admin/new/nope', 'admin/new', {}],
    [['admin', '[a]/[b]'], '/admin/nope', '[a]/[b]', { a: 'admin', b: 'nope' }],
    [['[a]/x', 'b/[c]'], '/b/x', 'b/[c]', { c: 'x' }],
    [['notes', 'notes/[id=int]'], '/notes/x/y', 'notes', {}],
    [['notes', 'notes/[id=int]'], '/notes/7/y', 'notes/[id=int]', { id: 7 }],
    [['docs', 'docs/[...path]'], '/docs/a/b', 'docs/[...path]', { path: ['a', 'b'] }],
    [['docs', 'docs/[...path]'], '/docs', 'docs', {}],
    [['[[lang=slug]]'], '/EN/nope', '[[lang=slug]]', {}],
    [['[[lang=slug]]'], '/en/nope', '[[lang=slug]]', { lang: 'en' }],
    [['admin', '[[lang=int]]/admin'], '/admin/nope', 'admin', {}],
    [['admin', '[[lang=int]]/admin'], '/1/admin/nope', '[[lang=int]]/admin', { lang: 1 }],
    [['docs/index', 'docs'], '/docs/nope', 'docs', {}],
    [['docs/index', 'docs'], '/docs/index/nope', 'docs/index', {}],
    [['a', 'a/[[b]]'], '/a', 'a/[[b]]', {}],
    [['(a)'], '/nope', '', {}],
    [['(a)/x', 'x'], '/x/nope', 'x', {}],
    [['(a)/x', '(a)/x/(b)', 'x/(c)'], '/x/nope', '(a)/x', {}],
    [['(b)/x', '(a)/x'], '/x/nope', '(a)/x', {}],
    [['[b]', '[a]'], '/x/y', '[a]', { a: 'x' }],
    [['a', '[...rest]'], '/a//b', 'a', {}],
    [['a', '[...rest]'], '//a/b', '', {}],
  ])('of %j finds for %s the folder "%s"', (folders, pathname, folder, params) => {
    expect(matchFolder(createFolderTable(folders), split(pathname))).toEqual({ folder, params })
    expect(matchFolder(createFolderTable(folders.toReversed()), split(pathname))).toEqual({ folder, params })
  })

  it('uses matchers of the site', () => {
    const table = createFolderTable(['[x=even]'], {
      even: (text) => (Number(text) % 2 === 0 ? { value: Number(text) } : undefined),
    })

    expect(matchFolder(table, ['4', 'x'])).toEqual({ folder: '[x=even]', params: { x: 4 } })
    expect(matchFolder(table, ['5', 'x'])).toEqual({ folder: '', params: {} })
  })
})

describe('createFolderTable()', () => {
  it('refuses a matcher that does not exist', () => {
    expect(() => createFolderTable(['a/[x=foo]'])).toThrow('routes/a/[x=foo]: there is no matcher foo.')
  })

  it('refuses a folder that no URL can reach', () => {
    expect(() => createFolderTable(['[...a]/b'])).toThrow(
      'routes/[...a]/b: [...a] must be the last part of a path.',
    )
  })
})

describe('ancestorFolders()', () => {
  it.each([
    ['', ['']],
    ['a', ['', 'a']],
    ['a/(g)/b', ['', 'a', 'a/(g)', 'a/(g)/b']],
  ])('lists those of "%s" from the outside', (folder, folders) => {
    expect(ancestorFolders(folder)).toEqual(folders)
  })
})
