// rateLimit(): limits how many requests a visitor may send.
import { assertNoContext, assertOptions } from '../http/assert-options.ts'
import { toAddressBlock } from '../http/address-block.ts'
import { HttpError } from '../http/http-error.ts'
import type { Context } from '../request/context/context.ts'
import type { Extension } from '../request/pipeline/define-server.ts'
import type { Middleware } from '../request/pipeline/middleware.ts'
import { pathBelowBase } from '../routing/base-path.ts'
import { type Taken, createLimiter, parseSpan } from './limiter.ts'

/** The options of `rateLimit()`. */
export interface RateLimitOptions {
  /** How many requests to allow per period. */
  readonly points: number
  /** The length of a period (seconds, or `'1m'`, `'12h'`; at most 24 days). */
  readonly duration: number | string
  /**
   * What to count by: `'address'` is the client's address (for IPv6 its /64 block), `'user'` is the logged-in user or
   * otherwise the address, and a function returns any text, or `undefined` not to limit the request
   * (default: `'address'`).
   *
   * `'user'` opens the session of every limited request.
   */
  readonly key?: 'address' | 'user' | ((ctx: Context) => string | undefined)
  /** Limits only requests at and below these paths, such as `/api` (default: all). */
  readonly paths?: readonly string[]
  /** Limits only these methods, such as `POST` (default: all). */
  readonly methods?: readonly string[]
  /** Limits with the same name count together in Redis (default: derived from the other options). */
  readonly name?: string
}

/** A middleware that is also an extension. */
export type RateLimit = Middleware & Extension & { readonly middleware: Middleware }

/**
 * Limits how many requests a visitor may send. Requests above the limit get 429 with `Retry-After`.
 *
 * Use it for the whole site with `defineServer({ extensions: [rateLimit({ … })] })`, or for a folder in its
 * `_middleware.ts`: `export default rateLimit({ … })`. It counts only requests that reach middleware, so not those for
 * files in `public/` or those that are refused or redirected earlier.
 *
 * Counts are stored in memory, or in Redis if `REDIS_URL` is set.
 *
 * @throws Error for invalid options
 */
export function rateLimit(options: RateLimitOptions): RateLimit {
  assertNoContext('rateLimit', options)
  assertOptions('rateLimit()', options, optionNames)
  const { points, key = 'address', paths, methods } = options
  const seconds = parseSpan('rateLimit', points, options.duration)
  assertPaths(paths)
  const name = options.name ?? [points, seconds, ...(methods ?? []), ...(paths ?? [])].join(',')
  const limiter = createLimiter({ name, points, seconds })

  const middleware: Middleware = async (ctx, next) => {
    if (methods && !methods.includes(ctx.request.method)) return next()
    if (paths && !isBelow(paths, pathBelowBase(ctx.url.pathname, ctx.app.base) ?? '')) return next()
    const countedKey = findKey(ctx, key)
    if (countedKey === undefined) return next()
    const taken = await limiter.take(ctx.app, countedKey)
    writeHeaders(ctx.headers, points, taken)
    if (!taken.allowed) throw createLimitError(taken.seconds)
    return next()
  }
  return Object.defineProperties(middleware, {
    name: { value: 'rate-limit' },
    middleware: { value: middleware },
    start: { value: (app: Context['app']) => limiter.start(app) },
  }) as RateLimit
}

const optionNames = {
  points: true,
  duration: true,
  key: true,
  paths: true,
  methods: true,
  name: true,
} satisfies Record<keyof RateLimitOptions, true>

/**
 * Creates the error for a visitor who is above a limit.
 *
 * @param seconds How long to wait
 * @param reason A sentence that explains the error
 */
export function createLimitError(seconds: number, reason = 'Too many requests.'): HttpError {
  const wait = seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`
  return new HttpError(429, `${reason} Try again in ${wait === '1 seconds' ? '1 second' : wait}.`, {
    headers: { 'retry-after': String(seconds) },
  })
}

/** Returns the key for an address. All requests without an address share one key. */
export function addressKey({ clientAddress }: Pick<Context, 'clientAddress'>): string {
  return clientAddress === undefined ? 'unknown' : toAddressBlock(clientAddress)
}

function assertPaths(paths: readonly string[] | undefined): void {
  const wrong = paths?.find((path) => !path.startsWith('/'))
  if (wrong !== undefined) throw new Error(`rateLimit: paths has "${wrong}". It must start with a slash.`)
}

function isBelow(paths: readonly string[], pathname: string): boolean {
  return paths.some((path) => {
    const folder = path.endsWith('/') ? path : `${path}/`
    return pathname === path || pathname.startsWith(folder)
  })
}

function findKey(ctx: Context, key: NonNullable<RateLimitOptions['key']>): string | undefined {
  if (typeof key === 'function') return key(ctx)?.slice(0, maxKeyLength)
  if (key === 'user' && ctx.hasSession) {
    // The default property of auth().
    const { userId } = ctx.session as { userId?: unknown }
    if (userId !== undefined && userId !== null) return `user ${userId}`.slice(0, maxKeyLength)
  }
  // Unlike ctx.clientAddress, this does not make a cached response personal: the address is only counted.
  return addressKey({ clientAddress: ctx.app.addressOf(ctx) })
}

const maxKeyLength = 256

/** If several limits apply, the headers describe the one with the fewest points left. */
function writeHeaders(headers: Headers, limit: number, { remaining, seconds }: Taken): void {
  const other = headers.get('ratelimit-remaining')
  if (other !== null && Number(other) <= remaining) return
  headers.set('ratelimit-limit', String(limit))
  headers.set('ratelimit-remaining', String(remaining))
  headers.set('ratelimit-reset', String(seconds))
}
