// Rooms across processes, through a real Redis that stops and starts.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type RedisServer, hasRedis, startRedis } from '../fixtures/redis-server.ts'
import { type Channel, createChannel } from '../realtime/channel.ts'
import { closeRedis } from './connection.ts'
import { openRedisTransport } from './redis-transport.ts'

describe.skipIf(!hasRedis)('openRedisTransport()', () => {
  let server: RedisServer
  const channels: Channel[] = []

  async function open(url = server.url) {
    const log = { info: vi.fn(), warn: vi.fn() }
    const channel = createChannel(await openRedisTransport(url, log))
    channels.push(channel)
    return { channel, log }
  }

  afterEach(async () => {
    for (const channel of channels.splice(0)) channel.close()
    await closeRedis()
    await server.stop()
  })

  /** Publishes until a message arrives, because nothing signals that a subscription works again. */
  function untilReceived(from: Channel, to: Channel): Promise<unknown> {
    return vi.waitFor(
      () =>
        new Promise((resolve, reject) => {
          const leave = to.listen('again', ({ data }) => resolve(data))
          from.publish('again', 'here')
          setTimeout(() => {
            leave()
            reject(new Error('The message has not arrived yet.'))
          }, 50)
        }),
      { timeout: 30_000, interval: 10 },
    )
  }

  it('carries messages to other processes, and none back to the sender', async () => {
    server = await startRedis()
    const [{ channel: one }, { channel: other }] = await Promise.all([open(), open()])
    const received: [who: string, data: unknown][] = []
    one.listen('a', ({ data }) => received.push(['one', data]))
    const arrived = new Promise<void>((resolve) => {
      other.listen('a', ({ data }) => {
        received.push(['other', data])
        if (data === 'last') resolve()
      })
    })

    one.publish('a', { text: 'line\nbreak' })
    one.publish('a', 'last')
    await arrived
    expect(received.filter(([who]) => who === 'one')).toHaveLength(2)
    expect(received.filter(([who]) => who === 'other')).toEqual([
      ['other', { text: 'line\nbreak' }],
      ['other', 'last'],
    ])
  })

  it('separates sites that use different databases', async () => {
    server = await startRedis()
    const [{ channel: one }, { channel: same }, { channel: apart }] = await Promise.all([
      open(),
      open(),
      open(`${server.url}/1`),
    ])
    const received = vi.fn()
    apart.listen('a', received)
    const arrived = new Promise((resolve) => same.listen('a', resolve))

    one.publish('a', 1)
    await arrived
    expect(received).not.toHaveBeenCalled()
  })

  it('reaches its own process while Redis is down, logs that once, and reaches the others when it is up again', async () => {
    server = await startRedis()
    const [{ channel: one, log }, { channel: other }] = await Promise.all([open(), open()])
    await server.stop()
    const received = vi.fn()
    one.listen('a', received)

    one.publish('a', 1)
    one.publish('a', 2)
    expect(received).toHaveBeenCalledTimes(2)
    await vi.waitFor(() => expect(log.warn).toHaveBeenCalled(), 30_000)

    await server.start()
    expect(await untilReceived(one, other)).toBe('here')
    // Redis may deliver a message before it tells the sender that it has it.
    await vi.waitFor(() => expect(log.info).toHaveBeenCalled(), 30_000)
    expect(log.info).toHaveBeenCalledOnce()
    expect(log.warn).toHaveBeenCalledOnce()
  })

  it('opens while Redis is down', async () => {
    server = await startRedis()
    await server.stop()
    const [{ channel: one }, { channel: other }] = await Promise.all([open(), open()])
    await server.start()
    expect(await untilReceived(one, other)).toBe('here')
  })

  it('logs at once why Redis cannot be reached, and when it can, without a message to send', async () => {
    server = await startRedis()
    await server.stop()
    const { log } = await open()

    const err = expect.objectContaining({ message: expect.stringContaining('ECONNREFUSED') })
    expect(log.warn.mock.calls).toEqual([[{ err }, expect.stringMatching(/^Redis does not respond\. /)]])
    await server.start()
    await vi.waitFor(() => expect(log.info).toHaveBeenCalledOnce(), 30_000)
  })
})
