// app.subscribe(): a room as an async iterable.
import type { Channel, RoomMessage } from './channel.ts'

/** The options of a subscription to a room. */
export interface SubscribeOptions {
  /** Ends the subscription when it aborts. */
  signal?: AbortSignal
}

/**
 * Subscribes to the messages that are published to a room from now on.
 *
 * A subscriber that is more than `maxQueue` messages behind loses the oldest, so that it cannot fill up the memory.
 *
 * @param maxQueue The site's `limits.subscriptionQueue`
 * @returns An iterator that ends when `signal` aborts or the loop over it is left
 */
export function subscribeToRoom(
  channel: Channel,
  room: string,
  maxQueue: number,
  { signal }: SubscribeOptions = {},
): AsyncIterableIterator<RoomMessage, undefined> {
  const queue: RoomMessage[] = []
  const waiting: ((result: IteratorResult<RoomMessage, undefined>) => void)[] = []
  let hasEnded = false
  const leave = channel.listen(room, ({ data }) => {
    const next = waiting.shift()
    if (next) return next({ done: false, value: { data } })
    if (queue.push({ data }) > maxQueue) queue.shift()
  })
  if (signal?.aborted) end()
  else signal?.addEventListener('abort', end, { once: true })

  return {
    next() {
      const value = queue.shift()
      if (value) return Promise.resolve({ done: false, value })
      if (hasEnded) return Promise.resolve(finished)
      return new Promise((resolve) => waiting.push(resolve))
    },
    async return() {
      queue.length = 0
      end()
      return finished
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }

  function end(): void {
    if (hasEnded) return
    hasEnded = true
    leave()
    signal?.removeEventListener('abort', end)
    for (const settle of waiting.splice(0)) settle(finished)
  }
}

const finished = { done: true, value: undefined } as const
