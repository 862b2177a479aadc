// Tests that ctx.cookies reads what a browser would send next.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CookieOptions } from '../../http/cookie.ts'
import { createClientCookies } from '../../http/client-cookies.ts'
import { parseCookies } from '../../http/cookie.ts'
import { type CookieJar, createCookieJar } from './cookie-jar.ts'

const hooks = { onUse() {}, assertWritable() {} }

function open(pathname = '/app/notes', header: string | null = null, host = 'www.site.test'): CookieJar {
  return createCookieJar(() => header, { hostname: () => host, pathname }, { path: '/', secure: true }, hooks)
}

describe('createCookieJar()', () => {
  it.each([
    ['www.site.test', 'site.test', true],
    ['www.site.test', '.Site.test', true],
    ['site.test', 'site.test', true],
    ['localhost', 'localhost', true],
    ['127.0.0.1', '127.0.0.1', true],
    ['www.site.test', 'other.test', false],
    ['www.site.test', 'e.test', false],
    ['site.test', 'www.site.test', false],
    ['127.0.0.1', '0.0.1', false],
    ['localhost', 'site.test', false],
  ])('on %s, reads a cookie that it has set for %s: %s', (host, domain, isRead) => {
    const jar = open('/', 'a=received', host)
    jar.set('a', 'written', { domain })
    expect(jar.get('a')).toBe(isRead ? 'written' : 'received')

    jar.delete('a', { domain })
    expect(jar.get('a')).toBe(isRead ? undefined : 'received')
    expect(jar.lines()).toHaveLength(1)
  })

  it('reads the cookie with the longest path that browsers send to this URL', () => {
    const jar = open()
    jar.set('a', 'notes', { path: '/app/notes' })
    jar.set('a', 'root')
    jar.set('a', 'other', { path: '/other' })
    jar.set('a', 'below', { path: '/app/notes/7' })
    jar.set('a', 'similar', { path: '/app/note' })

    expect(jar.get('a')).toBe('notes')
    expect(jar.lines()).toHaveLength(5)
    jar.delete('a', { path: '/app/notes' })
    expect(jar.get('a')).toBe('root')
    jar.delete('a')
    expect(jar.get('a')).toBeUndefined()
  })

  it('keeps what the browser sent if a write is for another path', () => {
    const jar = open('/app/notes', 'a=sent')
    jar.set('a', 'other', { path: '/other' })
    jar.delete('a', { path: '/other/b' })
    expect(jar.get('a')).toBe('sent')

    jar.set('a', 'own')
    expect(jar.get('a')).toBe('own')
    jar.delete('a')
    expect(jar.get('a')).toBeUndefined()
  })

  it.each([
    { maxAge: 0 },
    { maxAge: -1 },
    { expires: new Date(0) },
    { maxAge: 0, expires: new Date('2999-01-01') },
  ])('reads a cookie that is set with %o as removed', (options) => {
    const jar = open('/app/notes', 'a=sent')
    jar.set('a', 'x', options)

    expect(jar.get('a')).toBeUndefined()
  })

  it('reads a cookie that maxAge keeps, although it has expired', () => {
    const jar = open()
    jar.set('a', 'x', { maxAge: 60, expires: new Date(0) })

    expect(jar.get('a')).toBe('x')
  })

  it('agrees with the jar of the test client after any writes', () => {
    const path = fc.constantFrom('/', '/app', '/app/', '/app/notes', '/app/notes/', '/ap', '/b')
    const write = fc.record({ path, value: fc.constantFrom('1', '2', '3', undefined) })
    fc.assert(
      fc.property(fc.array(write, { maxLength: 6 }), path, (writes, pathname) => {
        const jar = open(pathname)
        for (const { path, value } of writes) {
          const options: CookieOptions = { path }
          if (value === undefined) jar.delete('a', options)
          else jar.set('a', value, options)
        }
        const browser = createClientCookies()
        browser.store(jar.lines(), pathname)

        expect(jar.get('a')).toBe(parseCookies(browser.format(pathname)).get('a'))
      }),
      { numRuns: 500 },
    )
  })
})

const defaults = { path: '/app', secure: true }
const appUrl = { hostname: () => 'www.site.test', pathname: '/app' }

function openSent(header: string | null): CookieJar {
  return createCookieJar(() => header, appUrl, defaults, hooks)
}

describe('The cookies of a response', () => {
  it('sends a cookie with the strictest attributes that the site allows', () => {
    const cookies = openSent(null)
    cookies.set('a', '1')

    expect(cookies.lines()).toEqual(['a=1; Path=/app; Secure; HttpOnly; SameSite=Lax'])
  })

  it('leaves Secure and Path out where there is no default', () => {
    const cookies = createCookieJar(() => null, appUrl, {}, hooks)
    cookies.set('a', '1')

    expect(cookies.lines()).toEqual(['a=1; HttpOnly; SameSite=Lax'])
  })

  it('lets options override the defaults, but not options that are undefined', () => {
    const cookies = openSent(null)
    cookies.set('a', '1', { path: '/', httpOnly: false, sameSite: 'strict', secure: undefined })

    expect(cookies.lines()).toEqual(['a=1; Path=/; Secure; SameSite=Strict'])
  })

  it('reads its own changes, and else what the visitor sent', () => {
    const cookies = openSent('a=1; b=2; c=3')
    cookies.set('b', 'new')
    cookies.delete('c')

    expect(['a', 'b', 'c', 'd'].map((name) => cookies.get(name))).toEqual(['1', 'new', undefined, undefined])
    cookies.set('c', 'back')
    expect(cookies.get('c')).toBe('back')
  })

  it('removes a cookie with the attributes with which it was set', () => {
    const cookies = openSent('a=1')
    cookies.delete('a', { path: '/x', domain: 'a.test', maxAge: 60 })

    expect(cookies.lines()).toEqual(['a=; Max-Age=0; Domain=a.test; Path=/x; Secure; HttpOnly; SameSite=Lax'])
  })

  it('sends the last change for each name, path and domain', () => {
    const cookies = openSent(null)
    cookies.set('a', '1')
    cookies.set('a', '2', { path: '/x' })
    cookies.set('a', '3', { domain: 'a.test' })
    cookies.set('b', '4')
    cookies.set('a', '5')

    expect(cookies.lines().map((line) => line.slice(0, 3))).toEqual(['a=5', 'a=2', 'a=3', 'b=4'])
  })

  it('changes nothing once the response has started', () => {
    const cookies = createCookieJar(() => 'a=1', appUrl, defaults, {
      ...hooks,
      assertWritable() {
        throw new Error('too late')
      },
    })

    expect(() => cookies.set('a', '2')).toThrow('too late')
    expect(() => cookies.delete('a')).toThrow('too late')
    expect(cookies.get('a')).toBe('1')
    expect(cookies.lines()).toEqual([])
  })
})
