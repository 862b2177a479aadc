// What a route may say about its requests and responses, checked alike when it is built and when it runs.
import { parseSize } from './body-limit.ts'
import { findUnsendable } from './response.ts'

/** A route's own settings. Literals only: the build reads them without running the file. */
export interface RouteConfig {
  /** The largest request body, in bytes or as `'64kb'`, `'10mb'` (default: the server's). */
  bodyLimit?: number | string
  /** `false`: this route neither reads nor writes the session. */
  session?: boolean
  /** `false`: no layout is put around this page. */
  layout?: boolean
  /** How this page's URL ends (default: the site's). */
  trailingSlash?: 'never' | 'always' | 'ignore'
  /** `false`: an endpoint that other sites may post to. Not for pages. */
  csrf?: boolean
  /** Headers of every response of this route. */
  headers?: Record<string, string>
  /**
   * `true`: what is in a `<Suspense>` comes after the rest of the page. Not for endpoints.
   *
   * `deadline` is how long each part may take, in seconds (default: 10).
   */
  stream?: boolean | { deadline: number }
  /**
   * Keeps what this route answers to GET, for all visitors: `maxAge` seconds as good as new, `swr` more seconds as a
   * stand-in while a new answer is made (default: 0), until one of the `tags` is invalidated.
   */
  cache?: { maxAge: number; swr?: number; tags?: readonly string[] }
  /** `true`: the build makes a file of what this route answers; of each in `paths` when its pattern has parameters. */
  prerender?: boolean
}

/** Reads `config.cache`, with what it leaves out. */
export function toCacheRule(
  cache: RouteConfig['cache'],
): { maxAge: number; swr: number; tags: readonly string[] } | undefined {
  return cache && { swr: 0, tags: [], ...cache }
}

/** Reads `config.stream`: milliseconds, or `undefined` for a page that is sent as a whole. */
export function toStreamDeadline(stream: RouteConfig['stream']): number | undefined {
  if (!stream) return undefined
  return stream === true ? 10_000 : stream.deadline * 1000
}

/**
 * Finds what is wrong with a route's settings.
 *
 * @returns A sentence and what to do, without the name of the file; `undefined` when all is well
 */
export function findConfigProblem(config: object, isPage: boolean): string | undefined {
  for (const [name, value] of Object.entries(config)) {
    const check = Object.hasOwn(checks, name) ? checks[name as keyof typeof checks] : undefined
    if (!check) return `config.${name} is unknown. Known are ${Object.keys(checks).join(', ')}.`
    const problem = check(value, isPage)
    if (problem) return `config.${name} ${problem}`
  }
  return findConflict(config)
}

function findConflict({ cache, prerender, stream }: RouteConfig): string | undefined {
  if (prerender && (cache || stream)) {
    return `config.prerender and config.${cache ? 'cache' : 'stream'} exclude each other, because a file is complete and stays as it is. Remove one.`
  }
  return cache && stream
    ? 'config.cache and config.stream exclude each other, because only complete answers can be kept. Remove one.'
    : undefined
}

const checks: Record<keyof RouteConfig, (value: unknown, isPage: boolean) => string | undefined> = {
  bodyLimit(value) {
    try {
      parseSize(value as number)
      return undefined
    } catch {
      // What is wrong is always the same, and the name of the setting says it best.
      return 'is no size. Write a number of bytes, or text such as 64kb or 10mb.'
    }
  },
  session: findBooleanProblem,
  prerender: findBooleanProblem,
  layout: findBooleanProblem,
  trailingSlash(value) {
    const isKnown = value === 'never' || value === 'always' || value === 'ignore'
    return isKnown ? undefined : 'is unknown. Use never, always or ignore.'
  },
  csrf(value, isPage) {
    if (isPage && value === false)
      return 'is for endpoints only. Move the handler to a file without a default export.'
    return findBooleanProblem(value)
  },
  headers(value) {
    if (typeof value !== 'object' || value === null) return 'is no record. Write names and values.'
    const pairs = Object.entries(value)
    if (pairs.some(([, text]) => typeof text !== 'string'))
      return 'has a value that is no text. Put it in quotes.'
    return findUnsendable(pairs as [string, string][])
  },
  stream(value, isPage) {
    if (!isPage && value !== false)
      return 'is for pages only. Return a Response with a stream as its body instead.'
    if (typeof value === 'boolean') return undefined
    const deadline = (value as { deadline?: unknown } | null)?.deadline
    // Longer than a timer can wait, and it would fire at once.
    const isDeadline = typeof deadline === 'number' && deadline > 0 && deadline <= 86_400
    return isDeadline && Object.keys(value as object).length === 1
      ? undefined
      : 'is neither true nor a deadline. Write true, or { deadline: 5 } for 5 seconds.'
  },
  cache(value) {
    const { maxAge, swr = 0, tags = [], ...others } = (value ?? {}) as NonNullable<RouteConfig['cache']>
    if (typeof value !== 'object' || !isSeconds(maxAge)) {
      return 'needs maxAge, a number of seconds. Write { maxAge: 60 }.'
    }
    if (!isSeconds(swr)) return 'has an swr that is no number of seconds. Write { maxAge: 60, swr: 600 }.'
    if (maxAge + swr > maxLifetimeSeconds) return 'keeps longer than a year. Write fewer seconds.'
    if (!Array.isArray(tags) || tags.some((tag) => typeof tag !== 'string' || !tag)) {
      return "has tags that are no list of names. Write { maxAge: 60, tags: ['notes'] }."
    }
    const [other] = Object.keys(others)
    return other && `knows no ${other}. Use maxAge, swr and tags.`
  },
}

/** A year, in seconds: a shared store must keep the state of tags for longer than any response that has them. */
const maxLifetimeSeconds = 365 * 24 * 3600

function isSeconds(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= maxLifetimeSeconds
}

function findBooleanProblem(value: unknown): string | undefined {
  return typeof value === 'boolean' ? undefined : 'is neither true nor false. Write false, or leave it out.'
}
