// rateLimit(): how often a visitor may ask.
import { toAddressBlock } from '../http/address-block.ts'
import { HttpError } from '../http/http-error.ts'
import type { Context } from '../request/context/context.ts'
import type { Extension } from '../request/pipeline/define-server.ts'
import type { Middleware } from '../request/pipeline/middleware.ts'
import { pathBelowBase } from '../routing/base-path.ts'
import { type Taken, createLimiter, parseSpan } from './limiter.ts'

export interface RateLimitOptions {
  /** How many requests in a span. */
  readonly points: number
  /** The span (seconds, or `'1m'`, `'12h'`; at most 24 days). */
  readonly duration: number | string
  /**
   * Who counts as one: an address (IPv6 by its /64), a logged-in user and otherwise an address, or a text of your
   * own, where `undefined` is not limited (default: `'address'`).
   *
   * `'user'` opens the session of every request that is limited.
   */
  readonly key?: 'address' | 'user' | ((ctx: Context) => string | undefined)
  /** Limits only what is at and below these paths, such as `/api` (default: all). */
  readonly paths?: readonly string[]
  /** Limits only these methods, such as `POST` (default: all). */
  readonly methods?: readonly string[]
  /** Limits of one name count together in Redis (default: made of the other options). */
  readonly name?: string
}

/** A middleware that is an extension too. */
export type RateLimit = Middleware & Extension & { readonly middleware: Middleware }

/**
 * Limits how often a visitor may ask. Above the limit the answer is 429 with `Retry-After`.
 *
 * What it gives goes into `defineServer({ extensions: [rateLimit({ … })] })` for the whole site, or into a
 * `_middleware.ts` for a folder: `export default rateLimit({ … })`. Only what reaches middleware is counted: no files
 * of `public/`, and nothing that is refused or redirected before.
 *
 * Counts are kept in memory, or in Redis where `REDIS_URL` is set.
 *
 * @throws Error for options that cannot be meant
 */
export function rateLimit(options: RateLimitOptions): RateLimit {
  const { points, key = 'address', paths, methods } = options
  const seconds = parseSpan('rateLimit', points, options.duration)
  assertPaths(paths)
  const name = options.name ?? [points, seconds, ...(methods ?? []), ...(paths ?? [])].join(',')
  const limiter = createLimiter({ name, points, seconds })

  const middleware: Middleware = async (ctx, next) => {
    if (methods && !methods.includes(ctx.request.method)) return next()
    if (paths && !isBelow(paths, pathBelowBase(ctx.url.pathname, ctx.app.base) ?? '')) return next()
    const counted = findKey(ctx, key)
    if (counted === undefined) return next()
    const taken = await limiter.take(ctx.app, counted)
    writeHeaders(ctx.headers, points, taken)
    if (!taken.allowed) throw tooMany(taken.seconds)
    return next()
  }
  return Object.defineProperties(middleware, {
    name: { value: 'rate-limit' },
    middleware: { value: middleware },
    start: { value: (app: Context['app']) => limiter.start(app) },
  }) as RateLimit
}

/** Makes the error for somebody who has to wait. */
export function tooMany(seconds: number, what = 'Too many requests.'): HttpError {
  const wait = seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`
  return new HttpError(429, `${what} Try again in ${wait === '1 seconds' ? '1 second' : wait}.`, {
    headers: { 'retry-after': String(seconds) },
  })
}

/** Gives the address that a request counts for; without one, all requests count as one. */
export function addressKey({ clientAddress }: Pick<Context, 'clientAddress'>): string {
  return clientAddress === undefined ? 'unknown' : toAddressBlock(clientAddress)
}

function assertPaths(paths: readonly string[] | undefined): void {
  const wrong = paths?.find((path) => !path.startsWith('/'))
  if (wrong !== undefined) throw new Error(`rateLimit: paths has "${wrong}". Start it with a slash.`)
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
    // Where auth() keeps it.
    const { userId } = ctx.session as { userId?: unknown }
    if (userId !== undefined && userId !== null) return `user ${userId}`.slice(0, maxKeyLength)
  }
  // Not as the site's own code reads it: who is counted has no effect on what they get, which may be cached.
  return addressKey({ clientAddress: ctx.app.addressOf(ctx) })
}

const maxKeyLength = 256

/** Where several limits hold, the headers are about the one that is used up first. */
function writeHeaders(headers: Headers, limit: number, { remaining, seconds }: Taken): void {
  const other = headers.get('ratelimit-remaining')
  if (other !== null && Number(other) <= remaining) return
  headers.set('ratelimit-limit', String(limit))
  headers.set('ratelimit-remaining', String(remaining))
  headers.set('ratelimit-reset', String(seconds))
}
