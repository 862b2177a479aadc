import { describe, expect, it } from 'vitest'
import { assertText } from './assert-text.ts'

describe('assertText()', () => {
  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [5, 'a number'],
    [['a'], 'a list'],
    [{ a: 1 }, 'an object'],
    [new Error('a'), 'an error'],
    [() => {}, 'a function'],
  ])('refuses %s', (value, type) => {
    expect(() => assertText('f(): the name', value, 'Pass text.')).toThrow(
      new TypeError(`f(): the name is ${type}. Pass text.`),
    )
  })

  it('accepts text, also an empty one', () => {
    expect(() => assertText('f(): the name', '', 'Pass text.')).not.toThrow()
  })
})
