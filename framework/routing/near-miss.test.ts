// Tests the search for the word that was meant.

import { describe, expect, it } from 'vitest'
import { findNearMiss, suggestWord } from './near-miss.ts'

const known = ['_layout', '_error', '_404', '_app']

describe('findNearMiss()', () => {
  it.each([
    ['_eror', '_error'],
    ['_errors', '_error'],
    ['_layotu', '_layout'],
    ['_lyaotu', '_layout'],
    ['_Layout', '_layout'],
    ['_LAYOUTS', '_layout'],
    ['__layout', '_layout'],
    ['_pap', '_app'],
    ['_40', '_404'],
    ['_4o4', '_404'],
    ['_app', '_app'],
  ])('takes %s for %s', (word, meant) => {
    expect(findNearMiss(word, known)).toBe(meant)
  })

  it.each([['_card'], ['_'], ['_a'], ['_map'], ['_4'], ['_lyuot_s'], ['']])(
    'has no idea about "%s"',
    (word) => {
      expect(findNearMiss(word, known)).toBeUndefined()
    },
  )

  it('counts two letters as swapped only if both have changed places', () => {
    expect(findNearMiss('ab', ['ba'])).toBe('ba')
    expect(findNearMiss('ab', ['ca'])).toBeUndefined()
    expect(findNearMiss('ab', ['bc'])).toBeUndefined()
  })

  it('prefers the nearest word, then the first', () => {
    expect(findNearMiss('_params', ['_parents', '_param'])).toBe('_param')
    expect(findNearMiss('abcdx', ['abcde', 'abcdf'])).toBe('abcde')
  })
})

describe('suggestWord()', () => {
  it('asks for the nearest word, and gives the other advice if none is near', () => {
    expect(suggestWord('_eror', known, 'Remove it.')).toBe('Did you mean _error?')
    expect(suggestWord('_card', known, 'Remove it.')).toBe('Remove it.')
    expect(suggestWord('_card', known)).toBe('')
  })
})
