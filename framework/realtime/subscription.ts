// A room as something to go through with `for await`.
import type { Channel, RoomMessage } from './channel.ts'

export interface SubscribeOptions {
  /** Ends the subscription when it aborts. */
  signal?: AbortSignal
}

/** How many messages wait for whoever is slow. */
const maxQueue = 1000

/**
 * Subscribes to a room, from this moment on.
 *
 * One who is a thousand messages behind loses the oldest: those who keep up must not pay for those who do not.
 *
 * @returns Ends when its `signal` aborts or the loop around it is left
 */
export function subscribeToRoom(
  channel: Channel,
  room: string,
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
