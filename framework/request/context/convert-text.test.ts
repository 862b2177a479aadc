import { describe, expect, it } from 'vitest'
import { convertText } from './convert-text.ts'

describe('convertText()', () => {
  it.each([
    ['0', 0],
    ['42', 42],
    ['-7', -7],
    ['+7', 7],
    ['007', 7],
    ['1.50', 1.5],
    ['.5', 0.5],
    ['.25', 0.25],
    ['1e12', 1e12],
    ['-1e3', -1000],
    ['2.5E-3', 0.0025],
    [' 5 ', 5],
    ['9007199254740991', 9007199254740991],
    ['', undefined],
    ['  ', undefined],
  ])('converts the number "%s"', (text, number) => {
    expect(convertText(text, 'number')).toBe(number)
  })

  it.each([
    'five',
    '5 apples',
    '5.',
    '1,5',
    '1_000',
    '1 000',
    '0x10',
    '0b1',
    'NaN',
    'Infinity',
    '1e999',
    '9007199254740993',
    '12345678901234567890',
    '--1',
    'true',
    '٣',
  ])('leaves "%s" to the schema, which wants a number', (text) => {
    expect(convertText(text, 'number')).toBe(text)
  })

  it.each([
    ['on', true],
    ['true', true],
    ['1', true],
    ['off', false],
    ['false', false],
    ['0', false],
    ['', ''],
    ['yes', 'yes'],
    ['True', 'True'],
    [' on', ' on'],
    ['2', '2'],
  ])('converts the box "%s"', (text, value) => {
    expect(convertText(text, 'boolean')).toBe(value)
  })

  it.each([
    ['2026-11-28', '2026-11-28T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['0001-01-01', '0001-01-01T00:00:00.000Z'],
    ['2026-11-28T17:30', '2026-11-28T17:30:00.000Z'],
    ['2026-11-28 17:30', '2026-11-28T17:30:00.000Z'],
    ['2026-11-28T17:30:15', '2026-11-28T17:30:15.000Z'],
    ['2026-11-28T17:30:15.25', '2026-11-28T17:30:15.250Z'],
    ['2026-11-28T17:30Z', '2026-11-28T17:30:00.000Z'],
    ['2026-11-28T00:30+01:00', '2026-11-27T23:30:00.000Z'],
    [' 2026-11-28 ', '2026-11-28T00:00:00.000Z'],
  ])('converts the date "%s"', (text, iso) => {
    expect((convertText(text, 'date') as Date).toISOString()).toBe(iso)
  })

  it.each([
    'tomorrow',
    'on 2026-11-28',
    '2026',
    '2026-11',
    '28.11.2026',
    '11/28/2026',
    '2026-02-30',
    '2025-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-11-28T25:00',
    '2026-11-28T17:61',
    '2026-11-28T17:30+99:00',
    '2026-11-28T',
    '17:30',
    '1764350000',
  ])('leaves "%s" to the schema, which wants a date', (text) => {
    expect(convertText(text, 'date')).toBe(text)
  })

  it('has no date for an empty text', () => {
    expect(convertText('', 'date')).toBeUndefined()
  })
})
