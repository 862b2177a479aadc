import { expect, it } from 'vitest'
import { describeType } from './value-type.ts'

it.each([
  [undefined, 'undefined'],
  [null, 'null'],
  ['a', 'a string'],
  [5, 'a number'],
  [['a'], 'a list'],
  [{ a: 1 }, 'an object'],
  [new Error('a'), 'an error'],
  [Promise.resolve('a'), 'a promise'],
  [() => {}, 'a function'],
])('describeType() names %s', (value, type) => {
  expect(describeType(value)).toBe(type)
})
