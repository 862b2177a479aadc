// Tests writing Set-Cookie lines.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CookieOptions, formatSetCookie } from './cookie.ts'

const characters = fc.nat(0x10ffff).map((code) => String.fromCodePoint(code))

describe('formatSetCookie()', () => {
  it('writes a bare cookie', () => {
    expect(formatSetCookie('a', 'b c;d')).toBe('a=b%20c%3Bd')
  })

  it('writes every attribute', () => {
    const options: CookieOptions = {
      path: '/app',
      domain: 'example.org',
      maxAge: 60,
      expires: new Date(0),
      secure: true,
      httpOnly: true,
      sameSite: 'strict',
      priority: 'high',
      partitioned: true,
    }

    expect(formatSetCookie('a', 'b', options)).toBe(
      'a=b; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Domain=example.org; Path=/app; ' +
        'Secure; HttpOnly; SameSite=Strict; Priority=High; Partitioned',
    )
  })

  it('leaves out what is false or undefined', () => {
    expect(formatSetCookie('a', 'b', { secure: false, path: undefined, maxAge: 0 })).toBe('a=b; Max-Age=0')
  })

  it('replaces a lone surrogate, which has no encoding', () => {
    expect(formatSetCookie('a', 'x\ud800')).toBe('a=x%EF%BF%BD')
  })

  it('accepts __Host- and __Secure- names that follow the rules', () => {
    expect(formatSetCookie('__Host-a', 'b', { secure: true, path: '/' })).toBe('__Host-a=b; Path=/; Secure')
    expect(formatSetCookie('__Secure-a', 'b', { secure: true, path: '/x' })).toBe(
      '__Secure-a=b; Path=/x; Secure',
    )
  })

  it('never lets a value end the pair', () => {
    fc.assert(
      fc.property(fc.string({ unit: characters }), (value) => {
        expect(formatSetCookie('a', value)).toMatch(/^a=[A-Za-z0-9\-_.!~*'()%]*$/)
      }),
      { numRuns: 50 },
    )
  })

  const injections = [
    'x; Domain=evil.test',
    'x\r\nSet-Cookie: a=b',
    'x\ny',
    'x\0y',
    'x\u007fy',
    'xéy',
    'x\ud800',
    'x;',
  ]

  it.each(injections)('refuses the name %j', (text) => {
    expect(() => formatSetCookie(text, 'b')).toThrow(TypeError)
  })

  it.each(['', ' ', 'a b', 'a=b', 'a,b', '"a"', 'a:b'])(
    'refuses the name %j, which is not a token',
    (name) => {
      expect(() => formatSetCookie(name, 'b')).toThrow(
        'the name is not a token. Use letters, digits, "-" and "_".',
      )
    },
  )

  it.each(injections)('refuses the path and the domain %j', (text) => {
    expect(() => formatSetCookie('a', 'b', { path: `/${text}` })).toThrow(
      'the path must start with "/" and be ASCII without ";".',
    )
    expect(() => formatSetCookie('a', 'b', { domain: text })).toThrow(
      'the domain is not a host name. Use ASCII (xn--…) without a port.',
    )
  })

  it.each(injections)('refuses the sameSite and the priority %j', (text) => {
    const lax = `Lax${text}` as 'lax'
    const high = `High${text}` as 'high'

    expect(() => formatSetCookie('a', 'b', { sameSite: lax })).toThrow(
      "sameSite is 'lax', 'strict' or 'none'.",
    )
    expect(() => formatSetCookie('a', 'b', { priority: high })).toThrow(
      "priority is 'low', 'medium' or 'high'.",
    )
    expect(() => formatSetCookie('a', 'b', { sameSite: 'constructor' as 'lax' })).toThrow(/sameSite is/)
  })

  it('refuses a cookie that browsers drop because it is too large, as it is sent', () => {
    expect(formatSetCookie('ab', 'x'.repeat(4094), { path: '/' })).toHaveLength(4096 + 1 + '; Path=/'.length)
    expect(() => formatSetCookie('ab', 'x'.repeat(4095))).toThrow(
      'cookie "ab": it has 4097 bytes, but browsers drop cookies of more than 4096. Store less.',
    )
    expect(() => formatSetCookie('ab', 'ü'.repeat(683))).toThrow('it has 4100 bytes')
  })

  it('refuses a lifetime that is not a whole number', () => {
    for (const maxAge of [1.5, NaN, Infinity, '60; Domain=evil.test' as unknown as number]) {
      expect(() => formatSetCookie('a', 'b', { maxAge })).toThrow(
        `cookie "a": maxAge is ${maxAge}. Use whole seconds.`,
      )
    }
  })

  it('accepts every date that browsers read, and domains with a leading dot', () => {
    for (const year of ['1601-01-01', '9999-12-31']) {
      expect(formatSetCookie('a', 'b', { expires: new Date(year) })).toContain('; Expires=')
    }
    expect(formatSetCookie('a', 'b', { domain: '.a-1.Test' })).toBe('a=b; Domain=.a-1.Test')
  })

  it('writes every sameSite and priority', () => {
    const write = (options: CookieOptions): string => formatSetCookie('a', 'b', options)
    expect(write({ sameSite: 'lax', priority: 'low' })).toBe('a=b; SameSite=Lax; Priority=Low')
    expect(write({ sameSite: 'none', secure: true })).toBe('a=b; Secure; SameSite=None')
    expect(write({ priority: 'medium' })).toBe('a=b; Priority=Medium')
  })

  it('refuses an invalid date', () => {
    expect(() => formatSetCookie('a', 'b', { expires: new Date('1600-12-31') })).toThrow(
      new TypeError('cookie "a": expires is not a date between 1601 and 9999.'),
    )
    expect(() => formatSetCookie('a', 'b', { expires: new Date(NaN) })).toThrow(/expires is not a date/)
    expect(() => formatSetCookie('a', 'b', { expires: new Date(8e15) })).toThrow(/expires is not a date/)
  })

  it('refuses a path that does not start with a slash, and an empty domain', () => {
    expect(() => formatSetCookie('a', 'b', { path: 'app' })).toThrow(/the path must start/)
    expect(() => formatSetCookie('a', 'b', { path: '' })).toThrow(/the path must start/)
    expect(() => formatSetCookie('a', 'b', { domain: '' })).toThrow(/the domain is not/)
    expect(() => formatSetCookie('a', 'b', { domain: 'a.test:80' })).toThrow(/the domain is not/)
    expect(() => formatSetCookie('a', 'b', { domain: 'a..b' })).toThrow(/the domain is not/)
  })

  it('refuses a __Host- cookie that is not secure, has a path other than /, or has a domain', () => {
    const rules = /needs secure: true, path: '\/' and no domain/

    expect(() => formatSetCookie('__Host-a', 'b', { path: '/' })).toThrow(rules)
    expect(() => formatSetCookie('__Host-a', 'b', { secure: true })).toThrow(rules)
    expect(() => formatSetCookie('__Host-a', 'b', { secure: true, path: '/x' })).toThrow(rules)
    expect(() => formatSetCookie('__host-a', 'b', { path: '/' })).toThrow(rules)
    expect(() => formatSetCookie('__Host-a', 'b', { secure: true, path: '/', domain: 'a.test' })).toThrow(
      rules,
    )
  })

  it('refuses attributes that browsers accept only with Secure', () => {
    expect(() => formatSetCookie('__SECURE-a', 'b')).toThrow(
      'a name that starts with __Secure- needs secure: true.',
    )
    expect(() => formatSetCookie('a', 'b', { sameSite: 'none' })).toThrow(
      "sameSite 'none' needs secure: true.",
    )
    expect(() => formatSetCookie('a', 'b', { partitioned: true })).toThrow('partitioned needs secure: true.')
  })

  it('names the cookie in the message, without its control characters', () => {
    expect(() => formatSetCookie('a\nb', 'c')).toThrow('cookie "a\\nb": the name is not a token')
  })
})
