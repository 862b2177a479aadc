// Caches responses for all visitors: collapses concurrent requests and serves stale responses while they are revalidated.
import { LRUCache } from 'lru-cache'
import { withTimeLimit } from '../http/time-limit.ts'
import { type CacheStore, type StoreReading, type StoredResponse, isStoredResponse } from './cache-store.ts'

/** How long a response may be reused, and its tags. */
export interface CacheRule {
  /** How long it is fresh (seconds). */
  readonly maxAge: number
  /** How long after `maxAge` it is served stale while it is revalidated (seconds). */
  readonly swr: number
  readonly tags: readonly string[]
  /** Whether caches between this server and the visitor may store it for as long. */
  readonly shared?: boolean
}

/** A response that the route has just rendered. */
export interface FreshResponse<Answer> {
  readonly answer: Answer
  /** The form that other visitors may receive; `undefined` if they may not. */
  readonly stored: StoredResponse | undefined
}

/** One request for a cached response. */
export interface CacheLookup<Answer> {
  /** Identifies the request apart from its headers. */
  readonly key: string
  readonly rule: CacheRule
  /** Whether the response to this request may be stored. */
  readonly mayStore: boolean
  /** Reads a header of the request; the name is in lower case. */
  readHeader(name: string): string | null
  /** Makes the route render the response. */
  render(): Promise<FreshResponse<Answer>>
}

/**
 * Renders the response again and stores it, unless another request does; the request for it must carry nothing from a
 * visitor.
 */
export type Revalidate = (render: () => Promise<StoredResponse | undefined>) => Promise<void>

/** The result of a lookup; the age is in seconds. */
export type CacheResult<Answer> =
  | { readonly status: 'hit' | 'miss'; readonly stored: StoredResponse; readonly age: number }
  | {
      readonly status: 'stale'
      readonly stored: StoredResponse
      readonly age: number
      /** Call it once the visitor has the response; `undefined` while another request revalidates it. */
      readonly revalidate: Revalidate | undefined
    }
  | { readonly status: 'uncacheable'; readonly answer: Answer }

export interface ResponseCache {
  /** Answers from the store, or renders; rejects as `render` does. */
  lookUp<Answer>(lookup: CacheLookup<Answer>): CacheResult<Answer> | Promise<CacheResult<Answer>>
  /** Removes the responses that have a tag, including those that are being rendered. */
  invalidate(tag: string): Promise<void>
}

/** Where a response is stored. */
interface CacheLocation {
  readonly key: string
  /** The headers that are part of the key. */
  readonly vary: readonly string[]
  readonly version: string
  /** Identifies concurrent requests for the same response; it changes with every invalidation. */
  readonly flight: string
}

/** A response that has been stored and that waiting requests may share. */
interface Shared {
  readonly key: string
  readonly stored: StoredResponse
  readonly written: void | Promise<void>
}

/** How long a request waits for the response of a concurrent request before it renders its own (ms). */
const flightTimeout = 10_000
/** How long a revalidation may take before the next one starts (ms). */
const revalidationTimeout = 60_000

/** How many headers a stored response may depend on, and how long each value may be (characters). */
const maxHeaders = 8
const maxHeaderLength = 256
/** How often a request looks for a response before it renders its own. */
const maxRounds = 3

/** Creates the cache of a site. */
export function createResponseCache(store: CacheStore): ResponseCache {
  const flights = new Map<string, Promise<Shared | undefined>>()
  /** When the revalidation of each flight started (milliseconds since 1970). */
  const revalidating = new Map<string, number>()
  // If the last response could not be shared, concurrent requests do not wait for the next one.
  const uncacheable = new LRUCache<string, true>({ max: 1000, ttl: 1000 })
  return {
    lookUp: (lookup) => find(lookup, lookup.key, [], 1),
    invalidate: (tag) => store.invalidate(tag),
  }

  function find<Answer>(
    lookup: CacheLookup<Answer>,
    key: string,
    vary: readonly string[],
    round: number,
  ): CacheResult<Answer> | Promise<CacheResult<Answer>> {
    const reading = store.read(key, lookup.rule.tags)
    return reading instanceof Promise ? reading.then(use) : use(reading)

    function use(found: StoreReading | undefined): CacheResult<Answer> | Promise<CacheResult<Answer>> {
      if (!found) return renderAlone(lookup, undefined)
      const { value, version } = found
      const location: CacheLocation = { key, vary, version, flight: `${key}\n${version}` }
      if (isStoredResponse(value)) {
        const age = Math.max(0, Date.now() - value.madeAt) / 1000
        const { maxAge, swr } = lookup.rule
        if (age < maxAge) return { status: 'hit', stored: value, age }
        if (age < maxAge + swr) {
          return {
            status: 'stale',
            stored: value,
            age,
            revalidate: prepareRevalidation(lookup, location, value),
          }
        }
      } else if (value && vary.length === 0) {
        const variant = toVariantKey(lookup, value.vary)
        return variant === undefined
          ? renderAlone(lookup, undefined)
          : find(lookup, variant, value.vary, round)
      }
      const flight = flights.get(location.flight)
      if (flight) return join(lookup, flight, location, round)
      if (!lookup.mayStore) return renderAlone(lookup, undefined)
      return uncacheable.has(key) ? renderAlone(lookup, location) : renderForAll(lookup, location)
    }
  }

  /** Waits for the response of a concurrent request, and renders a new one if it cannot be shared. */
  async function join<Answer>(
    lookup: CacheLookup<Answer>,
    flight: Promise<Shared | undefined>,
    location: CacheLocation,
    round: number,
  ): Promise<CacheResult<Answer>> {
    const shared = await withTimeLimit(flight, flightTimeout, () => 'late' as const)
    if (shared === 'late') {
      // It may never finish, and must not block this address for all visitors.
      leave(location, flight)
      return findAgain()
    }
    if (!shared) return renderAlone(lookup, lookup.mayStore ? location : undefined)
    const { stored } = shared
    if (toVariantKey(lookup, stored.vary) === shared.key) return { status: 'hit', stored, age: 0 }
    // It turned out to depend on a header that this request sent with another value.
    return findAgain()

    function findAgain(): CacheResult<Answer> | Promise<CacheResult<Answer>> {
      return round < maxRounds ? find(lookup, lookup.key, [], round + 1) : renderAlone(lookup, undefined)
    }
  }

  function renderForAll<Answer>(
    lookup: CacheLookup<Answer>,
    location: CacheLocation,
  ): Promise<CacheResult<Answer>> {
    const rendering = lookup.render()
    const flight = rendering.then(
      (fresh) => save(lookup, location, fresh.stored),
      // The first request gets the error. Each waiting request renders its own response.
      () => undefined,
    )
    flights.set(location.flight, flight)
    flight.then(async (shared) => {
      if (shared) await shared.written
      else uncacheable.set(location.key, true)
      leave(location, flight)
    })
    return Promise.all([rendering, flight]).then(([{ answer }, shared]) => toResult(answer, shared))
  }

  function leave({ flight: name }: CacheLocation, flight: Promise<Shared | undefined>): void {
    if (flights.get(name) === flight) flights.delete(name)
  }

  async function renderAlone<Answer>(
    lookup: CacheLookup<Answer>,
    location: CacheLocation | undefined,
  ): Promise<CacheResult<Answer>> {
    const { answer, stored } = await lookup.render()
    const shared = location && save(lookup, location, stored)
    if (shared) uncacheable.delete(location.key)
    return toResult(answer, shared)
  }

  function prepareRevalidation(
    lookup: CacheLookup<unknown>,
    location: CacheLocation,
    stale: StoredResponse,
  ): Revalidate | undefined {
    if (isRevalidating(location)) return undefined
    return async (render) => {
      // Several requests may have prepared one, and not each of them uses it.
      if (isRevalidating(location)) return
      revalidating.set(location.flight, Date.now())
      try {
        const found = await store.read(location.key, lookup.rule.tags)
        // Another request or process has revalidated it since.
        if (!isStoredResponse(found?.value) || found.value.madeAt !== stale.madeAt) return
        const shared = save(lookup, location, await render())
        await (shared ? shared.written : store.forget(location.key))
      } finally {
        revalidating.delete(location.flight)
      }
    }
  }

  function isRevalidating({ flight }: CacheLocation): boolean {
    const since = revalidating.get(flight)
    // A revalidation that never finishes must not prevent the next one.
    return since !== undefined && Date.now() - since < revalidationTimeout
  }

  function save(
    lookup: CacheLookup<unknown>,
    { key, vary: known, version }: CacheLocation,
    fresh: StoredResponse | undefined,
  ): Shared | undefined {
    if (!fresh) return undefined
    // Different renderings may read different headers, and only all of them together tell the variants apart.
    const vary = [...new Set([...known, ...fresh.vary])].sort()
    const variant = toVariantKey(lookup, vary)
    if (variant === undefined) return undefined
    const stored = { ...fresh, vary }
    const { maxAge, swr } = lookup.rule
    const written = store.write(variant, stored, version, maxAge + swr)
    if (variant === key || vary.length === 0) return { key: variant, stored, written }
    const writeIndex = (): void | Promise<void> => store.write(lookup.key, { vary }, version, maxAge + swr)
    return {
      key: variant,
      stored,
      written: written instanceof Promise ? written.then(writeIndex) : writeIndex(),
    }
  }
}

function toResult<Answer>(answer: Answer, shared: Shared | undefined): CacheResult<Answer> {
  return shared ? { status: 'miss', stored: shared.stored, age: 0 } : { status: 'uncacheable', answer }
}

/** Creates the key of a variant from the headers of a request; `undefined` if there are too many, or they are too long. */
function toVariantKey(
  { key, readHeader }: Pick<CacheLookup<unknown>, 'key' | 'readHeader'>,
  vary: readonly string[],
): string | undefined {
  if (vary.length === 0) return key
  const values = vary.map(readHeader)
  const isTooMuch = vary.length > maxHeaders || values.some((value) => (value?.length ?? 0) > maxHeaderLength)
  return isTooMuch ? undefined : `${key}\n${JSON.stringify([vary, values])}`
}
