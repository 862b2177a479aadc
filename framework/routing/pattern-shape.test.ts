// Tests the comparison of patterns.

import { describe, expect, it } from 'vitest'
import { parsePattern } from './pattern.ts'
import { compareSegments, formatShape } from './pattern-shape.ts'

const parseSegment = (part: string) => parsePattern(part).segments[0]!

describe('formatShape()', () => {
  it.each([
    ['index', '/'],
    ['a/(g)/b', '/a/b'],
    ['a/[id]', '/a/[]'],
    ['a/[id=int]', '/a/[=int]'],
    ['[[x]]/[[y=slug]]/[...z]', '/[[]]/[[=slug]]/[...]'],
    ['[[...z]]', '/[[...]]'],
    ['v[a].[b=int]', '/v[].[=int]'],
  ])('formats %s as %s', (path, shape) => {
    expect(formatShape(parsePattern(path))).toBe(shape)
  })
})

describe('compareSegments()', () => {
  it('puts segments in the order in which they are tried', () => {
    const expected = [
      'article-[x]',
      'a-[x]-b',
      'ab-[x]',
      '[x=int].b',
      'b-[x=int]',
      '[x=uuid].b',
      '[x=alpha].b',
      '[x].a',
      'a-[x]',
      'b-[x]',
      '[a=int].[b].[c]',
      '[a=int]-[b=int]',
      '[a=int]-[b]',
      '[a]-[b=int]',
      '[a]-[b]',
      '[x=int]',
      '[x=uuid]',
      '[x=slug]',
      '[x=alpha]',
      '[x=beta]',
      '[x]',
      '[[x=int]]',
      '[[x=alpha]]',
      '[[x]]',
      '[...x]',
      '[[...x]]',
    ]
    const sorted = expected.toReversed().toSorted((a, b) => compareSegments(parseSegment(a), parseSegment(b)))

    expect(sorted).toEqual(expected)
  })

  it('finds parameters equal that differ in name only', () => {
    expect(compareSegments(parseSegment('a-[x=int]'), parseSegment('a-[y=int]'))).toBe(0)
    expect(compareSegments(parseSegment('[x]'), parseSegment('[y]'))).toBe(0)
  })
})
