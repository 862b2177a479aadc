import { describe, expect, it } from 'vitest'
import { findInJson, formatPath, toJsonText } from './json-text.ts'

describe('toJsonText()', () => {
  it('writes what JSON.stringify() writes', () => {
    for (const value of [{ a: [1, 'x'] }, null, 'text', undefined, () => 1, new Date(0)]) {
      expect(toJsonText(value, 'here')).toBe(JSON.stringify(value))
    }
  })

  const inItself: { list: object[] } = { list: [] }
  inItself.list.push({ parent: inItself })

  it.each<[unknown, string]>([
    [
      { rows: [{ id: 1n }] },
      'here: rows[0].id is a BigInt, which JSON does not have. Write String(…) around it.',
    ],
    [1n, 'here: the value is a BigInt'],
    [inItself, 'here: list[0].parent contains itself, which JSON cannot express.'],
  ])('names the place of what cannot be written (%#)', (value, message) => {
    expect(() => toJsonText(value, 'here')).toThrow(message)
  })

  it('passes on what a toJSON() throws', () => {
    const toJSON = (): never => {
      throw new RangeError('not now')
    }
    expect(() => toJsonText({ a: { toJSON } }, 'here')).toThrow(new RangeError('not now'))
  })

  it('may have the same object twice', () => {
    const same = { a: 1 }
    expect(toJsonText([same, same], 'here')).toBe('[{"a":1},{"a":1}]')
    expect(() => toJsonText([same, same, 1n], 'here')).toThrow('here: [2] is a BigInt')
  })
})

describe('findInJson()', () => {
  it('looks at no more properties than it may', () => {
    const list = Array.from({ length: 100 }, (_, index) => index)
    const isLast = (value: unknown): boolean => value === 99
    expect(findInJson(list, isLast, 99)).toBeUndefined()
    expect(formatPath(findInJson(list, isLast, 100)!.path)).toBe('[99]')
  })
})
