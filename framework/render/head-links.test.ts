import { describe, expect, it } from 'vitest'
import { alternates, canonical } from './head-links.ts'

const from = new URL('https://example.org/notes?utm=x&page=2&page=3&q=a%20b#top')

describe('canonical()', () => {
  it('is the address without query and hash', () => {
    expect(canonical(from)).toEqual({ rel: 'canonical', href: 'https://example.org/notes' })
  })

  it('keeps the parameters that make it another page', () => {
    expect(canonical(from, { keep: ['q', 'page'] }).href).toBe(
      'https://example.org/notes?q=a+b&page=2&page=3',
    )
  })

  it('takes a path and the url of the page, or a whole URL', () => {
    expect(canonical('/Ä b?c', { from }).href).toBe('https://example.org/%C3%84%20b')
    expect(canonical('https://elsewhere.example/x#y').href).toBe('https://elsewhere.example/x')
  })

  it('leaves the url of the page alone', () => {
    canonical(from)
    expect(from.hash).toBe('#top')
  })

  it('refuses a path that it cannot complete', () => {
    expect(() => canonical('/x')).toThrow(/Pass the page's url/)
  })

  it.each([
    '\x01javascript:alert(1)',
    'java\tscript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'data:text/html,x',
    '//elsewhere.example/x',
    '/\\elsewhere.example/x',
    '/\t/elsewhere.example/x',
    'x',
    '',
    'https://',
  ])('refuses %j', (page) => {
    expect(() => canonical(page, { from })).toThrow(/^canonical\(\): .* is no address of a page/)
  })

  it('refuses a URL that is code', () => {
    expect(() => canonical(new URL('javascript:alert(1)'))).toThrow(/no address of a page/)
  })
})

describe('alternates()', () => {
  it('links to every language with whole addresses', () => {
    expect(
      alternates(
        { en: '/en/x', 'pt-BR': 'https://example.com.br/x', 'x-default': new URL('/x', from) },
        from,
      ),
    ).toEqual([
      { rel: 'alternate', hreflang: 'en', href: 'https://example.org/en/x' },
      { rel: 'alternate', hreflang: 'pt-BR', href: 'https://example.com.br/x' },
      { rel: 'alternate', hreflang: 'x-default', href: 'https://example.org/x' },
    ])
  })

  it('refuses what is no language tag', () => {
    expect(() => alternates({ en_US: '/x' }, from)).toThrow(/"en_US" is no language tag/)
  })

  it('refuses what is no address', () => {
    expect(() => alternates({ en: ' javascript:x' }, from)).toThrow(/^alternates\(\): .* no address/)
  })
})
