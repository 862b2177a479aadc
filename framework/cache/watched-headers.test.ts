// Tests headers that record every read.
import { describe, expect, it } from 'vitest'
import { toRawHeaders, watchRequest } from './watched-headers.ts'

function watch(): { headers: Headers; read: (string | undefined)[] } {
  const read: (string | undefined)[] = []
  const request = new Request('http://localhost/', { headers: { Accept: 'a', 'X-B': 'b' } })
  watchRequest(request, (name) => read.push(name))
  return { headers: request.headers, read }
}

describe('watchRequest()', () => {
  it('leaves reads of the framework itself out', () => {
    const request = new Request('http://localhost/', { headers: { accept: 'a' } })
    const read: unknown[] = []
    watchRequest(request, (name) => read.push(name))

    expect(toRawHeaders(request).get('accept')).toBe('a')
    expect(read).toEqual([])
  })

  it('records which headers were read, even missing ones', () => {
    const { headers, read } = watch()

    expect([headers.get('accept'), headers.has('X-B'), headers.get('x-c')]).toEqual(['a', true, null])
    expect(read).toEqual(['accept', 'x-b', 'x-c'])
  })

  it('describes itself as headers', () => {
    expect(Object.prototype.toString.call(watch().headers)).toBe('[object Headers]')
  })

  it.each<[string, (headers: Headers) => unknown, unknown]>([
    [
      'a loop',
      (headers) => [...headers],
      [
        ['accept', 'a'],
        ['x-b', 'b'],
      ],
    ],
    [
      'entries()',
      (headers) => [...headers.entries()],
      [
        ['accept', 'a'],
        ['x-b', 'b'],
      ],
    ],
    ['keys()', (headers) => [...headers.keys()], ['accept', 'x-b']],
    ['Object.fromEntries()', (headers) => Object.fromEntries(headers), { accept: 'a', 'x-b': 'b' }],
    ['a copy', (headers) => new Headers(headers).get('x-b'), 'b'],
    ['a request', (headers) => new Request('http://a.b', { headers }).headers.get('x-b'), 'b'],
  ])('records that %s reads all headers', (_, readAll, expected) => {
    const { headers, read } = watch()

    expect(readAll(headers)).toEqual(expected)
    expect(read).toContain(undefined)
  })
})
