// Carries the messages of rooms between processes with Redis pub/sub.
import type { Redis } from 'ioredis'
import type { Log } from '../http/log.ts'
import type { Transport } from '../realtime/channel.ts'
import { type RedisConnection, connectRedis, findLastFailure, isCluster } from './connection.ts'
import { keepOpen } from './keep-open.ts'

/**
 * Opens a transport between all processes that use the same database of the same Redis.
 *
 * While Redis is unavailable, messages stay in their own process. The log says when that starts and ends.
 *
 * @throws Error as `connectRedis()` does, but not if Redis is unavailable
 */
export async function openRedisTransport(url: string, log: Pick<Log, 'info' | 'warn'>): Promise<Transport> {
  const redis = await connectRedis(url)
  const subscriber = createSubscriber(redis)
  // Pub/sub spans all databases of a Redis, but each database may belong to another site. A cluster has only one.
  const name = `vial:rooms:${isCluster(redis) ? 0 : (redis.options.db ?? 0)}`
  const self = crypto.randomUUID()
  let callback: ((text: string) => void) | undefined
  let isDown = false

  subscriber.on('error', () => {
    // send() reports failures of Redis.
  })
  subscriber.on('message', (_name: string, text: string) => {
    const end = text.indexOf('\n')
    // Redis also delivers a message to its sender, where the channel has delivered it already.
    if (text.slice(0, end) !== self) callback?.(text.slice(end + 1))
  })
  // Runs again after each reconnect, because subscriptions end with the connection.
  const subscribe = (): Promise<unknown> =>
    subscriber.subscribe(name).catch(() => subscriber.disconnect(true))
  await new Promise<void>((resolve) => {
    subscriber.on('ready', () => void subscribe().then(() => resolve()))
    subscriber.once('close', () => resolve())
  })
  const publish = await createPublisher(redis)
  // A wrong address would otherwise show when the first message is lost.
  if (redis.status !== 'ready') noteFailure(findLastFailure(redis))
  redis.on('ready', noteSuccess)

  return {
    send(text) {
      publish(name, `${self}\n${text}`).then(noteSuccess, noteFailure)
    },
    receive(listener) {
      callback = listener
    },
    close() {
      redis.off('ready', noteSuccess)
      subscriber.disconnect()
    },
  }

  function noteSuccess(): void {
    if (isDown) log.info({}, 'Redis responds again. Rooms reach all processes again.')
    isDown = false
  }

  function noteFailure(error: unknown): void {
    if (!isDown) {
      log.warn(
        { err: error },
        'Redis does not respond. Messages in rooms reach only this process until it does.',
      )
    }
    isDown = true
  }
}

/** Creates a connection of its own: in subscriber mode it cannot run other commands. */
function createSubscriber(redis: RedisConnection): RedisConnection {
  if (isCluster(redis)) return redis.duplicate()
  const subscriber = redis.duplicate({ autoResubscribe: false })
  keepOpen(subscriber)
  return subscriber
}

type Publish = (name: string, text: string) => Promise<unknown>

/**
 * Creates the function that publishes: in a cluster through the same node as long as it is there, because messages that
 * take several ways overtake each other.
 */
async function createPublisher(redis: RedisConnection): Promise<Publish> {
  if (!isCluster(redis)) return (name, text) => redis.publish(name, text)
  const isReady = ({ status }: Redis): boolean => status === 'ready'
  // Connects to the nodes. send() reports failures.
  await Promise.all(redis.nodes('master').map((node) => node.ping().catch(() => {})))
  let node: Redis | undefined
  return (name, text) => {
    if (!node || !isReady(node)) node = redis.nodes('master').find(isReady)
    return (node ?? redis).publish(name, text)
  }
}
