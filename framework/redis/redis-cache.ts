// A cache store in Redis, shared by all processes of a site.
import { randomUUID } from 'node:crypto'
import { type CacheStore, type StoredValue, isStoredResponse } from '../cache/cache-store.ts'
import type { Log } from '../http/log.ts'
import { type RedisConnection, isCluster } from './connection.ts'

/** How long the version of a tag is stored (seconds). Longer than any response, so a response never outlives its tags. */
const tagLifetime = 400 * 24 * 3600

/** How long to skip Redis after a failure (ms), so that not every request waits for the timeout. */
const retryDelay = 1000

/**
 * Creates the store. While Redis is unavailable, reads find nothing and writes are dropped, without an error.
 *
 * If a tag could not be invalidated, this process invalidates it before its next read, and retries until Redis responds.
 */
export function createRedisCache(redis: RedisConnection, log: Pick<Log, 'info' | 'warn'>): CacheStore {
  const waiting = new Set<string>()
  let downUntil = 0
  let isDown = false
  return {
    read: (key, tags) => attempt(() => read(redis, key, tags)),
    async write(key, value, version, lifetime) {
      const text = JSON.stringify({ version, value: toPlain(value) })
      await attempt(() => redis.set(toKey(key), text, 'EX', Math.max(1, Math.ceil(lifetime))))
    },
    async forget(key) {
      await attempt(() => redis.del(toKey(key)))
    },
    async invalidate(tag) {
      waiting.add(tag)
      // Does not wait for the delay to pass: serving outdated content is worse than waiting for a timeout.
      downUntil = 0
      await attempt(async () => undefined)
      if (waiting.size > 0) tryAgain()
    },
  }

  async function attempt<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
    if (Date.now() < downUntil) return undefined
    try {
      await invalidateWaiting()
      const value = await work()
      if (isDown) log.info({}, 'Redis responds again. Responses are cached again.')
      isDown = false
      return value
    } catch (error) {
      downUntil = Date.now() + retryDelay
      if (!isDown) log.warn({ err: error }, 'Redis does not respond. No responses are cached until it does.')
      isDown = true
      return undefined
    }
  }

  async function invalidateWaiting(): Promise<void> {
    if (waiting.size === 0) return
    const tags = [...waiting]
    await Promise.all(tags.map((tag) => redis.set(toTagKey(tag), randomUUID(), 'EX', tagLifetime)))
    for (const tag of tags) waiting.delete(tag)
  }

  function tryAgain(): void {
    const timer = setTimeout(async () => {
      await attempt(async () => undefined)
      if (waiting.size > 0) tryAgain()
    }, retryDelay)
    timer.unref()
  }
}

function toKey(key: string): string {
  return `vial:cache:${key}`
}

function toTagKey(tag: string): string {
  return `vial:cache-tag:${tag}`
}

async function read(
  redis: RedisConnection,
  key: string,
  tags: readonly string[],
): ReturnType<typeof readAll> {
  const found = await readAll(redis, key, tags)
  if (found) return found
  // A missing version does not mean "never invalidated", because Redis may have evicted it. A new one hides old entries.
  for (const tag of tags) await redis.set(toTagKey(tag), randomUUID(), 'EX', tagLifetime, 'NX')
  return readAll(redis, key, tags)
}

/** Reads a value and the versions of its tags. Returns `undefined` if a tag has no version. */
async function readAll(
  redis: RedisConnection,
  key: string,
  tags: readonly string[],
): Promise<{ version: string; value: StoredValue | undefined } | undefined> {
  const [states, text] = await readStatesAndText(redis, key, tags)
  if (states.includes(null)) return undefined
  const version = states.join()
  const found = text ? (JSON.parse(text) as { version: string; value: PlainValue }) : undefined
  return { version, value: found?.version === version ? fromPlain(found.value) : undefined }
}

/** Reads the versions no later than the text: an entry that was written before an invalidation never passes for a new one. */
async function readStatesAndText(
  redis: RedisConnection,
  key: string,
  tags: readonly string[],
): Promise<[states: (string | null)[], text: string | null]> {
  if (!isCluster(redis)) {
    const [text = null, ...states] = await redis.mget(toKey(key), ...tags.map(toTagKey))
    return [states, text]
  }
  // A command of a cluster may only use keys of one node, and tags belong to many entries.
  const states = await Promise.all(tags.map((tag) => redis.get(toTagKey(tag))))
  return [states, await redis.get(toKey(key))]
}

/** A value in JSON, with bytes as base64. */
type PlainValue = { readonly vary: readonly string[]; readonly bytes?: string }

function toPlain(value: StoredValue): PlainValue {
  if (!isStoredResponse(value) || typeof value.body === 'string') return value
  const { body, ...others } = value
  return { ...others, bytes: Buffer.from(body as Uint8Array).toString('base64') }
}

function fromPlain({ bytes, ...value }: PlainValue): StoredValue {
  return bytes === undefined
    ? value
    : ({ ...value, body: new Uint8Array(Buffer.from(bytes, 'base64')) } as StoredValue)
}
