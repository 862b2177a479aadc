import { describe, expect, it } from 'vitest'
import { createClientCookies } from './client-cookies.ts'

describe('createClientCookies()', () => {
  it('sends back a cookie exactly as it was set', () => {
    const cookies = createClientCookies()
    cookies.store(['a=1; HttpOnly; SameSite=Lax', 'b=%C3%A9%20x; Secure'], '/')

    expect(cookies.format('/any/where')).toBe('a=1; b=%C3%A9%20x')
    expect(cookies.get('b')).toBe('é x')
  })

  it('has nothing to send at first', () => {
    expect(createClientCookies().format('/')).toBeUndefined()
  })

  it('replaces a cookie with the same name and path', () => {
    const cookies = createClientCookies()
    cookies.store(['a=1; Path=/', 'b=2; Path=/', 'a=3; Path=/'], '/')

    expect(cookies.format('/')).toBe('a=3; b=2')
  })

  it.each([
    ['/app', '/app', true],
    ['/app', '/app/', true],
    ['/app', '/app/deep', true],
    ['/app', '/apple', false],
    ['/app', '/', false],
    ['/app/', '/app', false],
    ['/', '/app', true],
  ])('sends a cookie for %s to %s: %s', (path, pathname, isSent) => {
    const cookies = createClientCookies()
    cookies.store([`a=1; Path=${path}`], '/')

    expect(cookies.format(pathname) === 'a=1').toBe(isSent)
  })

  it('stores a cookie without a path for the folder of the request', () => {
    const cookies = createClientCookies()
    cookies.store(['a=1'], '/notes/new')
    cookies.store(['b=1; Path=relative'], '/top')

    expect(cookies.format('/notes/7')).toBe('a=1; b=1')
    expect(cookies.format('/other')).toBe('b=1')
  })

  it('sends the cookie with the longer path first', () => {
    const cookies = createClientCookies()
    cookies.store(['a=short; Path=/', 'a=long; Path=/app'], '/')

    expect(cookies.format('/app')).toBe('a=long; a=short')
    expect(cookies.get('a')).toBe('long')
  })

  it.each(['a=; Max-Age=0', 'a=1; Max-Age=-1', 'a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT'])(
    'forgets a cookie at %s',
    (line) => {
      const cookies = createClientCookies()
      cookies.store(['a=1', line], '/')

      expect(cookies.get('a')).toBeUndefined()
      expect(cookies.format('/')).toBeUndefined()
    },
  )

  it('keeps a cookie when one with another path is deleted', () => {
    const cookies = createClientCookies()
    cookies.store(['a=1; Path=/', 'a=; Path=/app; Max-Age=0'], '/')

    expect(cookies.get('a')).toBe('1')
  })

  it('expires cookies', () => {
    let time = Date.UTC(2026, 0, 1)
    const cookies = createClientCookies(() => time)
    cookies.store(['a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'b=1; Max-Age=soon', 'c=1'], '/')
    cookies.store(['d=1; Expires=Fri, 02 Jan 2026 00:00:00 GMT'], '/')
    expect(cookies.format('/')).toBe('a=1; b=1; c=1; d=1')

    time += 60_000
    expect(cookies.format('/')).toBe('b=1; c=1; d=1')
    time += 86_400_000
    expect(cookies.format('/')).toBe('b=1; c=1')
  })

  it('forgets a cookie in the very moment at which it expires', () => {
    let time = 0
    const cookies = createClientCookies(() => time)
    cookies.store(['a=1; Max-Age=1', 'b=1; Max-Age=5x', 'c=1; Max-Age=x5', 'd=1; Expires=never'], '/')
    time = 999
    expect(cookies.get('a')).toBe('1')
    time = 1000
    expect(cookies.format('/')).toBe('b=1; c=1; d=1')
  })

  it('trims names, values and attributes', () => {
    const cookies = createClientCookies()
    cookies.store([' a = 1 ; Secure ; PATH = /x ', 'b=1; Path'], '/y/z')

    expect(cookies.format('/x')).toBe('a=1')
    expect(cookies.format('/y')).toBe('b=1')
  })

  it('encodes a cookie that a test sets, for the whole site or for a path', () => {
    const cookies = createClientCookies()
    cookies.set('a', 'x; y=é')
    cookies.set('b', '1', '/app')

    expect(cookies.format('/')).toBe('a=x%3B%20y%3D%C3%A9')
    expect(cookies.get('a')).toBe('x; y=é')
    expect(cookies.format('/app')).toBe('b=1; a=x%3B%20y%3D%C3%A9')
  })

  it('clears one name, or all', () => {
    const cookies = createClientCookies()
    cookies.store(['a=1', 'a=2; Path=/x', 'b=1'], '/')

    cookies.clear('a')
    expect(cookies.format('/x')).toBe('b=1')
    cookies.clear()
    expect(cookies.format('/x')).toBeUndefined()
  })

  it('is independent of its copies', () => {
    const cookies = createClientCookies()
    cookies.set('a', '1')
    const copy = cookies.copy()
    copy.set('a', '2')
    cookies.set('b', '1')

    expect([cookies.get('a'), cookies.get('b')]).toEqual(['1', '1'])
    expect([copy.get('a'), copy.get('b')]).toEqual(['2', undefined])
  })

  it('ignores lines that are not cookies, and keeps values that do not decode', () => {
    const cookies = createClientCookies()
    cookies.store(['nothing', '=x', '; Path=/', 'a=%E0%A4%A', 'b=x=y=='], '/')

    expect(cookies.format('/')).toBe('a=%E0%A4%A; b=x=y==')
    expect(cookies.get('a')).toBe('%E0%A4%A')
  })
})

describe('the expiry and the path of a stored cookie', () => {
  it('drops a cookie at the moment when it expires, also one that is already stored', () => {
    let time = 1_000_000
    const cookies = createClientCookies(() => time)
    cookies.store(
      ['a=1; Max-Age=10', `b=2; Expires=${new Date(1_005_000).toUTCString()}`, 'c=3; Max-Age=soon'],
      '/',
    )
    time = 1_005_000
    expect(cookies.format('/')).toBe('a=1; c=3')
    time = 1_010_000
    expect(cookies.format('/')).toBe('c=3')
    cookies.store(['c=; Max-Age=0'], '/')
    expect(cookies.format('/')).toBeUndefined()
  })

  it('sends a cookie last that was deleted and set again', () => {
    const cookies = createClientCookies()
    cookies.store(['a=1', 'b=2', 'a=; Max-Age=0', 'a=3'], '/')
    expect(cookies.format('/')).toBe('b=2; a=3')
  })

  it('has one cookie for the whole site, however it was set', () => {
    const cookies = createClientCookies()
    cookies.store(['a=1; Path=/'], '/deep/page')
    cookies.set('a', '2')
    expect(cookies.format('/')).toBe('a=2')
    cookies.store(['a=3'], '/page')
    expect(cookies.format('/')).toBe('a=3')
  })

  it('keeps an equals sign in a path', () => {
    const cookies = createClientCookies()
    cookies.store(['a=1; Path=/x=y=z'], '/')
    expect(cookies.format('/x=y=z')).toBe('a=1')
    expect(cookies.format('/x')).toBeUndefined()
  })

  it('ignores lines without a name', () => {
    const cookies = createClientCookies()
    cookies.store(['=1', 'a', '', ' =2'], '/')
    expect(cookies.format('/')).toBeUndefined()
  })

  it('sets a cookie for the whole site', () => {
    const cookies = createClientCookies()
    cookies.set('a', '1')
    cookies.store(['b=2', 'c=3; Path', 'd=4; Path=x'], '/deep/page')
    expect(cookies.format('/')).toBe('a=1')
    expect(cookies.format('/deep/other')).toBe('b=2; c=3; d=4; a=1')
  })
})
