// The session options of a site.
import { describe, expect, it } from 'vitest'
import type { Sealer } from './sealer.ts'
import { createSessionConfig, type SessionOptions } from './session-config.ts'

const sealer: Sealer = { seal: (json) => json, unseal: () => undefined }

function configure(settings: SessionOptions, secure = true, base = '/') {
  return createSessionConfig(settings, { sealer, secure, base })
}

describe('createSessionConfig()', () => {
  it('names the cookie __Host-session in production, with every safe attribute', () => {
    expect(configure({}).cookie).toMatchObject({
      name: '__Host-session',
      attributes: '; Max-Age=1209540; Path=/; Secure; HttpOnly; SameSite=Lax',
      clearing: '__Host-session=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax',
    })
  })

  it('uses a plain name without Secure over http, as in development', () => {
    expect(configure({}, false).cookie).toMatchObject({
      name: 'session',
      attributes: '; Max-Age=1209540; Path=/; HttpOnly; SameSite=Lax',
    })
  })

  it('limits the cookie to the base path, with a __Secure- name', () => {
    const { name, attributes } = configure({}, true, '/app/').cookie

    expect(name).toBe('__Secure-session')
    expect(attributes).toContain('; Path=/app;')
    expect(configure({}, false, '/app/').cookie.name).toBe('session')
    expect(configure({}, true, '/a/b/').cookie.options.path).toBe('/a/b')
  })

  it('escapes the base path and ignores a relative one', () => {
    expect(configure({}, true, '/é b/').cookie.options.path).toBe('/%C3%A9%20b')
    expect(configure({}, true, './').cookie.options.path).toBe('/')
    expect(configure({}, true, '').cookie.options.path).toBe('/')
    expect(configure({}, true, 'https://cdn.test/app/').cookie.options.path).toBe('/')
  })

  it('applies the cookie settings of the site', () => {
    const cookie = { name: 'sid', path: '/x', sameSite: 'strict', domain: 'a.test', secure: false } as const

    expect(configure({ cookie }).cookie).toMatchObject({
      name: 'sid',
      attributes: '; Max-Age=1209540; Domain=a.test; Path=/x; HttpOnly; SameSite=Strict',
    })
    expect(configure({ cookie: { domain: 'a.test' } }).cookie.name).toBe('__Secure-session')
  })

  it('refuses cookie settings that contradict each other', () => {
    expect(() => configure({ cookie: { name: '__Host-x', path: '/x' } })).toThrow(/__Host-/)
    expect(() => configure({ cookie: { sameSite: 'none' } }, false)).toThrow(/secure: true/)
    expect(() => configure({ cookie: { domain: 'a; Path=/' } })).toThrow(/the domain is not a host name/)
  })

  it('refuses to list the sessions of a user without a store', () => {
    expect(() => configure({ user: () => 'anna' })).toThrow(
      'session.user: sessions in cookies cannot be listed. Set session.store, too.',
    )
  })

  it('refuses requests while the store is down, unless the site says otherwise', () => {
    expect(configure({}).whenDown).toBe('refuse')
    expect(configure({ whenDown: 'anonymous' }).whenDown).toBe('anonymous')
  })

  it('lasts 14 days by default', () => {
    expect(configure({})).toMatchObject({ ttlSeconds: 1_209_600, rolling: false, absoluteSeconds: undefined })
  })

  it.each([
    [90, 90],
    ['45s', 45],
    ['30m', 1800],
    ['12h', 43_200],
    ['14d', 1_209_600],
    ['2w', 1_209_600],
  ])('reads the lifetime %j', (ttl, seconds) => {
    expect(configure({ ttl, absolute: ttl })).toMatchObject({ ttlSeconds: seconds, absoluteSeconds: seconds })
  })

  it('lets the cookie expire a minute before the seal, unless the lifetime is shorter than that', () => {
    expect(configure({ ttl: 61 }).cookie.options.maxAge).toBe(1)
    expect(configure({ ttl: 60 }).cookie.options.maxAge).toBe(60)
  })

  it.each([0, -1, '0d'])('refuses the lifetime %j', (ttl) => {
    expect(() => configure({ ttl })).toThrow(/session\.ttl: .* is not above 0/)
    expect(() => configure({ absolute: ttl })).toThrow(/session\.absolute: .* is not above 0/)
  })

  it.each(['', 'soon', '14', '14 d', '-1d', '1.5h', '14D', 1.5, NaN, Infinity, 1e300])(
    'refuses %j, which is not a lifetime',
    (ttl) => {
      expect(() => configure({ ttl })).toThrow(/is not a lifetime\. Use whole seconds or a string/)
    },
  )
})
