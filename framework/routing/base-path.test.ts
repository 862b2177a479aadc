import { describe, expect, it } from 'vitest'
import { pathBelowBase, segmentsBelowBase, toBaseSegments } from './base-path.ts'

describe('segmentsBelowBase()', () => {
  it.each([
    ['/', ['a', 'b'], ['a', 'b']],
    ['/app/', ['app', 'b'], ['b']],
    ['/app/', ['app'], []],
    ['/my/app/', ['my', 'app', 'x'], ['x']],
    ['/app/', ['apple'], undefined],
    ['/my/app/', ['my'], undefined],
    ['/app/', [], undefined],
    ['/%C3%A4/', ['ä', 'x'], ['x']],
    ['/a%20b/c/', ['a b', 'c'], []],
    ['/a%20b/', ['a%20b'], undefined],
  ])('with the base %s turns %j into %j', (base, segments, expected) => {
    expect(segmentsBelowBase(segments, toBaseSegments(base))).toEqual(expected)
  })
})

describe('pathBelowBase()', () => {
  it.each([
    ['/', '/a/b', '/a/b'],
    ['/', '/', '/'],
    ['/app/', '/app/b', '/b'],
    ['/app/', '/app/', '/'],
    ['/app/', '/app', '/'],
    ['/app/', '/apple', undefined],
    ['/app/', '/', undefined],
  ])('with the base %s turns %s into %s', (base, pathname, expected) => {
    expect(pathBelowBase(pathname, base)).toBe(expected)
  })
})
