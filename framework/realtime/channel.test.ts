import { describe, expect, it } from 'vitest'
import { type Transport, createChannel } from './channel.ts'

/** Two channels that are connected like those of two processes. */
function connect() {
  const receivers: ((text: string) => void)[] = []
  const transport = (self: number): Transport => ({
    send: (text) => receivers[1 - self]!(text),
    receive: (callback) => {
      receivers[self] = callback
    },
    close() {},
  })
  return { one: createChannel(transport(0)), other: createChannel(transport(1)), receivers }
}

describe('createChannel()', () => {
  it('delivers a message only to the listeners of its room', () => {
    const channel = createChannel()
    const heard: unknown[] = []
    channel.listen('a', ({ data }) => heard.push(['a', data]))
    channel.listen('b', ({ data }) => heard.push(['b', data]))

    channel.publish('a', { n: 1 })
    channel.publish('empty', 2)
    expect(heard).toEqual([['a', { n: 1 }]])
  })

  it('skips the excepted listener', () => {
    const channel = createChannel()
    const heard: string[] = []
    const self = () => heard.push('self')
    channel.listen('a', self)
    channel.listen('a', () => heard.push('other'))

    channel.publish('a', 1, self)
    expect(heard).toEqual(['other'])
  })

  it('delivers nothing to a listener that has left, even during a message', () => {
    const channel = createChannel()
    const heard: unknown[] = []
    const leave = channel.listen('a', ({ data }) => {
      heard.push(data)
      leave()
    })
    channel.publish('a', 1)
    channel.publish('a', 2)
    expect(heard).toEqual([1])
  })

  it('delivers text unchanged, and everything else also as JSON', () => {
    const channel = createChannel()
    const texts: string[] = []
    channel.listen('a', ({ text }) => texts.push(text))
    for (const data of ['x', { n: 1 }, null]) channel.publish('a', data)
    expect(texts).toEqual(['x', '{"n":1}', 'null'])
  })

  it('delivers the same data as in another process: a round trip through JSON', () => {
    const { one, other } = connect()
    const heard: unknown[] = []
    one.listen('a', ({ data }) => heard.push(data))
    other.listen('a', ({ data }) => heard.push(data))

    one.publish('a', { at: new Date(0), gone: undefined })
    expect(heard).toEqual([{ at: '1970-01-01T00:00:00.000Z' }, { at: '1970-01-01T00:00:00.000Z' }])
  })

  it('accepts any text as the name of a room', () => {
    const { one, other } = connect()
    const heard: unknown[] = []
    other.listen('a\n"b"', ({ data }) => heard.push(data))
    one.publish('a\n"b"', 1)
    expect(heard).toEqual([1])
  })

  it('ignores text that is not a message', () => {
    const { receivers } = connect()
    expect(() => receivers[0]!('hello')).not.toThrow()
  })

  it.each([[undefined], [() => {}], [new Uint8Array(2)], [new ArrayBuffer(2)]])('refuses %j', (data) => {
    expect(() => createChannel().publish('a', data)).toThrow('cannot be sent to a room')
  })

  it('names the place of what JSON cannot express', () => {
    const note: { author: object } = { author: {} }
    note.author = { notes: [note] }
    expect(() => createChannel().publish('a', note)).toThrow(
      'publish(): author.notes[0] contains itself, which JSON cannot express.',
    )
  })
})
