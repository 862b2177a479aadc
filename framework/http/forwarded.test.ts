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
  ])('reads "%s" behind %i proxies as %s', (header, hops, expected) => {
    expect(forwardedAddress(list(header), '9.9.9.9', hops)).toBe(expected)
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

  it.each([
    [{ 'x-forwarded-proto': 'https', 'x-forwarded-host': 'example.org' }, 0, origin],
    [{ 'x-forwarded-proto': 'https', 'x-forwarded-host': 'example.org' }, 1, 'https://example.org'],
    [{ 'x-forwarded-proto': 'https' }, 1, 'https://inside:3000'],
    [{ 'x-forwarded-host': 'Example.org:8080' }, 1, 'http://example.org:8080'],
    [{ 'x-forwarded-proto': 'https', 'x-forwarded-host': 'example.org:443' }, 1, 'https://example.org'],
    [{ 'x-forwarded-host': 'evil.test, example.org' }, 1, 'http://example.org'],
    [{ 'x-forwarded-proto': 'https://evil/?' }, 1, origin],
    [{ 'x-forwarded-host': 'a@evil' }, 1, origin],
    [{ 'x-forwarded-host': 'a:99999' }, 1, origin],
  ])('reads %j behind %i proxies as %s', (headers, hops, expected) => {
    expect(forwardedOrigin(new Headers(headers as Record<string, string>), origin, hops)).toBe(expected)
  })
})
