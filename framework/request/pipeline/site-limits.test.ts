import { describe, expect, it } from 'vitest'
import { readLimits } from './site-limits.ts'

describe('readLimits()', () => {
  it('has defaults, with times in milliseconds', () => {
    expect(readLimits()).toEqual({
      url: 8192,
      headers: 200,
      headersTimeout: 15_000,
      checkInterval: 5000,
      minReadRate: 500,
      keepAlive: 5000,
      fields: 1000,
      headerSize: 0,
      socketMessage: 1024 * 1024,
      socketQueue: 8 * 1024 * 1024,
      socketPing: 30_000,
      subscriptionQueue: 1000,
    })
  })

  it('reads sizes', () => {
    expect(
      readLimits({ headerSize: '32kb', socketMessage: 5000, socketQueue: '1.5mb', minReadRate: '2kb' }),
    ).toMatchObject({
      headerSize: 32 * 1024,
      minReadRate: 2048,
      socketMessage: 5000,
      socketQueue: 1.5 * 1024 * 1024,
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
    [{ checkInterval: 0 }, 'limits.checkInterval is 0. Set seconds, more than 0 and at most 3600.'],
    [{ socketPing: '30' }, 'limits.socketPing is "30". Set seconds, more than 0 and at most 3600.'],
    [{ minReadRate: '2mb' }, 'limits.minReadRate is "2mb". Set a size from 10 bytes to 1 MB.'],
    [{ header: 5 }, 'limits: there is no limit header. Did you mean headers?'],
    [{ headerSize: 100 }, 'limits.headerSize is 100. Set a size from 1 kB to 1 MB.'],
    [{ socketMessage: '2gb' }, 'limits.socketMessage is "2gb". Set a size from 1 kB to 1 GB.'],
    [{ socketQueue: 'much' }, 'limits.socketQueue: "much" is not a valid size.'],
    [{ subscriptionQueue: 0 }, 'limits.subscriptionQueue is 0. Set a whole number from 1 to 100000.'],
    [
      { size: 5 },
      'limits: there is no limit size. Use url, headers, headerSize, headersTimeout, checkInterval, ',
    ],
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
