import { describe, expect, it } from 'vitest'
import {
  type CspOptions,
  allowInline,
  allowSources,
  allowStyles,
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
      { 'script-src': 'a:', 'style-src': 'a:', 'script-src-elem': 'b:', 'style-src-elem': 'c:' },
      "script-src a: 'nonce-N'; style-src a: 'nonce-N'; script-src-elem b: 'nonce-N'; style-src-elem c: 'nonce-N'",
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
      'frame-src': 'https://a.example  https://b.example',
      'form-action': false,
      'upgrade-insecure-requests': true,
    }

    const { plain } = formatCsp(changeCsp(defaultCsp, changes))
    expect(plain).toContain("img-src 'self' https://images.example; font-src")
    expect(plain).toMatch(/frame-src https:\/\/a.example https:\/\/b.example; upgrade-insecure-requests$/)
    expect(plain).not.toContain('form-action')
  })

  it('leaves a directive without a value as it is', () => {
    const changes = { 'img-src': undefined } as unknown as CspOptions
    expect(changeCsp(defaultCsp, changes)).toEqual(defaultCsp)
    expect(findCspProblem(changes)).toBeUndefined()
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
      'self.example',
      'https://a.example/none',
      "https://a.example/?'nonce-1'",
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
    ['an array that is only partly text', ["'self'", 7], /^img-src is neither/],
    ['null', null, /^img-src is neither/],
  ])('refuses %s', (_, value, expected) => {
    expect(findCspProblem({ 'img-src': value } as CspOptions)).toMatch(expected)
  })
})

describe('allowStyles()', () => {
  const hashes = ['sha256-a', 'sha256-b']

  it.each([
    [
      'beside other sources',
      { 'style-src': ["'self'"] },
      { 'style-src': ["'self'", "'sha256-a'", "'sha256-b'"] },
    ],
    ['in place of none', { 'style-src': ["'none'"] }, { 'style-src': ["'sha256-a'", "'sha256-b'"] }],
    [
      'in a copy of the default',
      { 'default-src': ["'self'"] },
      { 'default-src': ["'self'"], 'style-src': ["'self'", "'sha256-a'", "'sha256-b'"] },
    ],
    [
      'without any restriction',
      { 'img-src': ['data:'] },
      { 'img-src': ['data:'], 'style-src': ["'sha256-a'", "'sha256-b'"] },
    ],
  ])('adds hashes %s', (_where, sources, expected) => {
    expect(allowStyles(sources, hashes)).toEqual(expected)
  })

  it.each([{ 'style-src': ["'unsafe-inline'"] }, { 'default-src': ["'self'", "'unsafe-inline'"] }])(
    'changes nothing where all inline styles are allowed: %j',
    (sources) => {
      expect(allowStyles(sources, hashes)).toBe(sources)
    },
  )

  it('prefers style-src to default-src', () => {
    const sources = { 'default-src': ["'unsafe-inline'"], 'style-src': ["'self'"] }
    expect(allowStyles(sources, ['x'])['style-src']).toEqual(["'self'", "'x'"])
  })
})

describe('allowInline()', () => {
  const script = { 'script-src': ["'sha256-s'"] }
  const style = { 'style-src': ["'sha256-t'"] }

  it.each([
    ['script-src', { 'script-src': ["'self'"] }, script, { 'script-src': ["'self'", "'sha256-s'"] }],
    ['style-src', { 'style-src': ["'none'"] }, style, { 'style-src': ["'sha256-t'"] }],
    [
      'scripts only',
      { 'script-src': ["'self'"], 'style-src': ["'self'"] },
      script,
      { 'script-src': ["'self'", "'sha256-s'"], 'style-src': ["'self'"] },
    ],
    [
      'both at once',
      { 'script-src': ["'self'"], 'style-src': ["'self'"] },
      { ...script, ...style },
      { 'script-src': ["'self'", "'sha256-s'"], 'style-src': ["'self'", "'sha256-t'"] },
    ],
    [
      'the directive for elements, which browsers prefer',
      { 'script-src': ["'self'"], 'script-src-elem': ['https://a.example'] },
      script,
      { 'script-src': ["'self'"], 'script-src-elem': ['https://a.example', "'sha256-s'"] },
    ],
    [
      'a copy of the default',
      { 'default-src': ["'self'"] },
      style,
      { 'default-src': ["'self'"], 'style-src': ["'self'", "'sha256-t'"] },
    ],
  ])('adds sources to %s', (_what, sources, additions, expected) => {
    expect(allowInline(sources, additions)).toEqual(expected)
  })

  it.each([
    ['nothing is added', { 'script-src': ["'self'"] }, {}],
    ['nothing restricts scripts', { 'img-src': ['data:'] }, script],
    ['all inline scripts are allowed', { 'script-src': ["'unsafe-inline'"] }, script],
    [
      'all inline script elements are allowed',
      { 'script-src': ["'self'"], 'script-src-elem': ["'unsafe-inline'"] },
      script,
    ],
  ])('changes nothing if %s', (_why, sources, additions) => {
    expect(allowInline(sources, additions)).toEqual(sources)
  })
})
