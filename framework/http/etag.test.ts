import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { linearGrowth, measureGrowth } from '../fixtures/growth.ts'
import { createContentTag, isFresh, isPreconditionFailed, parseHttpDate } from './etag.ts'

const etag = '"a,b"'
const modified = Date.UTC(1994, 10, 6, 8, 49, 37, 500)
const sameSecond = 'Sun, 06 Nov 1994 08:49:37 GMT'
const earlier = 'Sun, 06 Nov 1994 08:49:36 GMT'

describe('isFresh()', () => {
  it('is false without conditional headers', () => {
    expect(isFresh(new Headers(), etag, modified)).toBe(false)
  })

  it.each(['"a,b"', 'W/"a,b"', '"x", "a,b"', '"x","y" ,W/"a,b"', ',"a,b"', '*', ' * '])(
    'knows the tag in %s',
    (list) => {
      expect(isFresh(new Headers({ 'if-none-match': list }), etag, modified)).toBe(true)
    },
  )

  it.each(['"a', 'a,b', '"a","b"', '""', '', '"x*"', 'W/', '"a,b', 'a,b"'])(
    'does not know the tag in %j',
    (list) => {
      expect(isFresh(new Headers({ 'if-none-match': list }), etag, modified)).toBe(false)
    },
  )

  it('does not take the text between two tags for a tag', () => {
    expect(isFresh(new Headers({ 'if-none-match': '"a","b"' }), '","', undefined)).toBe(false)
  })

  it('compares weakly', () => {
    expect(isFresh(new Headers({ 'if-none-match': '"x"' }), 'W/"x"', undefined)).toBe(true)
  })

  it('compares dates to the second', () => {
    expect(isFresh(new Headers({ 'if-modified-since': sameSecond }), undefined, modified)).toBe(true)
    expect(isFresh(new Headers({ 'if-modified-since': earlier }), undefined, modified)).toBe(false)
    expect(isFresh(new Headers({ 'if-modified-since': 'yesterday' }), undefined, modified)).toBe(false)
    expect(isFresh(new Headers({ 'if-modified-since': sameSecond }), undefined, undefined)).toBe(false)
  })

  it('ignores the date when there is a tag', () => {
    const headers = new Headers({ 'if-none-match': '"other"', 'if-modified-since': sameSecond })
    expect(isFresh(headers, etag, modified)).toBe(false)
    expect(isFresh(headers, undefined, modified)).toBe(false)
  })

  it('takes a star for any representation, even one without a tag', () => {
    expect(isFresh({ get: (name) => (name === 'if-none-match' ? ' * ' : null) }, undefined, undefined)).toBe(
      true,
    )
    expect(isFresh({ get: (name) => (name === 'if-none-match' ? ' * ' : null) }, etag, undefined)).toBe(true)
  })

  it('takes time in proportion to the list', () => {
    for (const text of ['"', ',', 'W/"', '"",', ' ']) {
      const growth = measureGrowth((length) => {
        const list = `x${text.repeat(length / text.length)}x`
        isFresh({ get: (name) => (name === 'if-none-match' ? list : null) }, etag, modified)
      })
      expect(growth, text).toBeLessThan(linearGrowth)
    }
  })
})

describe('isPreconditionFailed()', () => {
  it.each(['*', '"a,b"', '"x", "a,b"'])('is false for %s', (list) => {
    expect(isPreconditionFailed(new Headers({ 'if-match': list }), etag, modified)).toBe(false)
  })

  it.each(['"x"', 'W/"a,b"', ''])('is true for %j', (list) => {
    expect(isPreconditionFailed(new Headers({ 'if-match': list }), etag, modified)).toBe(true)
  })

  it('needs a tag, or any representation for a star', () => {
    expect(isPreconditionFailed(new Headers({ 'if-match': '"x"' }), undefined, modified)).toBe(true)
    expect(isPreconditionFailed(new Headers({ 'if-match': '*' }), undefined, modified)).toBe(false)
    expect(isPreconditionFailed({ get: () => ' * ' }, undefined, modified)).toBe(false)
  })

  it('is false when nothing is known to compare with', () => {
    expect(isPreconditionFailed(new Headers({ 'if-unmodified-since': earlier }), etag, undefined)).toBe(false)
    expect(
      isPreconditionFailed(new Headers({ 'if-unmodified-since': sameSecond }), undefined, undefined),
    ).toBe(false)
    expect(isPreconditionFailed(new Headers(), etag, modified)).toBe(false)
  })

  it('does not accept a weak tag', () => {
    expect(isPreconditionFailed(new Headers({ 'if-match': '"x"' }), 'W/"x"', modified)).toBe(true)
  })

  it('compares the date when there is no tag', () => {
    expect(isPreconditionFailed(new Headers({ 'if-unmodified-since': earlier }), etag, modified)).toBe(true)
    expect(isPreconditionFailed(new Headers({ 'if-unmodified-since': sameSecond }), etag, modified)).toBe(
      false,
    )
    expect(isPreconditionFailed(new Headers({ 'if-unmodified-since': 'x' }), etag, modified)).toBe(false)
    const both = new Headers({ 'if-match': etag, 'if-unmodified-since': earlier })
    expect(isPreconditionFailed(both, etag, modified)).toBe(false)
  })
})

describe('createContentTag()', () => {
  it('hashes text and its bytes alike', async () => {
    const tag = '"ungWv48Bz+pBQUDeXa4iI7"'
    expect(await createContentTag('abc')).toBe(tag)
    expect(await createContentTag(new TextEncoder().encode('abc'))).toBe(tag)
    expect(await createContentTag('abd')).not.toBe(tag)
  })
})

describe('parseHttpDate()', () => {
  it.each([sameSecond, 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'])('reads %s', (text) => {
    expect(parseHttpDate(text)).toBe(Date.UTC(1994, 10, 6, 8, 49, 37))
  })

  it("reads the form without a time zone as GMT, whatever the server's time zone", () => {
    vi.stubEnv('TZ', 'Asia/Tokyo')
    onTestFinished(() => void vi.unstubAllEnvs())
    expect(parseHttpDate('Sun Nov  6 08:49:37 1994')).toBe(Date.UTC(1994, 10, 6, 8, 49, 37))
  })

  it.each([
    '',
    '0',
    '1994',
    '1994-11-06T08:49:37Z',
    `x${sameSecond}`,
    `${sameSecond}x`,
    'Sun Nov  6 08:49:37 1994 GMT',
    'Sun, 06 Nov 1994 08:49:37',
    `Sunday, ${sameSecond}`,
    '06 Nov 1994 08:49:37 GMT',
    `${sameSecond} +0100`,
    'Sun, 06 Nov 1994 99:49:37 GMT',
  ])('refuses %j', (text) => expect(parseHttpDate(text)).toBeUndefined())
})
