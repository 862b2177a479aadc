// Tests how segments with parameters are read.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCapture } from './capture.ts'
import { parsePattern } from './pattern.ts'

function capture(part: string, text: string): unknown[] | undefined {
  const values: unknown[] = []
  return createCapture(parsePattern(part).segments[0]!, {})(text, values) ? values : undefined
}

describe('createCapture()', () => {
  it.each([
    ['[x]', 'a/b', ['a/b']],
    ['[x=int]', '7', [7]],
    ['[[x=int]]', '7', [7]],
    ['a-[x]', 'a-b', ['b']],
    ['a-[x]', 'a-a-', ['a-']],
    ['[x].json', 'data.json', ['data']],
    ['[x].json', '.json.json', ['.json']],
    ['a-[x]-b', 'a--b-b', ['-b']],
    ['v[major].[minor]', 'v1.2', ['1', '2']],
    ['v[major].[minor]', 'v1.2.3', ['1', '2.3']],
    ['v[major=int].[minor=int]', 'v1.20', [1, 20]],
    ['[a]..[b]', 'x...y', ['x', '.y']],
    ['[a].[b].json', 'x.y.z.json', ['x', 'y.z']],
    ['[a]-[b]', '---', ['-', '-']],
    ['[title]-[id=int]', 'top-10-7', ['top-10', 7]],
    ['[a]-[b=int]-[c=slug]', 'x-y-1-2-z', ['x-y', 1, '2-z']],
    ['[a=int]-[b]', '-5-x', [-5, 'x']],
  ])('reads %s from %s', (part, text, values) => {
    expect(capture(part, text)).toEqual(values)
  })

  it.each([
    ['[x=int]', 'a'],
    ['a-[x]', 'a-'],
    ['a-[x]', 'b-a-x'],
    ['[x].json', '.json'],
    ['[x].json', 'x.json5'],
    ['a-[x]-a', 'a-a'],
    ['a-[x]-a', 'a--a'],
    ['[a]-[b]', '-b'],
    ['[a]-[b]', 'a-'],
    ['[a]-[b]', '--'],
    ['[a].[b].json', 'x.json'],
    ['v[a=int].[b=int]', 'v1.2.3'],
    ['[title]-[id=int]', 'top-x'],
    ['[x=missing]', 'x'],
    ['[x]A', 'xa'],
  ])('does not read %s from %s', (part, text) => {
    expect(capture(part, text)).toBeUndefined()
  })

  it('reads the same as a regular expression', () => {
    const parts = ['a[x]', '[x]a', 'a[x]b', '[x]a[y]', 'a[x]b[y]a', '[x]ab[y]b[z]', '[x]aa[y]aa[z]a']
    fc.assert(
      fc.property(fc.constantFrom(...parts), fc.string({ unit: fc.constantFrom('a', 'b') }), (part, text) => {
        const expression = new RegExp(`^${part.replaceAll(/\[\w\]/g, '(.+?)')}$`)

        expect(capture(part, text)).toEqual(expression.exec(text)?.slice(1))
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    ['[a]-[b]-[c]-[d]-[e]x', '-'],
    ['[a]-[b=int]-[c=int]-[d=int]', '-'],
    ['[a]-[b=int]-[c=int]-[d=int]', '1-'],
    ['[a=slug]-[b=slug]-[c=int]', 'a-'],
    ['[a=slug]', 'a-'],
    ['[a=int]', '1'],
  ])('stops early on %s, whatever is sent', (part, piece) => {
    const text = `${piece.repeat(16_384 / piece.length)}!`
    expect(capture(part, text)).toBeUndefined()
  })
})
