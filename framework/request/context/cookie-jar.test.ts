// Tests that ctx.cookies reads what a browser would send next.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CookieOptions } from '../../http/cookie.ts'
import { createClientCookies } from '../../http/client-cookies.ts'
import { parseCookies } from '../../http/cookie.ts'
import { type CookieJar, createCookieJar } from './cookie-jar.ts'

function open(pathname = '/app/notes', header: string | null = null): CookieJar {
  return createCookieJar(header, pathname, { path: '/', secure: true }, () => {})
}

describe('createCookieJar()', () => {
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
