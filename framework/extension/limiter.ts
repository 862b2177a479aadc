// Counts how often something happens in a span of time: in memory, or in Redis for all processes.
import type { Redis } from 'ioredis'
import type { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible'
import { parseLifetime } from '../http/lifetime.ts'
import { connectRedis } from '../redis/connection.ts'
import type { App } from '../request/pipeline/server-definition.ts'

export interface LimiterOptions {
  /** Tells it from other limiters in Redis. */
  readonly name: string
  /** How often in a span. */
  readonly points: number
  /** The span (seconds). */
  readonly seconds: number
}

/** What came of taking a point. */
export interface Taken {
  readonly allowed: boolean
  /** What is left of this span. */
  readonly remaining: number
  /** How long until the next span (seconds, rounded up). */
  readonly seconds: number
}

export interface Limiter {
  /** Connects with Redis where the environment names one. */
  start(app: App): Promise<void>
  /** Takes a point of a key. */
  take(app: App, key: string): Promise<Taken>
  /** Gives a point back. */
  giveBack(app: App, key: string): Promise<void>
  /** Forgets what a key has taken. */
  forget(app: App, key: string): Promise<void>
}

/** Timers take no longer spans. */
const maxSeconds = 24 * 86_400

/**
 * Reads how often in what time something may happen.
 *
 * @param setting What the message of an error begins with, such as `rateLimit`
 * @returns The span in seconds
 * @throws Error for numbers that cannot be meant, or that would limit nothing
 */
export function parseSpan(setting: string, points: number, duration: number | string): number {
  if (!Number.isSafeInteger(points) || points < 1) {
    throw new Error(`${setting}: points is ${points}. Use a whole number above 0.`)
  }
  const seconds = parseLifetime(`${setting}.duration`, duration)
  if (seconds <= maxSeconds) return seconds
  throw new Error(`${setting}: a duration of ${seconds} seconds is too long. Use at most '24d'.`)
}

type Library = typeof import('rate-limiter-flexible')
type Counter = Pick<RateLimiterMemory | RateLimiterRedis, 'consume' | 'reward' | 'delete'>

/** More would be an attack with invented addresses, and must not fill the memory. */
const maxKeys = 100_000
/** How long Redis is left alone after it did not answer (ms): each attempt costs its visitor up to 400. */
const retryDelay = 1000

/**
 * Makes a limiter.
 *
 * Where `REDIS_URL` is set, all processes count together; while Redis is away, each counts by itself.
 */
export function createLimiter(options: LimiterOptions): Limiter {
  let opening: Promise<Counters> | undefined
  let downUntil = 0
  let isDown = false

  return {
    async start(app) {
      await (await open(app)).connected
    },
    take: (app, key) =>
      count(app, async (counter) => {
        try {
          return toTaken(await counter.consume(key), true)
        } catch (error) {
          // It rejects with a result where the points are used up.
          if (error instanceof Error) throw error
          return toTaken(error as Parameters<typeof toTaken>[0], false)
        }
      }),
    giveBack: (app, key) => count(app, async (counter) => void (await counter.reward(key))),
    forget: (app, key) => count(app, async (counter) => void (await counter.delete(key))),
  }

  function open(app: App): Promise<Counters> {
    opening ??= openCounters(options, app.environment.REDIS_URL)
    return opening
  }

  async function count<Result>(app: App, use: (counter: Counter) => Promise<Result>): Promise<Result> {
    const counters = await open(app)
    if (counters.connected && Date.now() >= downUntil) {
      try {
        const redis = counters.redis ?? (await withinMoment(counters.connected))
        const result = await use(redis)
        isDown = false
        return result
      } catch (error) {
        downUntil = Date.now() + retryDelay
        if (!isDown) {
          const sentence = 'Redis does not answer: until it does, this process counts by itself.'
          app.log.warn({ err: error, limit: options.name }, sentence)
        }
        isDown = true
      }
    }
    return use(counters.memory)
  }
}

interface Counters {
  readonly memory: Counter
  /** The counter in Redis, where there is one. */
  readonly connected: Promise<Counter> | undefined
  /** The same once it is there. */
  redis: Counter | undefined
}

// Loaded when first needed: it is some thirty files, and most sites start without.
async function openCounters(options: LimiterOptions, url: string | undefined): Promise<Counters> {
  const library = await import('rate-limiter-flexible')
  const connected = url
    ? connectRedis(url).then((client) => createRedisCounter(library, options, client))
    : undefined
  const counters: Counters = { memory: createMemoryCounter(library, options), connected, redis: undefined }
  connected?.then(
    (counter) => (counters.redis = counter),
    () => {
      // Told where it is awaited.
    },
  )
  return counters
}

function createRedisCounter(library: Library, options: LimiterOptions, storeClient: Redis): Counter {
  const { name, points, seconds } = options
  return new library.RateLimiterRedis({
    storeClient,
    points,
    duration: seconds,
    keyPrefix: `vial:limit:${name}`,
    rejectIfRedisNotReady: true,
  })
}

/** The library forgets a key when its span ends; this bounds how many there are until then. */
function createMemoryCounter(library: Library, { points, seconds }: LimiterOptions): Counter {
  const limiter = new library.RateLimiterMemory({ points, duration: seconds })
  const keys = new Set<string>()
  return {
    consume(key, taken) {
      const text = String(key)
      keys.delete(text)
      keys.add(text)
      if (keys.size > maxKeys) {
        const oldest = keys.values().next().value!
        keys.delete(oldest)
        limiter.delete(oldest).catch(() => {})
      }
      return limiter.consume(text, taken)
    },
    reward: (key, given) => limiter.reward(key, given),
    delete: (key) => limiter.delete(key),
  }
}

function toTaken(
  { remainingPoints, msBeforeNext }: { remainingPoints: number; msBeforeNext: number },
  allowed: boolean,
): Taken {
  return {
    allowed,
    remaining: Math.max(0, remainingPoints),
    seconds: Math.max(1, Math.ceil(msBeforeNext / 1000)),
  }
}

/** A connection that is being made may take seconds; a visitor should not wait for it. */
async function withinMoment<Value>(promise: Promise<Value>): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The connection is not there yet.')), 400)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
