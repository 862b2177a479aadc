// The type of a route's `config`, and the checks that the build and the server share.
import { parseSize } from '../http/body-limit.ts'
import { findUnsendable } from '../http/header-line.ts'
import type { TrailingSlash } from './canonical-slash.ts'

/** The settings of a route. Literals only: the build reads them without running the file. */
export interface RouteConfig {
  /** The largest request body, in bytes or as `'64kb'`, `'10mb'` (default: the server's). */
  bodyLimit?: number | string
  /** `false`: the route neither reads nor writes the session. */
  session?: boolean
  /** `false`: the page is rendered without layouts. */
  layout?: boolean
  /** Whether the page's URL ends with a slash (default: the site's setting). */
  trailingSlash?: TrailingSlash
  /** `false`: other sites may send requests to this endpoint. Not for pages. */
  csrf?: boolean
  /** Headers that every response of this route has. */
  headers?: Record<string, string>
  /**
   * `true`: streams the page, and sends the content of each `<Suspense>` after the rest. Not for endpoints.
   *
   * `deadline` is how long each suspended part may take, in seconds (default: 10).
   */
  stream?: boolean | { deadline: number }
  /**
   * Caches the route's response to GET for all visitors. It is fresh for `maxAge` seconds and may be served stale for `swr`
   * more seconds while it is revalidated (default: 0). Invalidating one of the `tags` removes it.
   *
   * `shared: true` lets proxies and CDNs store it for as long (default: false). Invalidating a tag does not reach them.
   */
  cache?: { maxAge: number; swr?: number; tags?: readonly string[]; shared?: boolean }
  /** `true`: the build writes the route's response to a file; one per entry of `paths` if its pattern has parameters. */
  prerender?: boolean
}

/** Completes `config.cache` with its defaults. */
export function toCacheRule(
  cache: RouteConfig['cache'],
): { maxAge: number; swr: number; tags: readonly string[]; shared: boolean } | undefined {
  return cache && { swr: 0, tags: [], shared: false, ...cache }
}

/** Converts `config.stream` to a deadline in milliseconds, or `undefined` for a page that is not streamed. */
export function toStreamDeadline(stream: RouteConfig['stream']): number | undefined {
  if (!stream) return undefined
  return stream === true ? 10_000 : stream.deadline * 1000
}

/**
 * Finds what is wrong with a route's settings.
 *
 * @returns What is wrong and what to do, without the name of the file; `undefined` if there is no problem
 */
export function findConfigProblem(config: object, isPage: boolean): string | undefined {
  for (const [name, value] of Object.entries(config)) {
    const check = Object.hasOwn(checks, name) ? checks[name as keyof typeof checks] : undefined
    if (!check) return `config.${name} is unknown. Use one of ${Object.keys(checks).join(', ')}.`
    const problem = check(value, isPage)
    if (problem) return `config.${name} ${problem}`
  }
  return findConflict(config)
}

function findConflict({ cache, prerender, stream }: RouteConfig): string | undefined {
  if (prerender && (cache || stream)) {
    return `config.prerender and config.${cache ? 'cache' : 'stream'} cannot be combined, because a prerendered file is complete and does not change. Remove one.`
  }
  return cache && stream
    ? 'config.cache and config.stream cannot be combined, because only complete responses can be cached. Remove one.'
    : undefined
}

const checks: Record<keyof RouteConfig, (value: unknown, isPage: boolean) => string | undefined> = {
  bodyLimit(value) {
    try {
      parseSize(value as number)
      return undefined
    } catch {
      // The thrown message names its own setting; this one follows "config.bodyLimit".
      return 'is not a valid size. Write a number of bytes, or text such as 64kb or 10mb.'
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
    if (typeof value !== 'object' || value === null) return 'is not a record. Write names and values.'
    const pairs = Object.entries(value)
    if (pairs.some(([, text]) => typeof text !== 'string'))
      return 'has a value that is not text. Put it in quotes.'
    return findUnsendable(pairs as [string, string][])
  },
  stream(value, isPage) {
    if (!isPage && value !== false)
      return 'is for pages only. Return a Response with a stream as its body instead.'
    if (typeof value === 'boolean') return undefined
    const deadline = (value as { deadline?: unknown } | null)?.deadline
    // A timer that is set for longer than it can wait fires at once.
    const isDeadline = typeof deadline === 'number' && deadline > 0 && deadline <= 86_400
    return isDeadline && Object.keys(value as object).length === 1
      ? undefined
      : 'is neither true nor a deadline. Write true, or { deadline: 5 } for 5 seconds.'
  },
  cache(value) {
    const {
      maxAge,
      swr = 0,
      tags = [],
      shared = false,
      ...others
    } = (value ?? {}) as NonNullable<RouteConfig['cache']>
    if (typeof value !== 'object' || !isSeconds(maxAge)) {
      return 'needs maxAge, a number of seconds. Write { maxAge: 60 }.'
    }
    if (!isSeconds(swr)) return 'has an swr that is not a number of seconds. Write { maxAge: 60, swr: 600 }.'
    if (maxAge + swr > maxLifetimeSeconds) return 'lasts longer than a year. Write fewer seconds.'
    if (!Array.isArray(tags) || tags.some((tag) => typeof tag !== 'string' || !tag)) {
      return "has tags that are not a list of names. Write { maxAge: 60, tags: ['notes'] }."
    }
    if (typeof shared !== 'boolean') return 'has a shared that is neither true nor false. Write shared: true.'
    const [other] = Object.keys(others)
    return other && `has no option ${other}. Use maxAge, swr, tags and shared.`
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
