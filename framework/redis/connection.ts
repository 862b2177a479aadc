// One connection to each Redis, for everything in this process that uses it.
import type { Redis } from 'ioredis'

const connections = new Map<string, Promise<Redis>>()

/**
 * How long Redis may take to answer before whoever asked goes on without it (ms).
 *
 * Together with no queue for commands while the connection is down, it is what keeps a page from hanging with Redis.
 */
const commandTimeout = 400

/**
 * Gives the connection to a Redis, made by the first who asks.
 *
 * While Redis is away commands fail at once or after 400 ms and the connection tries again for ever, so that a
 * site starts and goes on without it.
 *
 * @param url Such as `redis://:password@127.0.0.1:6379/0`
 * @throws Error that says how to install ioredis when it is missing, or that the URL is none
 */
export function connectRedis(url: string): Promise<Redis> {
  let connection = connections.get(url)
  if (!connection) {
    connection = openConnection(url)
    connections.set(url, connection)
    connection.catch(() => connections.delete(url))
  }
  return connection
}

/** Closes every connection that connectRedis() made. */
export async function closeRedis(): Promise<void> {
  const open = [...connections.values()]
  connections.clear()
  await Promise.all(open.map(async (connection) => (await connection).disconnect()))
}

async function openConnection(url: string): Promise<Redis> {
  if (!/^rediss?:\/\//.test(url)) {
    throw new Error('REDIS_URL is no address of a Redis. Write one such as redis://127.0.0.1:6379.')
  }
  const { Redis } = await importClient()
  const redis = new Redis(url, {
    commandTimeout,
    connectTimeout: 2000,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempts) => Math.min(50 * 2 ** Math.min(attempts, 6), 2000),
  })
  // Every command that fails tells whoever asked; without a listener the client would write to the console besides.
  redis.on('error', () => {})
  await firstOutcome(redis)
  return redis
}

async function importClient(): Promise<typeof import('ioredis')> {
  try {
    return await import('ioredis')
  } catch (error) {
    throw new Error('REDIS_URL is set, and ioredis is not installed. Run: npm install ioredis@^5', {
      cause: error,
    })
  }
}

/** Commands sent before the connection stands would fail: wait until it does, or is known not to. */
function firstOutcome(redis: Redis): Promise<void> {
  return new Promise((resolve) => {
    redis.once('ready', resolve)
    redis.once('close', () => resolve())
  })
}
