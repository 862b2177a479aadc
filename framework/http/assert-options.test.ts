import { describe, expect, it } from 'vitest'
import { assertOptions } from './assert-options.ts'

const names = { origins: true, methods: true }

describe('assertOptions()', () => {
  it.each([
    [undefined, 'the options are missing. Pass an object with some of origins, methods.'],
    ['*', 'the options are not an object. Pass an object with some of origins, methods.'],
    [null, 'the options are not an object. Pass an object with some of origins, methods.'],
    [['a'], 'the options are not an object. Pass an object with some of origins, methods.'],
    [{ origins: 'a', origin: '*' }, 'there is no option origin. Use some of origins, methods.'],
    [{ toString: 1 }, 'there is no option toString. Use some of origins, methods.'],
  ])('refuses %j', (options, problem) => {
    expect(() => assertOptions('cors()', options, names)).toThrow(new TypeError(`cors(): ${problem}`))
  })

  it('accepts known names, and none', () => {
    expect(() => assertOptions('cors()', { methods: undefined }, names)).not.toThrow()
    expect(() => assertOptions('cors()', {}, names)).not.toThrow()
  })
})
