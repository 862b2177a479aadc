import { describe, expect, it } from 'vitest'
import { linearGrowth, measureGrowth } from '../fixtures/growth.ts'
import { forwardedAddress, forwardedOrigin } from './forwarded.ts'

const list = (value: string): Headers => new Headers({ 'x-forwarded-for': value })

describe('forwardedAddress()', () => {
  it.each([
    ['1.1.1.1, 2.2.2.2', 0, '9.9.9.9'],
    ['1.1.1.1, 2.2.2.2', 1, '2.2.2.2'],
    ['1.1.1.1, 2.2.2.2', 2, '1.1.1.1'],
    ['1.1.1.1, 2.2.2.2', 5, '1.1.1.1'],
    ['1.1.1.1, 2001:db8::1', 1, '2001:db8::1'],
    ['<script>', 1, '9.9.9.9'],
    ['1.1.1.1,', 1, '9.9.9.9'],
    ['1.1.1.1x', 1, '9.9.9.9'],
    ['x1.1.1.1', 1, '9.9.9.9'],
    ['1', 1, '9.9.9.9'],
    ['1'.repeat(46), 1, '9.9.9.9'],
    ['::FFFF:1.1.1.1', 1, '::FFFF:1.1.1.1'],
  ])('reads "%s" behind %i proxies as %s', (header, hops, expected) => {
    expect(forwardedAddress(list(header), '9.9.9.9', hops)).toBe(expected)
  })

  it('returns the address of the connection without the header, even if it is unknown', () => {
    expect(forwardedAddress(new Headers(), '9.9.9.9', 1)).toBe('9.9.9.9')
    expect(forwardedAddress(new Headers(), undefined, 1)).toBeUndefined()
    expect(forwardedAddress(list('1.1.1.1'), undefined, 0)).toBeUndefined()
  })

  it('reads only the last 2,000 characters', () => {
    expect(forwardedAddress(list(`1.1.1.1,${' '.repeat(1999)}2.2.2.2`), '9.9.9.9', 9)).toBe('2.2.2.2')
  })

  it('takes time in proportion to the list', () => {
    const growth = measureGrowth((length) => {
      const headers = { get: () => ', '.repeat(length / 2) }
      expect(forwardedAddress(headers, '9.9.9.9', 1)).toBe('9.9.9.9')
    })

    expect(growth).toBeLessThan(linearGrowth)
  })
})

describe('forwardedOrigin()', () => {
  const origin = 'http://inside:3000'

  it('lets a proxy say that an https site is reached over http', () => {
    expect(forwardedOrigin(new Headers({ 'x-forwarded-proto': 'http' }), 'https://a.test', 1)).toBe(
      'http://a.test',
    )
  })

  it.each([
    [{ 'x-forwarded-proto': 'https', 'x-forwarded-host': 'example.org' }, 0, origin],
    [{ 'x-forwarded-proto': 'https', 'x-forwarded-host': 'example.org' }, 1, 'https://example.org'],
    [{ 'x-forwarded-proto': 'https' }, 1, 'https://inside:3000'],
    [{ 'x-forwarded-host': 'Example.org:8080' }, 1, 'http://example.org:8080'],
    [{ 'x-forwarded-proto': 'https', 'x-forwarded-host': 'example.org:443' }, 1, 'https://example.org'],
    [{ 'x-forwarded-host': 'evil.test, example.org' }, 1, 'http://example.org'],
    [{ 'x-forwarded-proto': 'https://evil/?' }, 1, origin],
    [{ 'x-forwarded-host': 'a@evil' }, 1, origin],
    [{ 'x-forwarded-proto': 'HTTPS' }, 1, 'https://inside:3000'],
    [{ 'x-forwarded-proto': 'ftp' }, 1, origin],
    [{ 'x-forwarded-host': 'a:80' }, 1, 'http://a'],
    [{ 'x-forwarded-host': 'a:443' }, 1, 'http://a:443'],
    [{ 'x-forwarded-host': 'a:8080' }, 1, 'http://a:8080'],
    [{ 'x-forwarded-proto': 'https', 'x-forwarded-host': 'a:80' }, 1, 'https://a:80'],
    [{ 'x-forwarded-proto': 'https', 'x-forwarded-host': 'a:4430' }, 1, 'https://a:4430'],
    [{ 'x-forwarded-proto': 'http, https' }, 1, 'https://inside:3000'],
    [{ 'x-forwarded-proto': 'https, http' }, 1, origin],
    [{ 'x-forwarded-proto': 'https, http' }, 2, 'https://inside:3000'],
    [{ 'x-forwarded-host': 'a:99999' }, 1, origin],
  ])('reads %j behind %i proxies as %s', (headers, hops, expected) => {
    expect(forwardedOrigin(new Headers(headers as Record<string, string>), origin, hops)).toBe(expected)
  })
})
