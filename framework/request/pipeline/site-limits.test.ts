import { describe, expect, it } from 'vitest'
import { readLimits } from './site-limits.ts'

describe('readLimits()', () => {
  it('has defaults, with times in milliseconds', () => {
    expect(readLimits()).toEqual({
      url: 8192,
      headers: 200,
      headersTimeout: 15_000,
      keepAlive: 5000,
      fields: 1000,
    })
  })

  it('keeps connections longer than proxies do', () => {
    expect(readLimits({}, 1).keepAlive).toBe(75_000)
    expect(readLimits({ keepAlive: 2.5 }, 1).keepAlive).toBe(2500)
  })

  it.each([
    [{ url: 0 }, 'limits.url is 0. Set a whole number from 1 to 1000000.'],
    [{ headers: 2000 }, 'limits.headers is 2000. Set a whole number from 1 to 1900.'],
    [{ fields: 1.5 }, 'limits.fields is 1.5. Set a whole number from 1 to 1000000.'],
    [{ fields: '9' }, 'limits.fields is "9". Set a whole number from 1 to 1000000.'],
    [{ keepAlive: 0 }, 'limits.keepAlive is 0. Set seconds, more than 0 and at most 3600.'],
    [{ headersTimeout: -1 }, 'limits.headersTimeout is -1. Set seconds, more than 0 and at most 3600.'],
    [{ header: 5 }, 'limits: there is no limit header. Did you mean headers?'],
    [{ size: 5 }, 'limits: there is no limit size. Use url, headers, headersTimeout, keepAlive, fields.'],
  ])('refuses %j', (options, message) => {
    expect(() => readLimits(options as never)).toThrow(`routes/_server: ${message}`)
  })

  it.each([[{ url: 1 }], [{ url: 1_000_000 }], [{ headers: 1900 }], [{ keepAlive: 3600 }]])(
    'accepts %j',
    (options) => {
      expect(() => readLimits(options)).not.toThrow()
    },
  )
})
