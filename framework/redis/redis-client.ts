// Gives a site the connection to Redis that this package uses, with types that do not need ioredis.
import { connectRedis } from './connection.ts'

type Word = string | number

/** The commands that most sites need. `call` sends any other command. */
export interface RedisClient {
  /** Sends a command with its arguments and resolves to the reply, such as `call('hget', 'user:1', 'name')`. */
  call(command: string, ...words: Word[]): Promise<unknown>
  get(key: string): Promise<string | null>
  /** `options` are those of the command, such as `set('key', 'value', 'EX', 60)`. */
  set(key: string, value: Word, ...options: Word[]): Promise<string | null>
  del(...keys: string[]): Promise<number>
  incr(key: string): Promise<number>
  expire(key: string, seconds: number): Promise<number>
  publish(channel: string, message: string): Promise<number>
}

/**
 * Returns the connection to a Redis. The first call opens it, later calls share it.
 *
 * While Redis is unavailable, commands fail immediately or after 400 ms, and the connection keeps reconnecting. So a site
 * starts and runs without Redis. The connection is a client of ioredis: `connectRedis<Redis>(url)`, with
 * `import type { Redis } from 'ioredis'`, types all of its commands.
 *
 * In a cluster it is a `Cluster` of ioredis, and every command may use the keys of one slot only.
 *
 * @param url Such as `redis://:password@127.0.0.1:6379/0`; clusters and Sentinel as in `REDIS_URL`
 * @throws Error if ioredis is not installed or the URL is invalid
 */
export function connectClient<Client = RedisClient>(url: string): Promise<Client> {
  return connectRedis(url) as Promise<unknown> as Promise<Client>
}
