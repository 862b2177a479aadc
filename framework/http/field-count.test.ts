import { describe, expect, it } from 'vitest'
import { hasTooManyFields } from './field-count.ts'

const fields = (count: number, separator = '&'): string => Array(count).fill('a').join(separator)

describe('hasTooManyFields()', () => {
  it.each([
    ['no field', ''],
    ['a single long field', 'a'.repeat(100_000)],
    ['1,000 fields', fields(1000)],
    ['1,000 fields after a question mark', `?${fields(1000)}`],
    ['1,000 fields after a question mark and a separator', `?&${fields(1000)}`],
    ['1,000 fields between many separators', `&&${fields(1000, '&&&')}&&`],
    ['separators only', '&'.repeat(100_000)],
  ])('accepts %s', (_, text) => {
    expect(new URLSearchParams(text).size).toBeLessThanOrEqual(1000)
    expect(hasTooManyFields(text, 1000)).toBe(false)
  })

  it.each([
    ['1,001 fields', fields(1001)],
    ['1,001 fields after a question mark', `?${fields(1001)}`],
    ['1,001 fields, of which the last is a question mark', `${fields(1000)}&?`],
    ['1,001 fields without a name', Array(1001).fill('=').join('&')],
    ['1,001 fields after many separators', `${'&'.repeat(5000)}${fields(1001)}`],
  ])('refuses %s', (_, text) => {
    expect(new URLSearchParams(text).size).toBe(1001)
    expect(hasTooManyFields(text, 1000)).toBe(true)
  })
})
