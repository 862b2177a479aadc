import { describe, expect, it } from 'vitest'
import { isPrefetch, isSubresource } from './fetch-metadata.ts'

describe('isSubresource()', () => {
  const destinations =
    'audio audioworklet font image json manifest paintworklet report script serviceworker sharedworker speculationrules style track video webidentity worker xslt'
  it.each(destinations.split(' '))('is true for %s', (destination) => {
    expect(isSubresource(new Headers({ 'sec-fetch-dest': destination }))).toBe(true)
  })

  it.each(['document', 'embed', 'empty', 'fencedframe', 'frame', 'iframe', 'object'])(
    'is false for %s',
    (destination) => {
      expect(isSubresource(new Headers({ 'sec-fetch-dest': destination }))).toBe(false)
    },
  )

  it('is false without the header', () => {
    expect(isSubresource(new Headers())).toBe(false)
  })
})

describe('isPrefetch()', () => {
  it.each([
    ['sec-purpose', 'prefetch', true],
    ['sec-purpose', 'prefetch;prerender', true],
    ['purpose', 'prefetch', true],
    ['sec-purpose', 'other', false],
    ['x-purpose', 'prefetch', false],
  ])('reads %s: %s as %s', (name, value, expected) => {
    expect(isPrefetch(new Headers({ [name]: value }))).toBe(expected)
  })
})
