import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type HttpError, isHttpError } from './http-error.ts'
import { redirect } from './redirect.ts'
import { findParts } from './response.ts'

const self = 'http://self.test'

describe('redirect()', () => {
  it('sends the visitor to another page with 303 and no body', () => {
    const response = redirect('/notes?page=2#top')

    expect(response.status).toBe(303)
    expect(response.body).toBeNull()
    expect(Object.fromEntries(response.headers)).toEqual({
      location: '/notes?page=2#top',
      'content-length': '0',
    })
  })

  it('takes another status alone or among other wishes', () => {
    expect(redirect('/a', 308).status).toBe(308)
    expect(redirect('/a', { status: 307 }).status).toBe(307)
  })

  it('sends more headers, but only its own location', () => {
    const response = redirect('/a', { headers: { 'x-a': 'b', Location: 'https://evil.test' } })

    expect(response.headers.get('x-a')).toBe('b')
    expect(response.headers.get('location')).toBe('/a')
  })

  it.each([
    ['/', '/'],
    ['?page=2', '?page=2'],
    ['?', '?'],
    ['#top', '#top'],
    ['./edit?x#y', './edit?x#y'],
    ['./../../x', './x'],
    ['/a/../b', '/b'],
    ['/a?to=//evil.test\\x', '/a?to=//evil.test\\x'],
    ['/a b', '/a%20b'],
    ['/@evil.test', '/@evil.test'],
    ['/http://evil.test', '/http://evil.test'],
  ])('writes %s as %s', (target, location) => {
    expect(redirect(target).headers.get('location')).toBe(location)
  })

  it.each([
    ['/€?€#€', '/%E2%82%AC?%E2%82%AC#%E2%82%AC'],
    ['?q=ü "<>', '?q=%C3%BC%20%22%3C%3E'],
    ['#ü "', '#%C3%BC%20%22'],
    ['./ü', './%C3%BC'],
    ['/\ud800', '/%EF%BF%BD'],
  ])('writes %j in ASCII', (target, location) => {
    expect(redirect(target).headers.get('location')).toBe(location)
  })

  it('has no body that could hold a target', () => {
    const response = redirect('/"><img src=x onerror=alert(1)>')
    expect(response.body).toBeNull()
    expect(response.headers.get('location')).not.toMatch(/[<>" ]/)
  })

  it('refuses a target that is too long for a header', () => {
    expect(() => redirect(`/${'a'.repeat(100_000)}`)).toThrow(badRequest)
    expect(() => redirect(`/${'€'.repeat(3000)}`)).toThrow(badRequest)
  })

  it.each([undefined, null, 7, {}, new URL('http://self.test/x')])('refuses %o as a target', (target) => {
    expect(() => redirect(target as string)).toThrow(badRequest)
  })

  it.each(openRedirects())('keeps %j on our own site or refuses it', (target) => {
    for (const page of ['/', '/go', '/deep/er/go']) {
      const location = tryRedirect(target)
      if (location === undefined) continue
      const first = new URL(location, `${self}${page}`)
      expect(first.origin).toBe(self)
      // A second resolution, as by a client that keeps the path only, or behind a base path.
      if (location.startsWith('/')) expect(new URL(first.pathname, self).origin).toBe(self)
      expect(new URL(`/base${location}`, self).origin).toBe(self)
    }
  })

  it.each([
    '/a\tb',
    '/a\nb',
    '?a\rb',
    '#\u0000',
    './\u0085',
    '/a\\b',
    './a\\b?c',
    '//own.invalid/x',
    '/\\own.invalid',
  ])('refuses %j, which a browser would read in another way', (target) =>
    expect(() => redirect(target)).toThrow(badRequest),
  )

  it.each(scripts())('refuses %j', (target) => {
    expect(() => redirect(target)).toThrow(badRequest)
    expect(() => redirect(target, { external: true })).toThrow(badRequest)
  })

  it('stays on our own site for any text', () => {
    const character = fc.constantFrom(
      ...'/\\.?#:@%;&=a \t\n\r\u0000\u0001é€'.split(''),
      '//',
      'http:',
      'evil.test',
      '%2f',
    )
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 12 }), (target) => {
        const location = tryRedirect(target)
        if (location === undefined) return
        expect(new URL(location, `${self}/a/b`).origin).toBe(self)
        expect(location).toMatch(/^[!-~]+$/)
      }),
      { numRuns: 3000 },
    )
  })

  it('leaves the site when told so', () => {
    const location = redirect('https://münchen.test/ü?a=€', { external: true, status: 302 }).headers.get(
      'location',
    )
    expect(location).toBe('https://xn--mnchen-3ya.test/%C3%BC?a=%E2%82%AC')
    expect(redirect('/x', { external: true }).headers.get('location')).toBe('/x')
  })

  it.each([
    '//evil.test',
    'ftp://a',
    'mailto:a@b',
    'https:/evil.test',
    'http:evil.test',
    'https://',
    'https://a\tb',
    'x',
  ])('refuses %j even to leave the site', (target) =>
    expect(() => redirect(target, { external: true })).toThrow(badRequest),
  )

  it('does not repeat a stranger’s text in the message', () => {
    expect(() => redirect('javascript:alert(1)')).toThrow(
      /^The address to continue at does not start with a slash\.$/,
    )
  })

  it('throws a RangeError, for the developer, if the status is not a redirect', () => {
    expect(() => redirect('/a', 304 as 303)).toThrow(RangeError)
    expect(() => redirect('/a', 200 as 303)).toThrow(RangeError)
  })

  it('throws a TypeError, for the developer, if the status comes first', () => {
    expect(() => redirect(302 as never, '/a' as never)).toThrow(
      "redirect(): the path comes first, and then the status. Write redirect('/path', 302).",
    )
  })
})

describe('the parts of a redirect', () => {
  it('name the path inside the site, so that the base can be put in front of it', () => {
    expect(findParts(redirect('/notes/ü'))).toMatchObject({ kind: 'redirect', target: '/notes/%C3%BC' })
  })

  it('name no path where no base is needed', () => {
    expect(findParts(redirect('?page=2'))?.target).toBeUndefined()
    expect(findParts(redirect('./x'))?.target).toBeUndefined()
    expect(findParts(redirect('https://a.test/x', { external: true }))?.target).toBeUndefined()
    expect(findParts(Response.redirect('http://a.test/x'))).toBeUndefined()
  })
})

const badRequest = expect.objectContaining({
  status: 400,
  'vial:http-error': true,
} satisfies Partial<HttpError>)

function tryRedirect(target: string): string | undefined {
  try {
    return redirect(target).headers.get('location') ?? undefined
  } catch (error) {
    if (!isHttpError(error) || error.status !== 400) throw error
    return undefined
  }
}

function scripts(): string[] {
  const disguises = [
    'javascript:alert(1)',
    ' javascript:alert(1)',
    '\u0001javascript:alert(1)',
    'java\tscript:alert(1)',
  ]
  const more = [
    'java\nscript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'javascript://%0aalert(1)',
    'javascript&colon;alert(1)',
  ]
  return [
    ...disguises,
    ...more,
    'data:text/html,<script>1</script>',
    '\tdata:text/html,x',
    'vbscript:x',
    'blob:http://self.test/x',
    'file:///etc/passwd',
  ]
}

function openRedirects(): string[] {
  const prefixes = [
    '/',
    '//',
    '///',
    '////',
    '/\\',
    '\\/',
    '\\\\',
    '\\',
    '/\\/',
    '/\\\\',
    '//\\',
    '/\t/',
    '/\n/',
    '/\r/',
    '\t//',
  ]
  const odder = [
    '/\u0000/',
    '/\u0001/',
    ' //',
    '\u00a0//',
    '/ /',
    '/.//',
    '/..//',
    '/./\\',
    './/',
    './\\',
    './/..//',
    '/x/..//',
    '/%2e//',
    '/%2e%2e//',
  ]
  const schemes = [
    'http:',
    'http:/',
    'http://',
    'https://',
    'https:',
    'https:/\\',
    'hTTp://',
    'http:\\\\',
    'ftp://',
    '//user@',
    '//self.test@',
    '//self.test:80@',
  ]
  const others = [
    'http://self.test@',
    'http://self.test.',
    '?//',
    '#//',
    '/?//',
    '/#//',
    '/;@',
    '/:@',
    '@',
    '.',
    '',
    '〱',
    '／／',
    '/／',
    '//／',
    '/%09/',
    '/%5c',
    '/%2f%2f',
    '/%0d%0a//',
    '/%00//',
    '/％２f/',
  ]
  return [...prefixes, ...odder, ...schemes, ...others].map((start) => `${start}evil.test/x`)
}
