import { describe, expect, it, vi } from 'vitest'
import { createChannel } from './channel.ts'
import { type PeerOf, type SocketMessage, type SocketOf, createConnection, whileOpen } from './socket.ts'
import { waitUntil } from '../fixtures/temporary-site.ts'

const channel = createChannel()

/** A peer as the server provides it, which records its calls. */
function createPeer() {
  const calls: unknown[][] = []
  return {
    calls,
    bufferedAmount: 0,
    topics: new Set<string>(),
    websocket: { pause: () => calls.push(['pause']), resume: () => calls.push(['resume']) },
    send: (data: unknown) => calls.push(['send', data]),
    close: (...details: unknown[]) => calls.push(['close', ...details]),
    terminate: () => calls.push(['terminate']),
  }
}

function connect(socket: SocketOf) {
  const errors: unknown[] = []
  const peer = createPeer()
  const connection = createConnection(socket as SocketOf<never>, {
    channel,
    maxQueue: 1000,
    onFull: () => peer.calls.push(['full']),
    onError: (error) => errors.push(error),
    waitFor() {},
  })
  connection.open(peer)
  return { connection, peer, rooms: peer as unknown as PeerOf, errors }
}

const message = { text: () => 'a' } as SocketMessage

describe('createConnection()', () => {
  it('sends what others publish, but not what the peer publishes itself', () => {
    const { peer, rooms } = connect({})
    rooms.subscribe('a')
    rooms.subscribe('a')
    expect([...rooms.topics]).toEqual(['a'])

    channel.publish('a', { n: 1 })
    rooms.publish('a', 'mine')
    expect(peer.calls).toEqual([['send', '{"n":1}']])

    rooms.unsubscribe('a')
    channel.publish('a', 2)
    expect(peer.calls).toHaveLength(1)
  })

  it('sends text, bytes and messages unchanged, and everything else as JSON', () => {
    const { peer, rooms } = connect({})
    const bytes = new Uint8Array(2)
    for (const data of ['a', bytes, [1], { n: 1 }, { text: () => 'b', data: 'b' }]) rooms.send(data)
    expect(peer.calls.map(([, data]) => data)).toEqual(['a', bytes, '[1]', '{"n":1}', 'b'])
  })

  it.each([
    [null, 'null'],
    [true, 'true'],
    [5, '5'],
    [Number.NaN, 'null'],
    [new Blob(['a']), '{}'],
  ])('sends %s as JSON, to the peer and to a room', (data, expected) => {
    const { peer, rooms } = connect({})
    rooms.subscribe('a')
    rooms.send(data)
    connect({}).rooms.publish('a', data)
    expect(peer.calls).toEqual([
      ['send', expected],
      ['send', expected],
    ])
  })

  it('refuses what is nothing in JSON', () => {
    const { peer, rooms } = connect({})
    expect(() => rooms.send(undefined)).toThrow('send(): undefined cannot be sent.')
    expect(() => rooms.send(() => 1)).toThrow('send(): a function cannot be sent.')
    expect(peer.calls).toEqual([])
  })

  it('names the place of what JSON cannot express', () => {
    const { rooms } = connect({})
    expect(() => rooms.send({ notes: [{ id: 1n }] })).toThrow('send(): notes[0].id is a BigInt')
    expect(() => rooms.publish('a', { id: 1n })).toThrow('publish(): id is a BigInt')
  })

  it('leaves all rooms when the peer closes, and joins none afterwards', () => {
    const { connection, peer, rooms } = connect({})
    rooms.subscribe('a')
    connection.close(peer, {})
    rooms.subscribe('b')
    channel.publish('a', 1)
    channel.publish('b', 1)
    expect(peer.calls).toEqual([])
  })

  it('terminates the connection when more than the limit waits to be sent', () => {
    const { peer, rooms } = connect({})
    peer.bufferedAmount = 1000
    rooms.send('a')
    peer.bufferedAmount += 1
    rooms.send('b')
    expect(peer.calls).toEqual([['send', 'a'], ['full'], ['terminate']])
  })

  it('reads no message before open() is done', async () => {
    const hook = vi.fn()
    let finish = (): void => {}
    const opened = new Promise<void>((resolve) => {
      finish = resolve
    })
    const { connection, peer } = connect({ open: () => opened, message: hook })
    connection.message(peer, message)
    expect([peer.calls, hook.mock.calls]).toEqual([[['pause']], []])

    finish()
    await waitUntil(async () => expect(hook).toHaveBeenCalledWith(peer, message))
    expect(peer.calls.at(-1)).toEqual(['resume'])
  })

  it.each<[string, SocketOf]>([
    [
      'throws',
      {
        message: () => {
          throw new Error('broken')
        },
      },
    ],
    ['rejects', { message: () => Promise.reject(new Error('broken')) }],
    ['returns a query that fails', { message: () => createFailingQuery(new Error('broken')) }],
  ])('closes with 1011 if a hook %s, and delivers no more messages', async (_, socket) => {
    const hook = vi.spyOn(socket, 'message')
    const { connection, peer, errors } = connect(socket)
    connection.message(peer, message)
    await waitUntil(async () => expect(errors).toEqual([new Error('broken')]))
    connection.message(peer, message)

    expect(peer.calls).toEqual([['close', 1011, 'Internal error']])
    expect(hook).toHaveBeenCalledOnce()
  })

  it('reports what close() throws, and does not close twice', () => {
    const { connection, peer, errors } = connect({
      close() {
        throw new Error('broken')
      },
    })
    connection.close(peer, { code: 1000 })
    expect([errors, peer.calls]).toEqual([[new Error('broken')], []])
  })
})

/** Behaves like a query builder: it is not a promise, and runs when it is awaited. */
function createFailingQuery(error: Error): PromiseLike<never> {
  const run: PromiseLike<never>['then'] = (done, failed) => Promise.reject(error).then(done, failed)
  return Object.fromEntries([['then', run]]) as unknown as PromiseLike<never>
}

describe('whileOpen()', () => {
  it('begins before the connection opens, and ends once, before it closes', () => {
    const { connection, peer } = connect({})
    const order: string[] = []
    const watched = whileOpen(
      { ...connection, open: () => order.push('open'), close: () => order.push('close') },
      () => {
        order.push('begin')
        return () => order.push('end')
      },
    )
    watched.open(peer)
    watched.close(peer, {})
    watched.close(peer, {})

    expect(order).toEqual(['begin', 'open', 'end', 'close', 'close'])
  })

  it('ends nothing if the connection never opened', () => {
    const { connection, peer } = connect({})
    const begin = vi.fn()
    whileOpen(connection, begin).close(peer, {})

    expect(begin).not.toHaveBeenCalled()
  })
})
