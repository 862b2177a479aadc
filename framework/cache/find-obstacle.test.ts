// Who else may have a response.
import { describe, expect, it } from 'vitest'
import { findObstacle, varyNames } from './find-obstacle.ts'

function find(headers: Record<string, string>, status = 200): string | undefined {
  return findObstacle({ status, header: (name) => headers[name], setsCookie: 'set-cookie' in headers })
}

describe('findObstacle()', () => {
  it.each([{}, { 'cache-control': 'public, max-age=60' }, { vary: 'Accept-Language, Origin' }])(
    'finds none in %o',
    (headers) => expect(find(headers as Record<string, string>)).toBeUndefined(),
  )

  it.each([
    [{ 'set-cookie': 'a=b' }, 'it sets a cookie'],
    [{ 'cache-control': 'Private, max-age=60' }, 'its Cache-Control says private'],
    [{ 'cache-control': 'no-store' }, 'its Cache-Control says no-store'],
    [{ 'cache-control': 'no-cache' }, 'its Cache-Control says no-cache'],
    [{ vary: 'Accept, Cookie' }, 'its Vary names cookie'],
    [{ vary: 'AUTHORIZATION' }, 'its Vary names authorization'],
    [{ vary: '*' }, 'its Vary names *'],
  ])('refuses %o', (headers, reason) => expect(find(headers as Record<string, string>)).toBe(reason))

  it.each([201, 204, 206, 302, 404, 500])('refuses status %i', (status) =>
    expect(find({}, status)).toBe(`its status is ${status}`),
  )
})

describe('varyNames()', () => {
  it('gives the names in lower case', () => {
    expect(varyNames('Accept-Language,, Origin ')).toEqual(['accept-language', 'origin'])
    expect(varyNames(undefined)).toEqual([])
  })
})
