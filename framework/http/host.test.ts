import { describe, expect, it } from 'vitest'
import { isAllowedHost, parseHost } from './host.ts'

describe('parseHost()', () => {
  it.each([
    ['example.org', 'example.org', undefined],
    ['Example.ORG:8080', 'example.org', 8080],
    ['localhost:3000', 'localhost', 3000],
    ['a_b.internal', 'a_b.internal', undefined],
    ['127.0.0.1:1', '127.0.0.1', 1],
    ['[::1]:65535', '[::1]', 65535],
    ['[2001:DB8::1]', '[2001:db8::1]', undefined],
    ['[0:0:0:0:0:0:0:1]', '[::1]', undefined],
    ['example.org.', 'example.org.', undefined],
    ['xn--mnchen-3ya.de', 'xn--mnchen-3ya.de', undefined],
    ['3d.example', '3d.example', undefined],
  ])('reads %s', (header, hostname, port) => {
    expect(parseHost(header)).toEqual(port === undefined ? { hostname } : { hostname, port })
  })

  it.each([
    undefined,
    '',
    ' ',
    'a/../x',
    'a?x',
    'a#x',
    'a@evil',
    'user:pass@a',
    'a b',
    'a\tb',
    'a:99999',
    'a:65536',
    'a:0',
    'a:',
    'a:-1',
    'a:8o',
    'a:80:80',
    ':80',
    '[::1',
    '::1',
    '[::1]x',
    '[::1]]',
    '[]',
    '[::g]',
    '[1:2]',
    '[fe80::1%25eth0]',
    '"><script>',
    'a,b',
    'a, b',
    'a\\b',
    'a%2fb',
    'münchen.de',
    '.',
    '.a',
    'a..b',
    '1.2.3.999',
    '127.1',
    '0x7f.1',
    '017700000001',
    '2130706433',
    'a.1',
  ])('refuses %j', (header) => {
    expect(parseHost(header)).toBeUndefined()
  })

  it('accepts malformed Punycode only where a URL does, which depends on the version of Node', () => {
    for (const name of ['xn--a', 'xn--', 'a.xn--.b']) {
      const hostname = URL.canParse(`http://${name}`) ? new URL(`http://${name}`).hostname : undefined
      expect(parseHost(name)).toEqual(hostname === undefined ? undefined : { hostname })
    }
  })

  it('reads a name of the greatest length, with its port', () => {
    const name = `${'a'.repeat(63)}.`.repeat(3) + 'a'.repeat(61)
    expect(parseHost(`${name}.:65535`)).toEqual({ hostname: `${name}.`, port: 65535 })
    expect(parseHost('a'.repeat(260))).toEqual({ hostname: 'a'.repeat(260) })
    expect(parseHost('a'.repeat(261))).toBeUndefined()
  })

  it('refuses a name that is too long', () => {
    expect(parseHost('a'.repeat(8192))).toBeUndefined()
    expect(parseHost(`${'a.'.repeat(200)}a`)).toBeUndefined()
  })

  it('gives only host names that a URL leaves unchanged', () => {
    for (const header of [
      'a',
      'A.b:9',
      '[::ffff:127.0.0.1]',
      '1.2.3.4.',
      'a-.b_',
      '0.0.0.0',
      '-',
      '_',
      '1a.x',
    ]) {
      const host = parseHost(header)
      expect(new URL(`http://${host?.hostname}/`).hostname, header).toBe(host?.hostname)
    }
  })
})

describe('isAllowedHost()', () => {
  const allowed = ['example.org', '.apps.test', 'Other.Test:8080', '[::1]', 'fe80::1']

  it.each([
    'example.org',
    'EXAMPLE.org',
    'example.org.',
    'a.apps.test',
    'a.b.apps.test',
    'other.test',
    '[::1]',
    '[fe80::1]',
  ])('allows %s', (hostname) => expect(isAllowedHost(hostname, allowed)).toBe(true))

  it.each([
    'www.example.org',
    'notexample.org',
    'example.org.evil.test',
    'apps.test',
    'evilapps.test',
    'test',
    '[::2]',
  ])('refuses %s', (hostname) => expect(isAllowedHost(hostname, allowed)).toBe(false))

  it.each([
    [' Example.org ', 'example.org'],
    ['example.org.:443', 'example.org'],
    ['example.org:', 'example.org:'],
    ['[::1]:8080', '[::1]'],
    ['[0:0:0:0:0:0:0:1]', '[::1]'],
    ['::1', '[::1]'],
    ['.example.org.', 'a.example.org.'],
  ])('takes the entry %j for %s', (entry, hostname) => {
    expect(isAllowedHost(hostname, [entry])).toBe(true)
  })

  it('compares an entry that is not an address literally', () => {
    expect(isAllowedHost('[::g]', ['[::g]:1'])).toBe(true)
    expect(isAllowedHost('[::1]', ['[::g]'])).toBe(false)
  })

  it('refuses everything when nothing is allowed', () => {
    expect(isAllowedHost('localhost', [])).toBe(false)
  })
})

describe('unusual spellings', () => {
  it.each([
    ['a.1x', true],
    ['a.0x7f', false],
    ['127.1', false],
    ['[::1', false],
    ['a[::1]', false],
    ['1.2.3.4x', true],
  ])('parseHost(%j)', (host, isValid) => {
    expect(parseHost(host) !== undefined).toBe(isValid)
  })

  it.each([
    ['a:8080.example', 'a', false],
    ['a:8080.example', 'a.example', false],
    ['EXAMPLE.org', 'example.org', true],
    [' example.org:80 ', 'example.org', true],
    ['::1', '[::1]', true],
    ['[0:0:0:0:0:0:0:1]:80', '[::1]', true],
  ])('the allowed host %j and %s', (allowed, hostname, expected) => {
    expect(isAllowedHost(hostname, [allowed])).toBe(expected)
  })
})
