import { describe, expect, it } from 'vitest'
import {
  addToVary,
  createReads,
  findPersonalRead,
  findUncacheableReason,
  isPersonal,
  parseVary,
  toPrivate,
} from './cacheability.ts'

function find(headers: Record<string, string>, status = 200): string | undefined {
  return findUncacheableReason({
    status,
    header: (name) => headers[name],
    setsCookie: 'set-cookie' in headers,
  })
}

describe('findUncacheableReason()', () => {
  it.each([{}, { 'cache-control': 'public, max-age=60' }, { vary: 'Accept-Language, Origin' }])(
    'allows %o',
    (headers) => expect(find(headers as Record<string, string>)).toBeUndefined(),
  )

  it.each([
    [{ 'set-cookie': 'a=b' }, 'it sets a cookie'],
    [{ 'cache-control': 'Private, max-age=60' }, 'its Cache-Control says private'],
    [{ 'cache-control': 'no-store' }, 'its Cache-Control says no-store'],
    [{ 'cache-control': 'no-cache' }, 'its Cache-Control says no-cache'],
    [{ vary: 'Accept, Cookie' }, 'its Vary names cookie'],
    [{ vary: 'AUTHORIZATION' }, 'its Vary names authorization'],
    [{ vary: '*' }, 'its Vary names *'],
  ])('refuses %o', (headers, reason) => expect(find(headers as Record<string, string>)).toBe(reason))

  it.each([201, 204, 206, 302, 404, 500])('refuses status %i', (status) =>
    expect(find({}, status)).toBe(`its status is ${status}`),
  )
})

describe('parseVary()', () => {
  it('lists the names in lower case', () => {
    expect(parseVary('Accept-Language,, Origin ')).toEqual(['accept-language', 'origin'])
    expect(parseVary(undefined)).toEqual([])
  })
})

describe('isPersonal()', () => {
  it('is true once the session or the cookies were used', () => {
    expect(
      isPersonal({ session: undefined, cookies: undefined, hasReadCookies: false, hasParts: false }),
    ).toBe(false)
    expect(isPersonal({ session: {}, cookies: undefined, hasReadCookies: false, hasParts: false })).toBe(true)
    expect(isPersonal({ session: undefined, cookies: {}, hasReadCookies: false, hasParts: false })).toBe(true)
  })
})

describe('findPersonalRead()', () => {
  const nothing = { session: undefined, cookies: undefined, hasReadCookies: false, hasParts: false }

  it('finds nothing before anything was read', () => {
    expect(createReads()).toEqual({ headers: new Set(), personal: undefined })
    expect(findPersonalRead(nothing, false, createReads())).toBeUndefined()
    expect(findPersonalRead(nothing, false)).toBeUndefined()
  })

  it('names what was used, the session first', () => {
    const reads = createReads()
    expect(findPersonalRead(nothing, false, reads)).toBeUndefined()
    reads.personal = "the visitor's address was read"

    expect(findPersonalRead(nothing, false, reads)).toBe("the visitor's address was read")
    expect(findPersonalRead(nothing, true, reads)).toBe('it contains a nonce')
    expect(findPersonalRead({ ...nothing, cookies: {} }, true, reads)).toBe('the cookies were read')
    expect(findPersonalRead({ ...nothing, session: {}, cookies: {} }, true)).toBe('the session was read')
  })

  it('does not count a header as personal, because it is part of the cache key', () => {
    expect(findPersonalRead(nothing, false, createReads(['accept-language']))).toBeUndefined()
  })
})

describe('addToVary()', () => {
  it.each([
    [undefined, ['Cookie'], 'Cookie'],
    ['', ['Cookie'], 'Cookie'],
    ['Accept', ['Cookie'], 'Accept, Cookie'],
    ['accept, cookie', ['Cookie'], 'accept, cookie'],
    ['*', ['Cookie'], '*'],
    ['A', ['a', 'b'], 'A, b'],
  ])('adds to %j the names %j', (vary, names, expected) => {
    expect(addToVary(vary, names)).toBe(expected)
  })
})

describe('toPrivate()', () => {
  it.each([
    [undefined, 'private, no-store'],
    ['public, max-age=60', 'private, max-age=60'],
    ['max-age=60, s-maxage=600', 'private, max-age=60'],
    ['Private, max-age=60', 'Private, max-age=60'],
    ['no-store', 'no-store'],
    ['', 'private'],
    [',max-age=60', 'private, max-age=60'],
    // Only some headers are private (RFC 9111, section 5.2.2.7).
    ['private="x-a", max-age=60', 'private, private="x-a", max-age=60'],
    // Unknown directives that contain the names of known ones.
    ['x-private, x-public', 'private, x-private, x-public'],
  ])('turns %j into %j', (cacheControl, expected) => {
    expect(toPrivate(cacheControl)).toBe(expected)
  })
})
