import { describe, expect, it } from 'vitest'
import { groupStylesheets } from './join-stylesheets.ts'

const group = (lists: string[], isFirstOnly = (_: string): boolean => false): string[] =>
  groupStylesheets(
    lists.map((list) => [...list]),
    isFirstOnly,
  ).map((stylesheets) => stylesheets.join(''))

describe('groupStylesheets()', () => {
  it('joins stylesheets that are always adjacent', () => {
    expect(group(['abc', 'xd', 'd'])).toEqual(['abc', 'x', 'd'])
  })

  it.each([
    ['another list begins there', ['ab', 'b'], ['a', 'b']],
    ['another list ends there', ['ab', 'a'], ['a', 'b']],
    ['another list has something in between', ['ab', 'axb'], ['a', 'b', 'x']],
    ['another list has them the other way round', ['ab', 'ba'], ['a', 'b']],
  ])('keeps stylesheets apart when %s', (_, lists, expected) => {
    expect(group(lists)).toEqual(expected)
  })

  it('starts a file with a stylesheet that works only at the start', () => {
    expect(group(['abc'], (stylesheet) => stylesheet === 'b')).toEqual(['a', 'bc'])
  })
})
