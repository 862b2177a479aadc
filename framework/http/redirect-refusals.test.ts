// Tests what redirect() says when it refuses, and where its limits are.
import { describe, expect, it } from 'vitest'
import { HttpError } from './http-error.ts'
import { type RedirectStatus, redirect } from './redirect.ts'
import { findParts } from './response.ts'

function refusal(why: string): HttpError {
  return new HttpError(400, `The address to continue at ${why}.`)
}

describe('redirect()', () => {
  it.each([
    ['notes', 'does not start with a slash'],
    ['.notes', 'does not start with a slash'],
    ['x/', 'does not start with a slash'],
    ['/a\tb', 'has a control character'],
    ['/a\\b', 'has a backslash'],
    ['/a\\', 'has a backslash'],
    ['./a\\b?c', 'has a backslash'],
    ['//a.test', 'leads to another site'],
    ['//own.invalid/x', 'leads to another site'],
    ['/.//a.test', 'leads to another site'],
    ['.//a.test', 'leads to another site'],
    ['https://a.test/', 'does not start with a slash'],
  ])('refuses %j: it %s', (target, why) => {
    expect(() => redirect(target)).toThrow(refusal(why))
  })

  it.each([
    ['https://a b/', 'is not a correct URL'],
    ['https://a.test/\n', 'is not a correct URL'],
    ['ftp://a.test/', 'does not start with a slash'],
    ['x https://a.test/', 'does not start with a slash'],
  ])('refuses the external target %j: it %s', (target, why) => {
    expect(() => redirect(target, { external: true })).toThrow(refusal(why))
  })

  it.each([[['/a']], [['https://a.test/']], [new URL('https://a.test/')]])(
    'refuses %j, which is not text, even as an external target',
    (target) => {
      expect(() => redirect(target as unknown as string, { external: true })).toThrow(
        refusal('does not start with a slash'),
      )
    },
  )

  it('allows a backslash in a query and in a fragment', () => {
    expect(redirect('/a?b\\c').headers.get('location')).toBe('/a?b\\c')
    expect(redirect('/a#b\\c').headers.get('location')).toBe('/a#b\\c')
  })

  it('keeps a hash after a query, and an empty one', () => {
    expect(redirect('?a#b').headers.get('location')).toBe('?a#b')
    expect(redirect('#').headers.get('location')).toBe('#')
  })

  it('sends a location of up to 8,000 characters', () => {
    expect(redirect(`/${'a'.repeat(7999)}`).status).toBe(303)
    expect(() => redirect(`/${'a'.repeat(8000)}`)).toThrow(refusal('is too long'))
  })

  it.each([301, 302, 303, 307, 308] as const)('sends the status %i', (status) => {
    expect(redirect('/a', status).status).toBe(status)
  })

  it.each([200, 300, 304, 306, 309, Number.NaN])('refuses the status %s', (status) => {
    expect(() => redirect('/a', status as RedirectStatus)).toThrow(
      new RangeError(`redirect(): ${status} is not a redirect. Use 301, 302, 303, 307 or 308.`),
    )
  })

  it('sends its own length, and no other', () => {
    const response = redirect('/a', {
      headers: [
        ['Content-Length', '5'],
        ['LOCATION', '/b'],
        ['x-a', '1'],
      ],
    })

    expect([...response.headers]).toEqual([
      ['content-length', '0'],
      ['location', '/a'],
      ['x-a', '1'],
    ])
  })

  it('refuses headers that cannot be sent', () => {
    expect(() => redirect('/a', { headers: { 'x-a': '\n' } })).toThrow(TypeError)
  })

  it('knows the path of a target inside the site, and only of that', () => {
    expect(findParts(redirect('/a?b'))).toMatchObject({ kind: 'redirect', target: '/a?b', body: null })
    for (const [target, external] of [
      ['?a', false],
      ['./a', false],
      ['https://a.test/', true],
    ] as const) {
      expect(findParts(redirect(target, { external }))?.target).toBeUndefined()
    }
  })
})
