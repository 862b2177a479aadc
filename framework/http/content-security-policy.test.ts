import { describe, expect, it } from 'vitest'
import {
  type CspOptions,
  allowSources,
  changeCsp,
  defaultCsp,
  findCspProblem,
  formatCsp,
} from './content-security-policy.ts'

const withNonce = (changes: CspOptions): string => formatCsp(changeCsp({}, changes)).withNonce('N')

describe('formatCsp()', () => {
  it('allows sources of this site, and nothing inline except style attributes', () => {
    expect(formatCsp(defaultCsp).plain).toBe(
      "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'",
    )
  })

  it('adds the nonce for scripts and styles', () => {
    expect(formatCsp(defaultCsp).withNonce('N')).toContain(
      "default-src 'self'; script-src 'self' 'nonce-N'; style-src 'self' 'nonce-N'; style-src-attr",
    )
  })

  it.each<[string, CspOptions, string]>([
    [
      'beside any sources',
      { 'script-src': 'https://a.example', 'style-src': [] },
      "script-src https://a.example 'nonce-N'; style-src 'nonce-N'",
    ],
    [
      "in place of 'none'",
      { 'script-src': "'none'", 'style-src': "'none'" },
      "script-src 'nonce-N'; style-src 'nonce-N'",
    ],
    [
      'where the missing directives fall back to',
      { 'default-src': "'self'", 'style-src': "'self'" },
      "default-src 'self' 'nonce-N'; style-src 'self' 'nonce-N'",
    ],
    [
      'in the directives for elements',
      { 'script-src': 'a:', 'style-src': 'a:', 'script-src-elem': 'b:' },
      "script-src a: 'nonce-N'; style-src a: 'nonce-N'; script-src-elem b: 'nonce-N'",
    ],
    [
      'not where it would switch off what the site asked for',
      { 'script-src': "'unsafe-inline' 'strict-dynamic'", 'style-src': ["'self'", "'unsafe-inline'"] },
      "script-src 'unsafe-inline' 'strict-dynamic' 'nonce-N'; style-src 'self' 'unsafe-inline'",
    ],
    ['nowhere if nothing is restricted', { 'img-src': "'self'" }, "img-src 'self'"],
  ])('puts the nonce %s', (_, changes, expected) => {
    expect(withNonce(changes)).toBe(expected)
  })
})

describe('changeCsp()', () => {
  it('replaces, adds and removes directives', () => {
    const changes: CspOptions = {
      'img-src': ["'self'", 'https://images.example'],
      'frame-src': 'https://a.example https://b.example',
      'form-action': false,
      'upgrade-insecure-requests': true,
    }

    const { plain } = formatCsp(changeCsp(defaultCsp, changes))
    expect(plain).toContain("img-src 'self' https://images.example; font-src")
    expect(plain).toContain('frame-src https://a.example https://b.example; upgrade-insecure-requests')
    expect(plain).not.toContain('form-action')
  })
})

describe('allowSources()', () => {
  it('starts from default-src when a directive is missing', () => {
    expect(allowSources({ 'default-src': ["'self'"] }, { 'connect-src': ['ws:'] })).toEqual({
      'default-src': ["'self'"],
      'connect-src': ["'self'", 'ws:'],
    })
    expect(allowSources({ 'connect-src': ["'none'"] }, { 'connect-src': ['ws:'] })).toEqual({
      'connect-src': ['ws:'],
    })
  })

  it('does not restrict an unrestricted directive', () => {
    expect(allowSources({ 'img-src': ['data:'] }, { 'connect-src': ['ws:'] })).toEqual({
      'img-src': ['data:'],
    })
  })
})

describe('findCspProblem()', () => {
  it('accepts sources of every kind', () => {
    const sources = [
      "'self'",
      'https:',
      'https://*.example.org:8443/a/b?c',
      "'sha256-B2yPHKaXnvFWtRChIbabYmUBFZdVfKKXHbWtWidDVF8='",
      'data:',
    ]
    expect(findCspProblem({ 'img-src': sources, sandbox: true, 'font-src': false })).toBe(undefined)
  })

  it.each<[string, unknown, RegExp]>([
    ['a keyword without quotes', 'self', /^img-src: self .* "'self'"/],
    ['a source that would end the directive', 'a.example;script-src', /not allowed in a source/],
    ['a source that would end the policy', ['a.example,script-src *'], /not allowed in a source/],
    ['a line break', 'a.example\r\nset-cookie:x', /not allowed in a source/],
    ['a letter beyond ASCII', 'https://bücher.example', /not allowed in a source/],
    ['a fixed nonce', "'nonce-abc'", /protects nothing/],
    ['a value that is not text', [7], /^img-src is neither/],
    ['null', null, /^img-src is neither/],
  ])('refuses %s', (_, value, expected) => {
    expect(findCspProblem({ 'img-src': value } as CspOptions)).toMatch(expected)
  })
})
