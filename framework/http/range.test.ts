import { describe, expect, it } from 'vitest'
import { isRangeCurrent, parseRange } from './range.ts'

describe('parseRange()', () => {
  it.each([
    ['bytes=0-9', 0, 9],
    ['bytes=0-', 0, 99],
    ['bytes=99-', 99, 99],
    ['bytes=50-1000', 50, 99],
    ['bytes=-1', 99, 99],
    ['bytes=-100', 0, 99],
    ['bytes=-5000', 0, 99],
    ['Bytes=0-0', 0, 0],
    ['bytes= 1-2', 1, 2],
    ['bytes= \t 1-2', 1, 2],
    ['bytes=5-5', 5, 5],
    ['bytes=90-99', 90, 99],
    ['bytes=90-100', 90, 99],
    ['bytes=0-99999999999999999999999', 0, 99],
  ])('reads %s of 100 bytes', (header, start, end) => {
    expect(parseRange(header, 100)).toEqual({ start, end })
  })

  it.each(['bytes=100-', 'bytes=100-200', 'bytes=-0', 'bytes=99999999999999999999999-'])(
    'calls %s unsatisfiable',
    (header) => expect(parseRange(header, 100)).toBe('unsatisfiable'),
  )

  it.each([
    null,
    '',
    'bytes=',
    'bytes=-',
    'bytes=9-1',
    'bytes=a-b',
    'bytes=1',
    'xbytes=0-9',
    'bytes=0-9x',
    'bytes=x0-9',
    `bytes=${'0'.repeat(31)}-`,
    `bytes=0-${'0'.repeat(31)}`,
    'bytes=--1',
    'bytes=1-2-3',
    'bytes=0x1-2',
    'lines=0-9',
    '0-9',
    'bytes=0-1,2-3',
    `bytes=${'0-0,'.repeat(1000)}0-0`,
    'bytes=0-1,',
  ])('gives undefined for %.30s', (header) => {
    expect(parseRange(header, 100)).toBeUndefined()
  })

  it('has no satisfiable range in an empty file', () => {
    expect(parseRange('bytes=0-', 0)).toBe('unsatisfiable')
    expect(parseRange('bytes=-5', 0)).toBe('unsatisfiable')
  })
})

describe('isRangeCurrent()', () => {
  const modified = Date.UTC(1994, 10, 6, 8, 49, 37, 500)

  it.each([null, '"a"', 'Sun, 06 Nov 1994 08:49:37 GMT'])('is true for %s', (ifRange) => {
    expect(isRangeCurrent(ifRange, '"a"', modified)).toBe(true)
  })

  it.each(['"b"', 'W/"a"', '', 'a', 'Sun, 06 Nov 1994 08:49:38 GMT', 'Sun, 06 Nov 1994 08:49:36 GMT'])(
    'is false for %j',
    (ifRange) => expect(isRangeCurrent(ifRange, '"a"', modified)).toBe(false),
  )

  it('is false for a date when it is unknown when the file changed', () => {
    expect(isRangeCurrent('Sun, 06 Nov 1994 08:49:37 GMT', '"a"', undefined)).toBe(false)
    expect(isRangeCurrent('', undefined, undefined)).toBe(false)
  })

  it('does not accept a weak tag', () => {
    expect(isRangeCurrent('W/"a"', 'W/"a"', modified)).toBe(false)
  })
})
