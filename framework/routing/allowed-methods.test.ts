import { describe, expect, it } from 'vitest'
import { formatAllow, listAllowedMethods, needsUpgrade } from './allowed-methods.ts'

const exporting = (...names: string[]): ReadonlySet<string> => new Set(names)

describe('listAllowedMethods()', () => {
  it.each([
    ['a page', exporting('default', 'loader', 'head'), ['GET', 'HEAD', 'OPTIONS']],
    ['a page with a form', exporting('POST', 'default'), ['GET', 'HEAD', 'OPTIONS', 'POST']],
    ['a page with actions', exporting('actions', 'default'), ['GET', 'HEAD', 'OPTIONS', 'POST']],
    ['an endpoint to read', exporting('GET', 'config'), ['GET', 'HEAD', 'OPTIONS']],
    ['an endpoint to write', exporting('POST'), ['OPTIONS', 'POST']],
    ['a socket', exporting('socket'), ['GET', 'HEAD', 'OPTIONS']],
    ['a socket beside a handler', exporting('socket', 'DELETE'), ['GET', 'HEAD', 'OPTIONS', 'DELETE']],
    [
      'every method, in the same order whatever the order of the exports',
      exporting('DELETE', 'PATCH', 'PUT', 'POST', 'GET'),
      ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'],
    ],
    ['names that are not methods', exporting('HEAD', 'OPTIONS', 'TRACE', 'get'), ['OPTIONS']],
  ])('lists those of %s', (_, exported, methods) => {
    expect(listAllowedMethods(exported)).toEqual(methods)
  })
})

describe('formatAllow()', () => {
  it('separates the methods with commas', () => {
    expect(formatAllow(['GET', 'HEAD', 'OPTIONS'])).toBe('GET, HEAD, OPTIONS')
  })
})

describe('needsUpgrade()', () => {
  it.each([
    ['GET', exporting('socket'), true],
    ['HEAD', exporting('socket'), true],
    ['POST', exporting('socket', 'POST'), false],
    ['OPTIONS', exporting('socket'), false],
    ['GET', exporting('socket', 'GET'), false],
    ['GET', exporting('socket', 'default'), false],
  ])('for %s of %o is %s', (method, exported, expected) => {
    expect(needsUpgrade(exported, method)).toBe(expected)
  })
})
