// Tests the grammar of route file names.

import { describe, expect, it } from 'vitest'
import { listParams, parseFolderPattern, parsePattern } from './pattern.ts'

describe('parsePattern()', () => {
  it.each([
    ['index', '/'],
    ['', '/'],
    ['about', '/about'],
    ['feed.xml', '/feed.xml'],
    ['a/index', '/a'],
    ['index/about', '/index/about'],
    ['index/index', '/index'],
    ['(shop)/index', '/'],
    ['(shop)/cart/index', '/cart'],
    ['a/(g)/(h)/b', '/a/b'],
    ['(a)b', '/(a)b'],
    ['blog/[slug]', '/blog/[slug]'],
    ['notes/[id=int]/edit', '/notes/[id=int]/edit'],
    ['[[lang]]/a-[x]', '/[[lang]]/a-[x]'],
    ['docs/[...path]', '/docs/[...path]'],
    ['docs/[...path]/index', '/docs/[...path]'],
    ['docs/[...path]/(g)/index', '/docs/[...path]'],
  ])('reads routes/%s as %s', (path, id) => {
    expect(parsePattern(path).id).toBe(id)
  })

  it.each([
    ['feed.xml', { kind: 'static', text: 'feed.xml' }],
    ['[x]', { kind: 'param', name: 'x' }],
    ['[id=int]', { kind: 'param', name: 'id', matcher: 'int' }],
    ['[größe]', { kind: 'param', name: 'größe' }],
    ['[[x]]', { kind: 'optional', name: 'x' }],
    ['[[lang=locale]]', { kind: 'optional', name: 'lang', matcher: 'locale' }],
    ['[...x]', { kind: 'rest', name: 'x' }],
    ['[[...x]]', { kind: 'optional-rest', name: 'x' }],
    ['a-[x]', { kind: 'mixed', parts: ['a-', { name: 'x' }] }],
    ['[x].json', { kind: 'mixed', parts: [{ name: 'x' }, '.json'] }],
    ['v[a=int].[b]', { kind: 'mixed', parts: ['v', { name: 'a', matcher: 'int' }, '.', { name: 'b' }] }],
  ])('reads %s', (part, segment) => {
    expect(parsePattern(part).segments).toEqual([segment])
  })

  it('normalizes letters as browsers do, whatever the file system does', () => {
    expect(parsePattern('cafe\u0301').segments).toEqual([{ kind: 'static', text: 'caf\u00e9' }])
  })

  it.each([
    [
      'docs/[...path]/edit',
      'routes/docs/[...path]/edit: [...path] must be the last part of a path. ' +
        'Use [path] here, or move edit to a query parameter.',
    ],
    [
      '(g)/[[...a]]/[b]/c',
      'routes/(g)/[[...a]]/[b]/c: [[...a]] must be the last part of a path. ' +
        'Use [a] here, or move [b]/c to a query parameter.',
    ],
    ['[a]/[...b]/[[c]]', 'routes/[a]/[...b]/[[c]]: [...b] must be the last part of a path.'],
    ['[id]/x/[id]', 'routes/[id]/x/[id]: two parameters are named id. Rename one.'],
    ['[id]/a-[id]', 'routes/[id]/a-[id]: two parameters are named id.'],
    ['[id]/[...id]', 'routes/[id]/[...id]: two parameters are named id.'],
    ['[x', 'routes/[x: the brackets in [x do not match. Write a parameter as [name].'],
    ['a/x]', 'routes/a/x]: the brackets in x] do not match.'],
    ['[[x]', 'the brackets in [[x] do not match.'],
    ['[x]]', 'the brackets in [x]] do not match.'],
    ['[[x]y]]', 'the brackets in [[x]y]] do not match.'],
    ['[[[x]]]', 'the brackets in [[[x]]] do not match.'],
    ['[a[b]]', 'the brackets in [a[b]] do not match.'],
    ['[]', 'routes/[]: [] has no name. Write a parameter as [name].'],
    ['[[]]', '[[]] has no name.'],
    ['[...]', '[...] has no name.'],
    ['[=int]', '[=int] has no name.'],
    ['[id=]', 'routes/[id=]: [id=] does not name a matcher. Write it as [id=int], or as [id].'],
    ['[a-b]', 'routes/[a-b]: a-b is not a valid name for a parameter.'],
    ['[1st]', '1st is not a valid name for a parameter. Use letters, digits and _, with a letter first.'],
    ['[__proto__]', '__proto__ is not a valid name for a parameter.'],
    ['[id=a b]', 'a b is not a valid name for a matcher.'],
    ['[a][b]', 'routes/[a][b]: nothing separates the parameters in [a][b]. Put text between them.'],
    ['x-[[a]]', 'routes/x-[[a]]: [[a]] must stand alone between slashes. Use [a] in x-[[a]].'],
    ['[...a].json', '[...a] must stand alone between slashes. Use [a] in [...a].json.'],
    [
      '[...x=int]',
      'routes/[...x=int]: [...x=int] cannot have a matcher, because it matches several segments.',
    ],
    ['[[...x=int]]', '[[...x=int]] cannot have a matcher'],
    ['[id:int]', 'routes/[id:int]: [id:int] has a colon. Write a parameter with a matcher as [id=int].'],
    ['[int:id]', '[int:id] has a colon. Write a parameter with a matcher as [id=int].'],
    ['()/a', 'routes/()/a: () has no name. Write a group as (name).'],
    ['(shop/a', 'routes/(shop/a: the parenthesis in (shop is not closed.'],
    ['a//b', 'routes/a//b: "" cannot be part of a URL.'],
    ['who?', 'routes/who?: Vite cannot load a file or folder with ? or \\ in its name. Rename it.'],
    ['a\\b/x', 'routes/a\\b/x: Vite cannot load a file or folder with ? or \\ in its name.'],
    ['(a?)/x', 'routes/(a?)/x: Vite cannot load a file or folder with ? or \\ in its name.'],
    ['..', 'routes/..: ".." cannot be part of a URL.'],
  ])('refuses %s', (path, message) => {
    expect(() => parsePattern(path)).toThrow(message)
  })

  it('names the file in messages', () => {
    expect(() => parsePattern('[x', '[x.tsx')).toThrow('routes/[x.tsx: the brackets')
  })
})

describe('parseFolderPattern()', () => {
  it.each([
    ['', '/'],
    ['(shop)', '/'],
    ['admin/[team]', '/admin/[team]'],
    ['docs/index', '/docs/index'],
  ])('reads the folder "%s" as %s', (folder, id) => {
    expect(parseFolderPattern(folder).id).toBe(id)
  })
})

describe('listParams()', () => {
  it('lists parameters from left to right, with their matchers', () => {
    expect(listParams(parsePattern('[[l]]/v[a=int].[b]/x/[id=uuid]/[...r]'))).toEqual([
      { name: 'l' },
      { name: 'a', matcher: 'int' },
      { name: 'b' },
      { name: 'id', matcher: 'uuid' },
      { name: 'r' },
    ])
  })
})
