// The search for values that JSON would change.
import { describe, expect, it } from 'vitest'
import { describeUnstorable, findUnstorable } from './storable.ts'

const circular: Record<string, unknown> = {}
circular.self = circular
const circularList: unknown[] = []
circularList.push(circularList)

/** Creates an object with `depth` objects or arrays inside each other. */
function nest(depth: number): unknown {
  let value: unknown = 1
  for (let level = 0; level < depth; level++) value = level % 2 ? [value] : { a: value }
  return { a: value }
}

describe('findUnstorable()', () => {
  it('finds nothing in plain JSON values', () => {
    const shared = { a: 1 }
    const values = {
      a: 'x',
      b: -1.5,
      c: true,
      d: null,
      e: [1, [2, { f: [] }]],
      g: undefined,
      h: shared,
      i: shared,
    }

    expect(findUnstorable(values)).toBeUndefined()
    expect(findUnstorable(Object.create(null))).toBeUndefined()
  })

  it.each([
    ['a Date', { user: { roles: [0, new Date(0)] } }, '.user.roles[1]'],
    ['a Map', { a: new Map() }, '.a'],
    ['a Set', { a: new Set() }, '.a'],
    ['a URL', { a: new URL('http://a.test') }, '.a'],
    ['a String', { a: new String('x') }, '.a'],
    ['a class instance', { a: new (class {})() }, '.a'],
    ['a class instance', { a: Object.create(Object.create(Object.create(null))) }, '.a'],
    ['a bigint', { a: 1n }, '.a'],
    ['a function', { a: () => {} }, '.a'],
    ['a symbol', { a: Symbol('x') }, '.a'],
    ['a undefined', { a: [undefined] }, '.a[0]'],
    ['a undefined', { a: new Array(1) }, '.a[0]'],
    ['NaN', { a: NaN }, '.a'],
    ['-Infinity', { a: -Infinity }, '.a'],
  ])('finds %s', (kind, values, path) => {
    expect(findUnstorable(values)).toEqual({ path, kind })
  })

  it.each([
    ['an object that contains itself', circular],
    ['an array that contains itself', circularList],
    ['more than 100 levels', nest(101)],
  ])('finds %s', (_, value) => {
    expect(findUnstorable(value)?.kind).toBe('an object that contains itself or is nested too deeply')
  })

  it('allows 100 levels', () => {
    expect(findUnstorable(nest(100))).toBeUndefined()
  })
})

describe('describeUnstorable()', () => {
  it('names the property and what to store instead', () => {
    expect(describeUnstorable({ path: '.user.seen', kind: 'a Date' })).toBe(
      'ctx.session.user.seen: a Date does not survive JSON. Store date.getTime() or date.toISOString().',
    )
    expect(describeUnstorable({ path: '.a', kind: 'a Set' })).toContain('Store an array')
    expect(describeUnstorable({ path: '.a', kind: 'a Map' })).toContain('Store an array or a plain object.')
    expect(describeUnstorable({ path: '.a', kind: 'a bigint' })).toContain('Store a string.')
    expect(describeUnstorable({ path: '.a', kind: 'NaN' })).toContain('finite numbers')
  })
})
