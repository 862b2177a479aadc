import { describe, expect, it } from 'vitest'
import { groupSheets } from './join-sheets.ts'

const group = (lists: string[], isFirstOnly = (_: string): boolean => false): string[] =>
  groupSheets(
    lists.map((list) => [...list]),
    isFirstOnly,
  ).map((sheets) => sheets.join(''))

describe('groupSheets()', () => {
  it('joins what always stands side by side', () => {
    expect(group(['abc', 'xd', 'd'])).toEqual(['abc', 'x', 'd'])
  })

  it.each([
    ['another list begins there', ['ab', 'b'], ['a', 'b']],
    ['another list ends there', ['ab', 'a'], ['a', 'b']],
    ['another list has something in between', ['ab', 'axb'], ['a', 'b', 'x']],
    ['another list has them the other way round', ['ab', 'ba'], ['a', 'b']],
  ])('keeps apart what %s', (_, lists, expected) => {
    expect(group(lists)).toEqual(expected)
  })

  it('begins a file with a sheet that only works there', () => {
    expect(group(['abc'], (sheet) => sheet === 'b')).toEqual(['a', 'bc'])
  })
})
