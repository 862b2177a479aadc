// A session store in Redis, shared by any number of processes.
import { assertOptions } from '../http/assert-options.ts'
import { memoryStore } from '../session/memory-store.ts'
import type { SessionStore, StoredSession, StoreSurroundings } from '../session/session-store.ts'
import { type RedisConnection, connectRedis } from './connection.ts'

/** The options of `redisStore()`. */
export interface RedisStoreOptions {
  /** Such as `redis://127.0.0.1:6379` (default: `REDIS_URL`). */
  readonly url?: string | undefined
  /** The prefix of all keys (default: `vial:session:`). */
  readonly prefix?: string | undefined
}

/**
 * Creates a store that keeps sessions in Redis.
 *
 * Without `url` and `REDIS_URL`, it keeps them in memory, so that the same site runs on a machine without Redis. In
 * production it then logs a warning. Each session is a hash with an expiry. Each user with sessions has a sorted set of
 * session ids.
 */
export function redisStore(options: RedisStoreOptions = {}): SessionStore {
  assertOptions('redisStore()', options, { url: true, prefix: true } satisfies Record<
    keyof RedisStoreOptions,
    true
  >)
  const { url, prefix = 'vial:session:' } = options
  let opened: SessionStore | undefined

  return {
    async start(surroundings) {
      const address = url ?? (surroundings.environment.REDIS_URL || undefined)
      opened =
        address === undefined
          ? await startMemory(surroundings)
          : createRedisStore(await connectRedis(address), prefix)
    },
    read: (id) => open().read(id),
    write: (id, session, ttlSeconds, options) => open().write(id, session, ttlSeconds, options),
    touch: (id, times, ttlSeconds) => open().touch(id, times, ttlSeconds),
    delete: (id) => open().delete(id),
    listByUser: (user) => open().listByUser!(user),
  }

  function open(): SessionStore {
    if (opened) return opened
    throw new Error(
      'redisStore(): the store has not been started. Use it as session.store in routes/_server.ts.',
    )
  }
}

async function startMemory(surroundings: StoreSurroundings): Promise<SessionStore> {
  if (!surroundings.isDevelopment) {
    surroundings.log.warn(
      {},
      'redisStore(): REDIS_URL is not set. Sessions are kept in the memory of this process and lost when it ends.',
    )
  }
  const store = memoryStore()
  await store.start?.(surroundings)
  return store
}

/** The scripts below as commands. ioredis sends each script once and then refers to it by its hash. */
interface SessionCommands {
  vialSessionList(...parts: (string | number)[]): Promise<unknown>
  vialSessionWrite(...parts: (string | number)[]): Promise<string | null>
  vialSessionTouch(...parts: (string | number)[]): Promise<number>
  vialSessionEnd(key: string): Promise<string | null>
}

/**
 * Creates the store on a connection.
 *
 * Every command uses the keys of one slot, so that it works in a cluster. A session is added to the list of its user before
 * it is written, and removed from it afterwards: the list may name sessions that have ended, but it never misses one.
 */
function createRedisStore(redis: RedisConnection, prefix: string): SessionStore {
  const commands = defineCommands(redis)
  const key = (id: string): string => prefix + id
  // Ids contain no colon, so this prefix cannot collide with the key of a session.
  const list = (user: string): string => `${prefix}user:${user}`
  const addToList = async (user: string, id: string, ttlSeconds: number): Promise<void> => {
    if (user) await commands.vialSessionList(list(user), id, ttlSeconds)
  }
  const removeFromList = async (user: string | null | undefined, id: string): Promise<void> => {
    if (user) await redis.zrem(list(user), id)
  }

  return {
    async read(id) {
      return toSession(await redis.hgetall(key(id)))
    },
    async write(id, session, ttlSeconds, { mustExist }) {
      const { json, createdAt, lastSeenAt, expiresAt, user = '', userAgent = '' } = session
      const fields = { json, createdAt, lastSeenAt, expiresAt, user, userAgent }
      await addToList(user, id, ttlSeconds)
      const words = [mustExist ? 1 : 0, ttlSeconds, ...Object.entries(fields).flat()]
      const former = await commands.vialSessionWrite(key(id), ...words)
      if (former === null) {
        await removeFromList(user, id)
        return false
      }
      if (former !== user) await removeFromList(former, id)
      return true
    },
    async touch(id, { lastSeenAt, expiresAt }, ttlSeconds) {
      const user = await redis.hget(key(id), 'user')
      if (user === null) return false
      await addToList(user, id, ttlSeconds)
      return (await commands.vialSessionTouch(key(id), ttlSeconds, lastSeenAt, expiresAt)) === 1
    },
    async delete(id) {
      const former = await commands.vialSessionEnd(key(id))
      await removeFromList(former, id)
      return former !== null
    },
    async listByUser(user) {
      const ids = await redis.zrange(list(user), 0, -1)
      const found = ids.map(async (id) => {
        const session = toSession(await redis.hgetall(key(id)))
        return session?.user === user ? [{ id, session }] : []
      })
      return (await Promise.all(found)).flat()
    },
  }
}

function defineCommands(redis: RedisConnection): SessionCommands {
  redis.defineCommand('vialSessionList', { numberOfKeys: 1, lua: addToList })
  redis.defineCommand('vialSessionWrite', { numberOfKeys: 1, lua: write })
  redis.defineCommand('vialSessionTouch', { numberOfKeys: 1, lua: touch })
  redis.defineCommand('vialSessionEnd', { numberOfKeys: 1, lua: end })
  return redis as RedisConnection & SessionCommands
}

function toSession(fields: Record<string, string>): StoredSession | undefined {
  const { json, createdAt, lastSeenAt, expiresAt, user, userAgent } = fields
  if (json === undefined || Number(expiresAt) <= Date.now()) return undefined
  return {
    json,
    createdAt: Number(createdAt),
    lastSeenAt: Number(lastSeenAt),
    expiresAt: Number(expiresAt),
    ...(user ? { user } : {}),
    ...(userAgent ? { userAgent } : {}),
  }
}

// Redis runs each script atomically, so no other request can end a session between the check and the write.

// Adds a session to the set of its user, removes expired ones, and keeps the set as long as the longest session in it.
// ARGV: id, ttl.
const addToList = `
local now = tonumber(redis.call('TIME')[1])
local ttl = tonumber(ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + ttl, ARGV[1])
if redis.call('TTL', KEYS[1]) < ttl then redis.call('EXPIRE', KEYS[1], ttl) end`

// Returns the user that the session had, and nothing if it must exist and does not. ARGV: mustExist, ttl, names and values.
const write = `
if ARGV[1] == '1' and redis.call('EXISTS', KEYS[1]) == 0 then return nil end
local former = redis.call('HGET', KEYS[1], 'user')
redis.call('HSET', KEYS[1], unpack(ARGV, 3))
redis.call('EXPIRE', KEYS[1], ARGV[2])
return former or ''`

// ARGV: ttl, lastSeenAt, expiresAt.
const touch = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], 'lastSeenAt', ARGV[2], 'expiresAt', ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[1])
return 1`

// Returns the user of the session, and nothing if there was none.
const end = `
local former = redis.call('HGET', KEYS[1], 'user')
if redis.call('DEL', KEYS[1]) == 0 then return nil end
return former or ''`
