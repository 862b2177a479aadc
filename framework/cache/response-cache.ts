// Keeps responses for all visitors: one making for many who ask at once, old ones while a new one is made.
import { LRUCache } from 'lru-cache'
import { type CacheStore, type Reading, type StoredResponse, isStoredResponse } from './cache-store.ts'

/** How long a response may be used again. */
export interface CacheRule {
  /** For how long it is as good as new (seconds). */
  readonly maxAge: number
  /** For how long after that it is used while a new one is made (seconds). */
  readonly swr: number
  readonly tags: readonly string[]
}

/** What making an answer has brought. */
export interface Making<Answer> {
  readonly answer: Answer
  /** The answer as others may have it; `undefined` when they may not. */
  readonly stored: StoredResponse | undefined
}

/** One request for a cached response. */
export interface Inquiry<Answer> {
  /** All of the request that no header says. */
  readonly key: string
  readonly rule: CacheRule
  /** Whether others may have what is made for this request. */
  readonly isForAll: boolean
  /** Gives a header of the request; the name is in lower case. */
  readHeader(name: string): string | null
  make(): Promise<Making<Answer>>
  /** Has an old response made anew once the visitor has it: `refresh` takes what makes it. */
  refreshLater(refresh: (make: Inquiry<Answer>['make']) => Promise<void>): void
}

/** How an inquiry ended; the age is in seconds. */
export type Outcome<Answer> =
  | { readonly status: 'hit' | 'stale' | 'miss'; readonly stored: StoredResponse; readonly age: number }
  | { readonly status: 'unshared'; readonly answer: Answer }

export interface ResponseCache {
  /** Answers from the cache, or has the answer made; rejects as `make` does. */
  answer<Answer>(inquiry: Inquiry<Answer>): Outcome<Answer> | Promise<Outcome<Answer>>
  /** Forgets the responses with a tag, those that are being made included. */
  invalidate(tag: string): Promise<void>
}

/** Where an answer belongs. */
interface Place {
  readonly key: string
  /** The headers by which the key was made. */
  readonly vary: readonly string[]
  readonly version: string
  /** Where those who want the same find each other; after an invalidation it is another one. */
  readonly flight: string
}

interface Shared {
  readonly key: string
  readonly stored: StoredResponse
  readonly written: void | Promise<void>
}

/** How long a visitor waits for what is made for another one, before having it made once more (ms). */
const patience = 10_000
/** How long making a response anew is waited for, before it is tried once more (ms). */
const longestRefresh = 60_000

/** The most headers that the answers of one address may depend on, and the most characters of each that count. */
const mostHeaders = 8
const longestHeader = 256

/** Makes the cache of a site. */
export function createResponseCache(store: CacheStore): ResponseCache {
  const flights = new Map<string, Promise<Shared | undefined>>()
  /** What is being made anew, and since when (milliseconds since 1970). */
  const refreshing = new Map<string, number>()
  // Where the last answer was not for others, nobody waits for the next one.
  const unshared = new LRUCache<string, true>({ max: 1000, ttl: 1000 })
  return {
    answer: (inquiry) => look(inquiry, inquiry.key, [], 1),
    invalidate: (tag) => store.invalidate(tag),
  }

  function look<Answer>(
    inquiry: Inquiry<Answer>,
    key: string,
    vary: readonly string[],
    round: number,
  ): Outcome<Answer> | Promise<Outcome<Answer>> {
    const reading = store.read(key, inquiry.rule.tags)
    return reading instanceof Promise ? reading.then(use) : use(reading)

    function use(found: Reading | undefined): Outcome<Answer> | Promise<Outcome<Answer>> {
      if (!found) return makeAlone(inquiry, undefined)
      const { value, version } = found
      const place: Place = { key, vary, version, flight: `${key}\n${version}` }
      if (isStoredResponse(value)) {
        const age = Math.max(0, Date.now() - value.madeAt) / 1000
        const { maxAge, swr } = inquiry.rule
        if (age < maxAge) return { status: 'hit', stored: value, age }
        if (age < maxAge + swr) {
          startRefresh(inquiry, place)
          return { status: 'stale', stored: value, age }
        }
      } else if (value && vary.length === 0) {
        const own = toVariantKey(inquiry, value.vary)
        return own === undefined ? makeAlone(inquiry, undefined) : look(inquiry, own, value.vary, round)
      }
      const flight = flights.get(place.flight)
      if (flight) return join(inquiry, flight, place, round)
      if (!inquiry.isForAll) return makeAlone(inquiry, undefined)
      return unshared.has(key) ? makeAlone(inquiry, place) : makeForAll(inquiry, place)
    }
  }

  /** Waits for somebody else's answer; when that is not for others, has one made without waiting again. */
  async function join<Answer>(
    inquiry: Inquiry<Answer>,
    flight: Promise<Shared | undefined>,
    place: Place,
    round: number,
  ): Promise<Outcome<Answer>> {
    const shared = await withinPatience(flight)
    if (shared === 'late') {
      // It may never be done, and must not keep everybody from this address.
      leave(place, flight)
      return round < 3 ? look(inquiry, inquiry.key, [], round + 1) : makeAlone(inquiry, undefined)
    }
    if (!shared) return makeAlone(inquiry, inquiry.isForAll ? place : undefined)
    const { stored } = shared
    if (toVariantKey(inquiry, stored.vary) === shared.key) return { status: 'hit', stored, age: 0 }
    // It has turned out to depend on a header that this visitor has sent differently.
    return round < 3 ? look(inquiry, inquiry.key, [], round + 1) : makeAlone(inquiry, undefined)
  }

  function makeForAll<Answer>(inquiry: Inquiry<Answer>, place: Place): Promise<Outcome<Answer>> {
    const making = inquiry.make()
    const flight = making.then(
      (made) => keep(inquiry, place, made.stored),
      // Whoever has asked first is told; the others try for themselves.
      () => undefined,
    )
    flights.set(place.flight, flight)
    flight.then(async (shared) => {
      if (shared) await shared.written
      else unshared.set(place.key, true)
      leave(place, flight)
    })
    return Promise.all([making, flight]).then(([{ answer }, shared]) => toOutcome(answer, shared))
  }

  function leave({ flight: name }: Place, flight: Promise<Shared | undefined>): void {
    if (flights.get(name) === flight) flights.delete(name)
  }

  async function makeAlone<Answer>(
    inquiry: Inquiry<Answer>,
    place: Place | undefined,
  ): Promise<Outcome<Answer>> {
    const { answer, stored } = await inquiry.make()
    const shared = place && keep(inquiry, place, stored)
    if (shared) unshared.delete(place.key)
    return toOutcome(answer, shared)
  }

  function startRefresh<Answer>(inquiry: Inquiry<Answer>, place: Place): void {
    const since = refreshing.get(place.flight)
    // One that is never done must not be the last.
    if (since !== undefined && Date.now() - since < longestRefresh) return
    refreshing.set(place.flight, Date.now())
    inquiry.refreshLater(async (make) => {
      try {
        const shared = keep(inquiry, place, (await make()).stored)
        await (shared ? shared.written : store.forget(place.key))
      } finally {
        refreshing.delete(place.flight)
      }
    })
  }

  function keep<Answer>(
    inquiry: Inquiry<Answer>,
    { key, vary: known, version }: Place,
    made: StoredResponse | undefined,
  ): Shared | undefined {
    if (!made) return undefined
    // What one making has not read another has: only all headers together tell the answers of an address apart.
    const vary = [...new Set([...known, ...made.vary])].sort()
    const own = toVariantKey(inquiry, vary)
    if (own === undefined) return undefined
    const stored = { ...made, vary }
    const { maxAge, swr } = inquiry.rule
    const write = (at: string, value: StoredResponse | { vary: string[] }): void | Promise<void> =>
      store.write(at, value, version, maxAge + swr)
    const written = write(own, stored)
    if (own === key || vary.length === 0) return { key: own, stored, written }
    return { key: own, stored, written: after(written, () => write(inquiry.key, { vary })) }
  }
}

async function withinPatience<Value>(promise: Promise<Value>): Promise<Value | 'late'> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), patience)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

function toOutcome<Answer>(answer: Answer, shared: Shared | undefined): Outcome<Answer> {
  return shared ? { status: 'miss', stored: shared.stored, age: 0 } : { status: 'unshared', answer }
}

/** Names the answers for one combination of headers; `undefined` when that is too much to tell apart. */
function toVariantKey(
  { key, readHeader }: Pick<Inquiry<unknown>, 'key' | 'readHeader'>,
  vary: readonly string[],
): string | undefined {
  if (vary.length === 0) return key
  const values = vary.map(readHeader)
  const isTooMuch = vary.length > mostHeaders || values.some((value) => (value?.length ?? 0) > longestHeader)
  return isTooMuch ? undefined : `${key}\n${JSON.stringify([vary, values])}`
}

function after(first: void | Promise<void>, next: () => void | Promise<void>): void | Promise<void> {
  return first instanceof Promise ? first.then(next) : next()
}
