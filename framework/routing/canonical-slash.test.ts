import { describe, expect, it } from 'vitest'
import { type SlashRequest, checkSlash } from './canonical-slash.ts'

const check = (pathname: string, request: Partial<SlashRequest>): ReturnType<typeof checkSlash> =>
  checkSlash({ base: '/', kind: 'page', policy: 'never', ...request, pathname })

describe('checkSlash()', () => {
  it.each([
    ['/about', 'never', 'fine'],
    ['/about/', 'never', { redirectTo: '/about' }],
    ['/about', 'always', { redirectTo: '/about/' }],
    ['/about/', 'always', 'fine'],
    ['/about', 'ignore', 'fine'],
    ['/about/', 'ignore', 'fine'],
    ['/a/b%2Fc/', 'never', { redirectTo: '/a/b%2Fc' }],
  ] as const)('for a page at %s where the site says %s is %o', (pathname, policy, result) => {
    expect(check(pathname, { policy })).toEqual(result)
  })

  it.each([
    ['/feed.xml', 'never', 'fine'],
    ['/feed.xml/', 'never', 'not-found'],
    ['/feed.xml', 'always', 'fine'],
    ['/feed.xml/', 'always', 'fine'],
    ['/feed.xml', 'ignore', 'fine'],
    ['/feed.xml/', 'ignore', 'not-found'],
  ] as const)('for an endpoint at %s where the site says %s is %s', (pathname, policy, result) => {
    expect(check(pathname, { policy, kind: 'endpoint' })).toEqual(result)
  })

  it.each([
    ['/about', 'page', 'always', { redirectTo: '/about/' }],
    ['/about/', 'page', 'ignore', 'fine'],
    ['/items/', 'endpoint', 'always', 'fine'],
    ['/items', 'endpoint', 'always', 'not-found'],
    ['/items/', 'endpoint', 'ignore', 'fine'],
  ] as const)('for %s, a %s with its own %s, is %o', (pathname, kind, own, result) => {
    expect(check(pathname, { kind, own })).toEqual(result)
  })

  it.each([['never'], ['always'], ['ignore']] as const)('leaves the root alone under %s', (policy) => {
    expect(check('/', { policy })).toBe('fine')
    expect(check('/app/', { policy, base: '/app/' })).toBe('fine')
    expect(check('/app/', { policy, base: '/app/', kind: 'endpoint' })).toBe('fine')
  })

  it.each([['never'], ['always']] as const)('gives the root below a base its slash under %s', (policy) => {
    expect(check('/app', { policy, base: '/app/' })).toEqual({ redirectTo: '/app/' })
  })

  it('takes the root below a base in both forms under ignore', () => {
    expect(check('/app', { policy: 'ignore', base: '/app/' })).toBe('fine')
  })

  it('does not find an endpoint at the root below a base without its slash', () => {
    expect(check('/app', { base: '/app/', kind: 'endpoint' })).toBe('not-found')
  })

  it('treats a path below the base like any other', () => {
    expect(check('/app/about/', { base: '/app/' })).toEqual({ redirectTo: '/app/about' })
    expect(check('/app/app', { base: '/app/', policy: 'always' })).toEqual({ redirectTo: '/app/app/' })
  })
})
