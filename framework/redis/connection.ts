// Shares one connection per Redis URL within this process.
import type { Redis } from 'ioredis'

const connections = new Map<string, Promise<Redis>>()

/**
 * How long a command may take before it fails (ms).
 *
 * Commands are not queued while the connection is down, either. So a page never hangs because Redis does.
 */
const commandTimeout = 400

/**
 * Returns the connection to a Redis. The first call opens it, later calls share it.
 *
 * While Redis is unavailable, commands fail immediately or after 400 ms, and the connection keeps reconnecting. So a site
 * starts and runs without Redis.
 *
 * @param url Such as `redis://:password@127.0.0.1:6379/0`
 * @throws Error if ioredis is not installed or the URL is invalid
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

/** Closes every connection that connectRedis() has opened. */
export async function closeRedis(): Promise<void> {
  const open = [...connections.values()]
  connections.clear()
  await Promise.all(open.map(async (connection) => (await connection).disconnect()))
}

async function openConnection(url: string): Promise<Redis> {
  if (!/^rediss?:\/\//.test(url)) {
    throw new Error('REDIS_URL is not the URL of a Redis. Use one such as redis://127.0.0.1:6379.')
  }
  const { Redis } = await importClient()
  const redis = new Redis(url, {
    commandTimeout,
    connectTimeout: 2000,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempts) => Math.min(50 * 2 ** Math.min(attempts, 6), 2000),
  })
  // Failures reach the caller through the command. Without a listener, ioredis would also print them to the console.
  redis.on('error', () => {})
  await firstAttempt(redis)
  return redis
}

async function importClient(): Promise<typeof import('ioredis')> {
  try {
    return await import('ioredis')
  } catch (error) {
    throw new Error('REDIS_URL is set, but ioredis is not installed. Run: npm install ioredis@^5', {
      cause: error,
    })
  }
}

/** Waits until the first attempt to connect succeeds or fails, because earlier commands would fail. */
function firstAttempt(redis: Redis): Promise<void> {
  return new Promise((resolve) => {
    redis.once('ready', resolve)
    redis.once('close', () => resolve())
  })
}
