// Carries the messages of rooms between processes, by Redis's publish and subscribe.
import type { Transport } from '../realtime/channel.ts'
import { connectRedis } from './connection.ts'

interface TransportLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

/**
 * Opens the way to the other processes that use the same Redis, and the same database of it.
 *
 * While Redis is away, messages stay in their own process; the log says so when that begins and when it is over.
 *
 * @throws Error as `connectRedis` does; a Redis that is away is no reason
 */
export async function openRedisTransport(url: string, log: TransportLog): Promise<Transport> {
  const redis = await connectRedis(url)
  // Redis publishes to all of its databases, and sites may have one each.
  const name = `vial:rooms:${redis.options.db ?? 0}`
  const self = crypto.randomUUID()
  // A connection that subscribes can do nothing else.
  const subscriber = redis.duplicate({ autoResubscribe: false })
  let callback: ((text: string) => void) | undefined
  let isDown = false

  subscriber.on('error', () => {
    // Whether messages arrive is told by those that are sent.
  })
  subscriber.on('message', (_name: string, text: string) => {
    const end = text.indexOf('\n')
    // Redis sends a message back to where it came from, and here it was heard at once.
    if (text.slice(0, end) !== self) callback?.(text.slice(end + 1))
  })
  // Also after a lost connection, which has lost its subscriptions.
  const subscribe = (): Promise<unknown> =>
    subscriber.subscribe(name).catch(() => subscriber.disconnect(true))
  await new Promise<void>((resolve) => {
    subscriber.on('ready', () => void subscribe().then(() => resolve()))
    subscriber.once('close', () => resolve())
  })

  return {
    send(text) {
      redis.publish(name, `${self}\n${text}`).then(
        () => {
          if (isDown) log.info({}, 'Redis is back: rooms reach all processes again.')
          isDown = false
        },
        (error) => {
          if (!isDown) log.warn({ err: error }, 'Redis is away: what is published reaches this process only.')
          isDown = true
        },
      )
    },
    receive(listener) {
      callback = listener
    },
    close: () => subscriber.disconnect(),
  }
}
