import { describe, expect, it } from 'vitest'
import { checkCrossSite, checkSocketOrigin, isSafeMethod } from './origin.ts'

const self = 'https://self.test'

describe('checkCrossSite()', () => {
  it.each(['same-origin', 'none'])('allows a request that a browser calls %s', (site) => {
    expect(checkCrossSite(new Headers({ 'sec-fetch-site': site }), self)).toEqual({ allowed: true })
  })

  it.each(['cross-site', 'same-site', '', 'Same-Origin', 'same-origin, cross-site', 'x'])(
    'refuses a request that a browser calls %j',
    (site) => {
      const headers = new Headers({ 'sec-fetch-site': site, origin: self })
      expect(checkCrossSite(headers, self)).toEqual({ allowed: false, header: 'sec-fetch-site', value: site })
    },
  )

  it("allows the site's own origin", () => {
    expect(checkCrossSite(new Headers({ origin: self }), self)).toEqual({ allowed: true })
  })

  it.each([
    'https://evil.test',
    'null',
    '',
    'HTTPS://SELF.TEST',
    'https://self.test.evil.test',
    'https://self.test:444',
    'https://self.test/',
    'http://self.test',
    'https://sub.self.test',
    'https://self.test, https://self.test',
    'https://self.test https://evil.test',
    'self.test',
  ])('refuses the origin %j', (origin) => {
    expect(checkCrossSite(new Headers({ origin }), self)).toEqual({
      allowed: false,
      header: 'origin',
      value: origin,
    })
  })

  it.each([
    undefined,
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/json',
    'text/plain;application/json',
    'application/json\t',
  ])('refuses another site with any content type, such as %j', (type) => {
    const headers = new Headers({ origin: 'https://evil.test' })
    if (type) headers.set('content-type', type)
    expect(checkCrossSite(headers, self).allowed).toBe(false)
  })

  it('refuses two origins', () => {
    const headers = new Headers({ origin: self })
    headers.append('origin', self)
    expect(checkCrossSite(headers, self).allowed).toBe(false)
  })

  it('allows a request that does not come from a browser', () => {
    expect(checkCrossSite(new Headers(), self)).toEqual({ allowed: true })
  })
})

describe('checkSocketOrigin()', () => {
  const judge = (headers: Record<string, string>, own = self): boolean =>
    checkSocketOrigin(new Headers(headers), own, ['https://app.example.org']).allowed

  it('allows this site, listed origins, and clients that are not browsers', () => {
    expect(judge({ origin: self, cookie: 'a=b' })).toBe(true)
    expect(judge({ origin: 'https://app.example.org', cookie: 'a=b' })).toBe(true)
    expect(judge({})).toBe(true)
  })

  it.each([
    'null',
    '',
    'https://evil.test',
    `${self}.evil.test`,
    `${self}/`,
    'https://b.app.example.org',
    'app.example.org',
  ])('refuses %j', (origin) => {
    expect(judge({ origin })).toBe(false)
    expect(judge({ origin, 'sec-fetch-site': 'same-origin' })).toBe(false)
  })

  it('refuses a request with cookies but without an origin', () => {
    expect(judge({ cookie: 'a=b' })).toBe(false)
  })

  it('says which origin it refuses, or that there is none', () => {
    const refusal = { allowed: false, header: 'origin' }
    expect(checkSocketOrigin(new Headers({ origin: 'https://evil.test' }), self)).toEqual({
      ...refusal,
      value: 'https://evil.test',
    })
    expect(checkSocketOrigin(new Headers({ cookie: 'a=b' }), self)).toEqual({ ...refusal, value: 'missing' })
  })

  it('allows an http site its own pages', () => {
    expect(judge({ origin: 'http://a.test', cookie: 'a=b' }, 'http://a.test')).toBe(true)
  })

  it('accepts https for an http site behind a proxy that terminates TLS, but not the reverse', () => {
    expect(judge({ origin: 'https://a.test' }, 'http://a.test')).toBe(true)
    expect(judge({ origin: 'http://a.test' }, 'https://a.test')).toBe(false)
  })
})

describe('isSafeMethod()', () => {
  it('treats all methods as unsafe, except three', () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS']) expect(isSafeMethod(method)).toBe(true)
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'QUERY', 'get', '']) {
      expect(isSafeMethod(method)).toBe(false)
    }
  })
})
