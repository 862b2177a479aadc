// Cached responses in Redis, for all processes of a site.
import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import { type CacheStore, type StoredValue, isStoredResponse } from '../cache/cache-store.ts'

interface CacheLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

/** Longer than any response is kept: what depends on the state of a tag goes before the state does (seconds). */
const tagLifetime = 400 * 24 * 3600

/** After a failure Redis is left alone for so long (ms): not every visitor has to wait for it to find out. */
const retryDelay = 1000

/**
 * Makes a store. While Redis is away it finds nothing and keeps nothing, which is no error.
 *
 * A tag that could not be invalidated is invalidated before anything is found again by this process, and in the others
 * as soon as Redis is back.
 */
export function createRedisCache(redis: Redis, log: CacheLog): CacheStore {
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
      // Not put off, even during the delay: to answer with what was just changed is worse than to wait.
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
      if (isDown) log.info({}, 'Redis is back: responses are cached again.')
      isDown = false
      return value
    } catch (error) {
      downUntil = Date.now() + retryDelay
      if (!isDown) log.warn({ err: error }, 'Redis does not answer: nothing is cached until it does.')
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

async function read(redis: Redis, key: string, tags: readonly string[]): ReturnType<typeof readAll> {
  const found = await readAll(redis, key, tags)
  if (found) return found
  // Unknown is not "never invalidated": Redis may have thrown the state away. A new one makes what is old unfindable.
  for (const tag of tags) await redis.set(toTagKey(tag), randomUUID(), 'EX', tagLifetime, 'NX')
  return readAll(redis, key, tags)
}

/** Reads a value and the state of its tags; `undefined` when a tag has none. */
async function readAll(
  redis: Redis,
  key: string,
  tags: readonly string[],
): Promise<{ version: string; value: StoredValue | undefined } | undefined> {
  const [text, ...states] = await redis.mget(toKey(key), ...tags.map(toTagKey))
  if (states.includes(null)) return undefined
  const version = states.join()
  const found = text ? (JSON.parse(text) as { version: string; value: PlainValue }) : undefined
  return { version, value: found?.version === version ? fromPlain(found.value) : undefined }
}

/** A value as JSON has it: bytes are written in base64. */
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
