// Tests headers that record every read.
import { describe, expect, it } from 'vitest'
import { watchHeaders } from './watched-headers.ts'

function watch(): { headers: Headers; read: (string | undefined)[] } {
  const read: (string | undefined)[] = []
  const headers = watchHeaders(new Headers({ Accept: 'a', 'X-B': 'b' }), (name) => read.push(name))
  return { headers, read }
}

describe('watchHeaders()', () => {
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
