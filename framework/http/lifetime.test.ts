// Tests parsing lifetimes.
import { describe, expect, it } from 'vitest'
import { parseLifetime } from './lifetime.ts'

describe('parseLifetime()', () => {
  it.each([
    [1, 1],
    [3600, 3600],
    ['10s', 10],
    ['30m', 1800],
    ['12h', 43_200],
    ['14d', 1_209_600],
    ['2w', 1_209_600],
  ])('reads %j as %i seconds', (lifetime, seconds) => {
    expect(parseLifetime('ttl', lifetime)).toBe(seconds)
  })

  it.each([
    '',
    '14',
    'd',
    '14 d',
    '1.5h',
    '-1d',
    '14days',
    'x14d',
    '1y',
    1.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 53,
  ])('refuses %j, which is not a lifetime', (lifetime) => {
    expect(() => parseLifetime('session.ttl', lifetime)).toThrow(
      `session.ttl: ${JSON.stringify(lifetime)} is not a lifetime. Use whole seconds or a string such as '14d', '12h' or '30m'.`,
    )
  })

  it.each([0, -1, '0d'])('refuses %j, which is not above 0', (lifetime) => {
    expect(() => parseLifetime('session.ttl', lifetime)).toThrow(
      `session.ttl: ${JSON.stringify(lifetime)} is not above 0. Use a positive number of seconds, or a string such as '14d'.`,
    )
  })

  it('refuses a number whose milliseconds are not exact', () => {
    expect(parseLifetime('ttl', 9_007_199_254_740)).toBe(9_007_199_254_740)
    expect(() => parseLifetime('ttl', 9_007_199_254_741)).toThrow('is not a lifetime')
  })
})
