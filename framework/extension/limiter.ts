// Counts events per key and period: in memory, in the supervisor for all its workers, or in Redis for all processes.
import type { RateLimiterCluster, RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible'
import { parseLifetime } from '../http/lifetime.ts'
import { sharePromise } from '../http/share-promise.ts'
import { withTimeLimit } from '../http/time-limit.ts'
import { connectRedis, type RedisConnection } from '../redis/connection.ts'
import type { App } from '../request/pipeline/server-definition.ts'

export interface LimiterOptions {
  /** Identifies the limiter in Redis. */
  readonly name: string
  /** How many events to allow per period. */
  readonly points: number
  /** The length of a period (seconds). */
  readonly seconds: number
}

/** The result of taking a point. */
export interface Taken {
  readonly allowed: boolean
  /** How many points are left in this period. */
  readonly remaining: number
  /** The time until the next period (seconds, rounded up). */
  readonly seconds: number
}

export interface Limiter {
  /** Connects to Redis if `REDIS_URL` is set. */
  start(app: App): Promise<void>
  /** Takes a point from a key. */
  take(app: App, key: string): Promise<Taken>
  /** Gives a point back to a key. */
  giveBack(app: App, key: string): Promise<void>
  /** Resets a key. */
  forget(app: App, key: string): Promise<void>
}

/** Node's timers do not support longer periods. */
const maxSeconds = 24 * 86_400

/**
 * Parses the options of a limit.
 *
 * @param setting The name to start error messages with, such as `rateLimit`
 * @returns The period in seconds
 * @throws Error for invalid values
 */
export function parseSpan(setting: string, points: number, duration: number | string): number {
  if (!Number.isSafeInteger(points) || points < 1) {
    throw new Error(`${setting}: points is ${points}. Use a positive integer.`)
  }
  const seconds = parseLifetime(`${setting}.duration`, duration)
  if (seconds <= maxSeconds) return seconds
  throw new Error(`${setting}: a duration of ${seconds} seconds is too long. Use at most '24d'.`)
}

type Library = typeof import('./rate-limiters.ts')
type Counter = Pick<
  RateLimiterMemory | RateLimiterRedis | RateLimiterCluster,
  'consume' | 'reward' | 'delete'
>

/** Bounds the memory that an attack with forged addresses can take up. */
const maxKeys = 100_000
/** How long to wait for Redis or the supervisor (ms). */
const maxWait = 400
/** How long to skip Redis after a failure (ms), because each attempt delays a request by up to 400 ms. */
const retryDelay = 1000

/**
 * Creates a limiter.
 *
 * If `REDIS_URL` is set, all processes count together; otherwise the workers of one machine do. While Redis is unavailable,
 * each process counts on its own.
 */
export function createLimiter(options: LimiterOptions): Limiter {
  const open = sharePromise((app: App) => openCounters(options, app.environment))
  let downUntil = 0
  let isDown = false

  return {
    async start(app) {
      await (await open(app)).connect?.()
    },
    take: (app, key) =>
      count(app, async (counter) => {
        try {
          return toTaken(await counter.consume(key), true)
        } catch (error) {
          // If no points are left, the library rejects with a result.
          if (error instanceof Error) throw error
          return toTaken(error as Parameters<typeof toTaken>[0], false)
        }
      }),
    giveBack: (app, key) => count(app, async (counter) => void (await counter.reward(key))),
    forget: (app, key) => count(app, async (counter) => void (await counter.delete(key))),
  }

  async function count<Result>(app: App, use: (counter: Counter) => Promise<Result>): Promise<Result> {
    const counters = await open(app)
    if (counters.connect && Date.now() >= downUntil) {
      try {
        const together = counters.ready ?? (await withDeadline(counters.connect()))
        const result = await use(together)
        isDown = false
        return result
      } catch (error) {
        downUntil = Date.now() + retryDelay
        if (!isDown) {
          const name = app.environment.REDIS_URL ? 'Redis' : 'The supervisor'
          const message = `${name} does not respond. This process counts on its own until it does.`
          app.log.warn({ err: error, limit: options.name }, message)
        }
        isDown = true
      }
    }
    return use(counters.memory)
  }
}

interface Counters {
  readonly memory: Counter
  /** Gives the counter of all processes, if there are several: in Redis or in the supervisor. */
  readonly connect: (() => Promise<Counter>) | undefined
  /** The same counter once there is one. */
  ready: Counter | undefined
}

// Loads the library on first use: most sites do not need it.
async function openCounters(
  options: LimiterOptions,
  { REDIS_URL: url, VIAL_WORKER: isWorker }: App['environment'],
): Promise<Counters> {
  const library = await import('./rate-limiters.ts')
  let connect: (() => Promise<Counter>) | undefined
  if (url) {
    connect = sharePromise(async () => {
      counters.ready = createRedisCounter(library, options, await connectRedis(url))
      return counters.ready
    })
  }
  const shared = !url && isWorker ? createSharedCounter(library, options) : undefined
  if (shared) connect = async () => shared
  const counters: Counters = { memory: createMemoryCounter(library, options), connect, ready: shared }
  return counters
}

function createRedisCounter(
  library: Library,
  options: LimiterOptions,
  storeClient: RedisConnection,
): Counter {
  const { name, points, seconds } = options
  return new library.RateLimiterRedis({
    storeClient,
    points,
    duration: seconds,
    keyPrefix: `vial:limit:${name}`,
    rejectIfRedisNotReady: true,
  })
}

/** Counts in the supervisor, for all workers. */
function createSharedCounter(library: Library, { name, points, seconds }: LimiterOptions): Counter {
  const limiter = new library.RateLimiterCluster({
    points,
    duration: seconds,
    // The supervisor keeps the limits of the version that it has seen first.
    keyPrefix: `vial:limit:${name}:${points}:${seconds}`,
    timeoutMs: maxWait,
  })
  return limitKeys(limiter)
}

function createMemoryCounter(library: Library, { points, seconds }: LimiterOptions): Counter {
  return limitKeys(new library.RateLimiterMemory({ points, duration: seconds }))
}

/** The library drops a key when its period ends. This wrapper also limits the number of keys. */
function limitKeys(limiter: Counter): Counter {
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

/** Waits at most `maxWait`, because opening a connection can take seconds. */
function withDeadline<Value>(promise: Promise<Value>): Promise<Value> {
  return withTimeLimit(promise, maxWait, () => {
    throw new Error('The connection is not open yet.')
  })
}
