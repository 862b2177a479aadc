import { describe, expect, it } from 'vitest'
import { type ServerEvent, formatEvent } from './event-format.ts'

describe('formatEvent()', () => {
  it.each<[name: string, event: ServerEvent | string, text: string]>([
    ['text', 'hello', 'data: hello\n\n'],
    ['empty text', '', 'data: \n\n'],
    [
      'all fields',
      { event: 'tick', id: '7', retry: 500, data: { n: 7 } },
      'event: tick\nid: 7\nretry: 500\ndata: {"n":7}\n\n',
    ],
    ['null', { data: null }, 'data: null\n\n'],
    ['a name without data, which is still dispatched', { event: 'ping' }, 'event: ping\ndata: \n\n'],
    ['an id alone, which is not dispatched', { id: 3 }, 'id: 3\n\n'],
    ['a comment', { comment: 'still here' }, ': still here\n\n'],
  ])('writes %s', (_name, event, text) => {
    expect(formatEvent(event)).toBe(text)
  })

  it.each(['\n', '\r', '\r\n'])('keeps %j in data inside the data', (end) => {
    expect(formatEvent({ data: `a${end}event: b${end}${end}c` })).toBe(
      'data: a\ndata: event: b\ndata: \ndata: c\n\n',
    )
  })

  it.each(['\n', '\r', '\r\n', '\0'])('keeps %j out of names and ids', (end) => {
    const text = formatEvent({ event: `a${end}data: x`, id: `1${end}id: 2`, data: '' })
    expect(text).toBe('event: a data: x\nid: 1 id: 2\ndata: \n\n')
  })

  it.each(['\n', '\r', '\r\n'])('keeps %j in a comment inside the comment', (end) => {
    expect(formatEvent({ comment: `a${end}data: x` })).toBe(': a\n: data: x\n\n')
  })

  it.each([{ n: 7 }, 7, undefined, null])('refuses %j, which is not an event', (value) => {
    expect(() => formatEvent(value as never)).toThrow('ctx.events(): the yielded value is not an event.')
  })

  it('refuses data that JSON cannot represent, and an invalid delay', () => {
    expect(() => formatEvent({ data: () => {} })).toThrow('ctx.events(): a function cannot be sent as data.')
    expect(() => formatEvent({ retry: 0.5 })).toThrow('ctx.events(): retry is 0.5.')
  })

  it('names the place of what JSON cannot express', () => {
    expect(() => formatEvent({ data: { rows: [{ id: 1n }] } })).toThrow(
      'ctx.events(): rows[0].id is a BigInt, which JSON does not have.',
    )
  })
})
