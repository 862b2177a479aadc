import { describe, expect, it } from 'vitest'
import { createChannel } from './channel.ts'
import { subscribeToRoom } from './subscription.ts'

describe('subscribeToRoom()', () => {
  it('yields what is published from then on, in order', async () => {
    const channel = createChannel()
    channel.publish('a', 'too early')
    const messages = subscribeToRoom(channel, 'a', 1000)
    channel.publish('a', 1)
    channel.publish('a', 2)
    const third = [messages.next(), messages.next(), messages.next()]
    channel.publish('a', 3)

    expect(await Promise.all(third)).toEqual([1, 2, 3].map((data) => ({ done: false, value: { data } })))
  })

  it('ends when its signal aborts, even while a reader waits', async () => {
    const controller = new AbortController()
    const channel = createChannel()
    const messages = subscribeToRoom(channel, 'a', 1000, { signal: controller.signal })
    const waiting = messages.next()
    controller.abort()

    expect((await waiting).done).toBe(true)
    channel.publish('a', 1)
    expect((await messages.next()).done).toBe(true)
  })

  it('does not start if its signal has already aborted', async () => {
    const messages = subscribeToRoom(createChannel(), 'a', 1000, { signal: AbortSignal.abort() })
    expect((await messages.next()).done).toBe(true)
  })

  it('ends when the loop is left', async () => {
    const channel = createChannel()
    const messages = subscribeToRoom(channel, 'a', 1000)
    channel.publish('a', 1)
    channel.publish('a', 2)
    for await (const { data } of messages) if (data === 1) break

    expect((await messages.next()).done).toBe(true)
  })

  it('drops the oldest messages of a subscriber that is too far behind', async () => {
    const channel = createChannel()
    const messages = subscribeToRoom(channel, 'a', 3)
    for (let n = 1; n <= 5; n++) channel.publish('a', n)

    expect((await messages.next()).value).toEqual({ data: 3 })
  })
})
