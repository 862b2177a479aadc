import { describe, expect, it } from 'vitest'
import { linearGrowth, measureGrowth } from '../fixtures/growth.ts'
import { type ProxyTrust, forwardedAddress, forwardedOrigin, toProxyTrust } from './forwarded.ts'

const list = (value: string): Headers => new Headers({ 'x-forwarded-for': value })
const forwarded = (value: string): Headers => new Headers({ forwarded: value })
const behind = (hops: number): ProxyTrust => ({ hops, header: 'forwarded' })

describe('forwardedAddress()', () => {
  it.each([
    ['1.1.1.1, 2.2.2.2', 0, '9.9.9.9'],
    ['1.1.1.1, 2.2.2.2', 1, '2.2.2.2'],
    ['1.1.1.1, 2.2.2.2', 2, '1.1.1.1'],
    ['1.1.1.1, 2.2.2.2', 5, '1.1.1.1'],
    ['1.1.1.1, 2001:db8::1', 1, '2001:db8::1'],
    ['<script>', 1, '9.9.9.9'],
    // An empty element counts for nothing, wherever it is.
    ['1.1.1.1,', 1, '1.1.1.1'],
    ['1.1.1.1 , ', 1, '1.1.1.1'],
    ['1.1.1.1, 2.2.2.2,\t,', 1, '2.2.2.2'],
    ['1.1.1.1, 2.2.2.2,,', 2, '1.1.1.1'],
    ['1.1.1.1,, 2.2.2.2', 2, '1.1.1.1'],
    ['1.1.1.1, , , 2.2.2.2', 2, '1.1.1.1'],
    [', 1.1.1.1', 1, '1.1.1.1'],
    [', 1.1.1.1', 2, '1.1.1.1'],
    [',,,', 1, '9.9.9.9'],
    // But what a visitor writes never takes the place of what a proxy has appended.
    ['1.1.1.1, ""', 1, '9.9.9.9'],
    ['1.1.1.1,,, unknown', 1, '9.9.9.9'],
    ['3.3.3.3,,,, 1.1.1.1, 2.2.2.2', 2, '1.1.1.1'],
    ['1.1.1.1x', 1, '9.9.9.9'],
    ['x1.1.1.1', 1, '9.9.9.9'],
    ['1', 1, '9.9.9.9'],
    ['1'.repeat(46), 1, '9.9.9.9'],
    ['::FFFF:1.1.1.1', 1, '1.1.1.1'],
    ['10.1.1.2:6000', 1, '10.1.1.2'],
    ['1.1.1.1, 10.1.1.2:6000', 1, '10.1.1.2'],
    ['10.1.1.2:6000, 2.2.2.2:1', 2, '10.1.1.2'],
    ['1.1.1.1 , 2.2.2.2 , 3.3.3.3', 2, '2.2.2.2'],
    ['1.1.1.1 , 2.2.2.2', 2, '1.1.1.1'],
    ['[2001:db8::1]:80', 1, '2001:db8::1'],
    ['"[2001:DB8::1]:80"', 1, '2001:db8::1'],
    ['"10.1.1.2"', 1, '10.1.1.2'],
    ['unknown', 1, '9.9.9.9'],
    ['1.1.1.1, unknown', 1, '9.9.9.9'],
    ['_hidden', 1, '9.9.9.9'],
    ['999.999.999.999', 1, '9.9.9.9'],
    ['example.org', 1, '9.9.9.9'],
    ['", 10.1.1.2', 1, '10.1.1.2'],
    ['"1.1.1.1, 10.1.1.2', 2, '9.9.9.9'],
  ])('reads "%s" behind %i proxies as %s', (header, hops, expected) => {
    expect(forwardedAddress(list(header), '9.9.9.9', { hops })).toBe(expected)
  })

  it('reads repeated lines as one list, also if some are empty', () => {
    const lines = (...values: string[]): Headers =>
      new Headers(values.map((value): [string, string] => ['x-forwarded-for', value]))
    expect(forwardedAddress(lines('1.1.1.1', '2.2.2.2'), '9.9.9.9', { hops: 1 })).toBe('2.2.2.2')
    expect(forwardedAddress(lines('1.1.1.1', '', '2.2.2.2'), '9.9.9.9', { hops: 2 })).toBe('1.1.1.1')
    expect(forwardedAddress(lines('1.1.1.1', ''), '9.9.9.9', { hops: 1 })).toBe('1.1.1.1')
  })

  it('returns the address of the connection without the header, even if it is unknown', () => {
    expect(forwardedAddress(new Headers(), '9.9.9.9', { hops: 1 })).toBe('9.9.9.9')
    expect(forwardedAddress(new Headers(), undefined, { hops: 1 })).toBeUndefined()
    expect(forwardedAddress(list('1.1.1.1'), undefined, { hops: 0 })).toBeUndefined()
    expect(forwardedAddress(new Headers(), 'a pipe', { hops: 1 })).toBe('a pipe')
  })

  it.each([0, 1])('gives the address of the connection in the same form behind %i proxies', (hops) => {
    expect(forwardedAddress(new Headers(), '::ffff:9.9.9.9', { hops })).toBe('9.9.9.9')
    expect(forwardedAddress(new Headers(), '2001:DB8:0::1', { hops })).toBe('2001:db8::1')
  })

  it.each([
    ['for=10.1.1.2', 1, '10.1.1.2'],
    ['for="10.1.1.2:6000"', 1, '10.1.1.2'],
    ['For=10.1.1.2:6000;Proto=https', 1, '10.1.1.2'],
    ['proto=https;by=203.0.113.43;for="[2001:db8::1]:4711"', 1, '2001:db8::1'],
    ['for="[2001:db8::1]"', 1, '2001:db8::1'],
    ['for="\\1.1.1.1"', 1, '1.1.1.1'],
    ['for=1.1.1.1, for=2.2.2.2;proto=http', 1, '2.2.2.2'],
    ['for=1.1.1.1, for=2.2.2.2', 2, '1.1.1.1'],
    ['for=1.1.1.1,for="2.2.2.2";a="b, for=3.3.3.3"', 1, '2.2.2.2'],
    ['for=1.1.1.1,for="2.2.2.2";a="b\\", for=3.3.3.3"', 1, '2.2.2.2'],
    ['for="1.1.1.1, for="2.2.2.2:80"', 1, '2.2.2.2'],
    ['", for=2.2.2.2', 1, '2.2.2.2'],
    ['\\", for=2.2.2.2', 1, '2.2.2.2'],
    ['for=unknown', 1, '9.9.9.9'],
    ['for="_hidden"', 1, '9.9.9.9'],
    ['for=999.999.999.999', 1, '9.9.9.9'],
    ['for=1.1.1.1;for=2.2.2.2', 1, '9.9.9.9'],
    ['for=1.1.1.1 for=2.2.2.2', 1, '9.9.9.9'],
    ['1.1.1.1', 1, '9.9.9.9'],
    ['proto=https', 1, '9.9.9.9'],
    ['for=', 1, '9.9.9.9'],
    ['for="1.1.1.1', 1, '9.9.9.9'],
    ['', 1, '9.9.9.9'],
    ['for=1.1.1.1,', 1, '1.1.1.1'],
    ['for=1.1.1.1,, for=2.2.2.2', 2, '1.1.1.1'],
  ])('reads the Forwarded header %s behind %i proxies as %s', (header, hops, expected) => {
    expect(forwardedAddress(forwarded(header), '9.9.9.9', behind(hops))).toBe(expected)
  })

  it('reads only the header that the proxies write', () => {
    const both = new Headers({ 'x-forwarded-for': '1.1.1.1', forwarded: 'for=2.2.2.2' })
    expect(forwardedAddress(both, '9.9.9.9', { hops: 1 })).toBe('1.1.1.1')
    expect(forwardedAddress(both, '9.9.9.9', behind(1))).toBe('2.2.2.2')
    expect(forwardedAddress(list('1.1.1.1'), '9.9.9.9', behind(1))).toBe('9.9.9.9')
    expect(forwardedAddress(forwarded('for=2.2.2.2'), '9.9.9.9', { hops: 1 })).toBe('9.9.9.9')
  })

  it('takes time in proportion to the list', () => {
    for (const part of [', ', '",', '\\"', 'a="', 'a=b;', '1.']) {
      for (const trust of [{ hops: 9 }, behind(9), behind(1)]) {
        const growth = measureGrowth((length) => {
          const headers = { get: () => part.repeat(length / part.length) }
          expect(forwardedAddress(headers, '9.9.9.9', trust)).toBe('9.9.9.9')
        })

        expect(growth, part).toBeLessThan(linearGrowth)
      }
    }
  })
})

describe('forwardedOrigin()', () => {
  const origin = 'http://inside:3000'

  it.each(['http', 'ws'])('lets a proxy say that an https site is reached over %s', (scheme) => {
    const headers = new Headers({ 'x-forwarded-proto': scheme })
    expect(forwardedOrigin({ headers }, 'https://a.test', { hops: 1 })).toBe('http://a.test')
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
    [{ 'x-forwarded-proto': 'https,', 'x-forwarded-host': ', example.org, ' }, 1, 'https://example.org'],
    [{ 'x-forwarded-host': 'a:99999' }, 1, origin],
    [{ 'x-forwarded-proto': 'wss' }, 1, 'https://inside:3000'],
    [{ 'x-forwarded-proto': 'ws' }, 1, origin],
    [{ forwarded: 'proto=https;host=example.org' }, 1, origin],
  ])('reads %j behind %i proxies as %s', (headers, hops, expected) => {
    expect(
      forwardedOrigin({ headers: new Headers(headers as Record<string, string>) }, origin, { hops }),
    ).toBe(expected)
  })

  it.each([
    ['for=1.1.1.1;proto=https;host=example.org', 1, 'https://example.org'],
    ['host="Example.org:8080";proto=https', 1, 'https://example.org:8080'],
    ['proto=https;host="example.org:443"', 1, 'https://example.org'],
    ['proto=https', 1, 'https://inside:3000'],
    ['host=evil.test;proto=https, host=example.org', 1, 'http://example.org'],
    ['host=example.org;proto=https, for=10.0.0.1;host=inside.test', 2, 'https://example.org'],
    ['proto=https;proto=http', 1, origin],
    ['host="a@evil"', 1, origin],
    ['proto="https://evil/?"', 1, origin],
    ['proto=wss', 1, 'https://inside:3000'],
  ])('reads the Forwarded header %s behind %i proxies as %s', (header, hops, expected) => {
    const headers = new Headers({ forwarded: header, 'x-forwarded-host': 'ignored.test' })
    expect(forwardedOrigin({ headers }, origin, behind(hops))).toBe(expected)
  })
})

describe('toProxyTrust()', () => {
  it('accepts a number of proxies, with or without the name of their header', () => {
    expect(toProxyTrust(2)).toEqual({ hops: 2 })
    expect(toProxyTrust(behind(1))).toEqual(behind(1))
    expect(toProxyTrust({ hops: 1, header: 'x-forwarded-for' }).header).toBe('x-forwarded-for')
  })

  it.each([true, null, -1, 1.5, 101, Number.NaN, { hops: '1' }, {}, { hops: 1, header: 'x-real-ip' }])(
    'refuses %j',
    (setting) => {
      expect(() => toProxyTrust(setting as ProxyTrust)).toThrow(/^trustProxy is .*\. Set /)
    },
  )
})

describe('the edges of trustProxy', () => {
  it.each([0, 1, 100])('accepts %i hops', (hops) => {
    expect(toProxyTrust(hops)).toEqual({ hops })
  })

  it.each([
    ['a quotation mark at the start only', '"1.1.1.12', '9.9.9.9'],
    ['a quotation mark at the end only', '21.1.1.1"', '9.9.9.9'],
    ['an address after an empty entry', ',1.1.1.1', '1.1.1.1'],
    ['a single quotation mark', '"', '9.9.9.9'],
    ['an empty quotation', '""', '9.9.9.9'],
    ['a quoted address', '"1.1.1.1"', '1.1.1.1'],
    ['a quoted comma, which separates nothing', '2.2.2.2, "1.1.1.1,3.3.3.3"', '9.9.9.9'],
    ['an escaped quotation mark before the comma', '"\\", 1.1.1.1', '1.1.1.1'],
  ])('reads %s', (_what, value, address) => {
    expect(forwardedAddress(list(value), '9.9.9.9', { hops: 1 })).toBe(address)
  })

  it('knows no address without a peer and without a report', () => {
    expect(forwardedAddress(new Headers(), undefined, { hops: 1 })).toBeUndefined()
    expect(forwardedAddress(list('1.1.1.1'), undefined, { hops: 0 })).toBeUndefined()
  })

  it.each([
    ['ws', 'http://a.example'],
    ['WSS', 'https://a.example'],
    ['gopher', 'http://a.example'],
  ])('takes the scheme %s for that of pages', (scheme, origin) => {
    const headers = new Headers({ 'x-forwarded-proto': scheme })
    expect(forwardedOrigin({ headers }, 'http://a.example', { hops: 1 })).toBe(origin)
  })

  it.each([
    ['http://Example.ORG:8080', 'http://example.org:8080'],
    ['http://example.org:80', 'http://example.org'],
    ['https://example.org:443', 'https://example.org'],
    ['https://example.org:80', 'https://example.org:80'],
    ['http://example.org:080', 'http://example.org'],
    ['http://[2001:DB8:0::1]:80', 'http://[2001:db8::1]'],
    ['http://a_b:3000', 'http://a_b:3000'],
  ])('writes %s as browsers do, with and without proxies', (sent, expected) => {
    expect(forwardedOrigin({ headers: new Headers() }, sent, { hops: 0 })).toBe(expected)
    expect(forwardedOrigin({ headers: new Headers() }, sent, { hops: 1 })).toBe(expected)
  })

  it('ignores a host with a final dot, which a server without a proxy refuses', () => {
    const headers = new Headers({ 'x-forwarded-host': 'example.org.' })
    expect(forwardedOrigin({ headers }, 'http://inside', { hops: 1 })).toBe('http://inside')
  })

  it('keeps what the proxies do not report', () => {
    expect(forwardedOrigin({ headers: new Headers() }, 'https://a.example:8443', { hops: 1 })).toBe(
      'https://a.example:8443',
    )
  })
})
