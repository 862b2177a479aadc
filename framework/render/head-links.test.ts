import { describe, expect, it } from 'vitest'
import { alternates, canonical } from './head-links.ts'

const from = new URL('https://example.org/notes?utm=x&page=2&page=3&q=a%20b#top')

describe('canonical()', () => {
  it('removes query and hash', () => {
    expect(canonical(from)).toEqual({ rel: 'canonical', href: 'https://example.org/notes' })
  })

  it('keeps the listed query parameters', () => {
    expect(canonical(from, { keep: ['q', 'page'] }).href).toBe(
      'https://example.org/notes?q=a+b&page=2&page=3',
    )
  })

  it('accepts a path with the url of the page, or an absolute URL', () => {
    expect(canonical('/Ä b?c', { from }).href).toBe('https://example.org/%C3%84%20b')
    expect(canonical('https://elsewhere.example/x#y').href).toBe('https://elsewhere.example/x')
  })

  it('does not change the url of the page', () => {
    canonical(from)
    expect(from.hash).toBe('#top')
  })

  it('refuses a path without the url of the page', () => {
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
    expect(() => canonical(page, { from })).toThrow(/^canonical\(\): .* is not the URL of a page/)
  })

  it('refuses a URL that is code', () => {
    expect(() => canonical(new URL('javascript:alert(1)'))).toThrow(/not the URL of a page/)
  })
})

describe('alternates()', () => {
  it('links to every language with absolute URLs', () => {
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

  it('refuses an invalid language tag', () => {
    expect(() => alternates({ en_US: '/x' }, from)).toThrow(/"en_US" is not a language tag/)
  })

  it('refuses an invalid URL', () => {
    expect(() => alternates({ en: ' javascript:x' }, from)).toThrow(/^alternates\(\): .* not the URL/)
  })
})
