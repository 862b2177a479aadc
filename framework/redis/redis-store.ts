// A session store in Redis, shared by any number of processes.
import type { Redis } from 'ioredis'
import { memoryStore } from '../session/memory-store.ts'
import type { SessionStore, StoredSession, StoreSurroundings } from '../session/session-store.ts'
import { connectRedis } from './connection.ts'

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
export function redisStore({ url, prefix = 'vial:session:' }: RedisStoreOptions = {}): SessionStore {
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
  vialSessionWrite(...parts: (string | number)[]): Promise<number>
  vialSessionTouch(...parts: (string | number)[]): Promise<number>
  vialSessionEnd(...parts: (string | number)[]): Promise<number>
}

function createRedisStore(redis: Redis, prefix: string): SessionStore {
  const commands = defineCommands(redis)
  const key = (id: string): string => prefix + id
  // Ids contain no colon, so this prefix cannot collide with the key of a session.
  const users = `${prefix}user:`

  return {
    async read(id) {
      return toSession(await redis.hgetall(key(id)))
    },
    async write(id, session, ttlSeconds, { mustExist }) {
      const { json, createdAt, lastSeenAt, expiresAt, user = '', userAgent = '' } = session
      const fields = { json, createdAt, lastSeenAt, expiresAt, user, userAgent }
      const [first, rest] = [mustExist ? 1 : 0, Object.entries(fields).flat()]
      return (await commands.vialSessionWrite(key(id), users, id, ttlSeconds, user, first, ...rest)) === 1
    },
    async touch(id, { lastSeenAt, expiresAt }, ttlSeconds) {
      return (await commands.vialSessionTouch(key(id), users, id, ttlSeconds, lastSeenAt, expiresAt)) === 1
    },
    async delete(id) {
      return (await commands.vialSessionEnd(key(id), users, id)) === 1
    },
    async listByUser(user) {
      const ids = await redis.zrange(users + user, 0, -1)
      const found = ids.map(async (id) => {
        const session = toSession(await redis.hgetall(key(id)))
        return session?.user === user ? [{ id, session }] : []
      })
      return (await Promise.all(found)).flat()
    },
  }
}

function defineCommands(redis: Redis): SessionCommands {
  redis.defineCommand('vialSessionWrite', { numberOfKeys: 1, lua: write })
  redis.defineCommand('vialSessionTouch', { numberOfKeys: 1, lua: touch })
  redis.defineCommand('vialSessionEnd', { numberOfKeys: 1, lua: end })
  return redis as Redis & SessionCommands
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

/** Adds a session to its user's set, removes expired ones, and keeps the set as long as the longest session in it. */
const addToUser = `
local function addToUser(user, id, ttl)
  if user == '' then return end
  local list = ARGV[1] .. user
  local now = tonumber(redis.call('TIME')[1])
  redis.call('ZREMRANGEBYSCORE', list, '-inf', now)
  redis.call('ZADD', list, now + ttl, id)
  if redis.call('TTL', list) < ttl then redis.call('EXPIRE', list, ttl) end
end`

// ARGV: users, id, ttl, user, mustExist, then names and values.
const write = `${addToUser}
if ARGV[5] == '1' and redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local old = redis.call('HGET', KEYS[1], 'user')
if old and old ~= '' and old ~= ARGV[4] then redis.call('ZREM', ARGV[1] .. old, ARGV[2]) end
redis.call('HSET', KEYS[1], unpack(ARGV, 6))
redis.call('EXPIRE', KEYS[1], ARGV[3])
addToUser(ARGV[4], ARGV[2], tonumber(ARGV[3]))
return 1`

// ARGV: users, id, ttl, lastSeenAt, expiresAt.
const touch = `${addToUser}
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], 'lastSeenAt', ARGV[4], 'expiresAt', ARGV[5])
redis.call('EXPIRE', KEYS[1], ARGV[3])
addToUser(redis.call('HGET', KEYS[1], 'user') or '', ARGV[2], tonumber(ARGV[3]))
return 1`

// ARGV: users, id.
const end = `
local user = redis.call('HGET', KEYS[1], 'user')
if user and user ~= '' then redis.call('ZREM', ARGV[1] .. user, ARGV[2]) end
return redis.call('DEL', KEYS[1])`
