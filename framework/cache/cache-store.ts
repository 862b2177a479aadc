// What a store for cached responses does, in this process or outside of it.
import type { HeaderPairs, ResponseKind } from '../http/response.ts'

/** A response that may be given to every visitor. */
export interface StoredResponse {
  readonly kind: ResponseKind
  /** Its own headers, before the site's defaults. */
  readonly headers: HeaderPairs
  readonly body: string | Uint8Array
  /** Whether the route returned a `Response`, whose headers win over all others. */
  readonly isResponse: boolean
  /** What the route changed on `ctx.headers`; `null` for a header that it removed. */
  readonly changes: readonly [name: string, value: string | null][]
  /** Lower-case names of the request headers that it depends on, sorted. */
  readonly vary: readonly string[]
  readonly etag: string
  /** When it was made (milliseconds since 1970). */
  readonly madeAt: number
  /** The nonce in its tags, which only pages of the dev server have. */
  readonly nonce?: string
  /** Of a file: its `Cache-Control` where middleware makes the response personal. */
  readonly personalCacheControl?: string
}

/** What is stored under a key: a response, or only the names of the headers by which there are several. */
export type StoredValue = StoredResponse | { readonly vary: readonly string[] }

/** What reading from the store gave. */
export interface StoreReading {
  /** The state of the tags: what was written under an older one is never found. */
  readonly version: string
  readonly value: StoredValue | undefined
}

export interface CacheStore {
  /**
   * Reads a value and the state of its tags.
   *
   * @returns `undefined` when the store cannot be reached: continue without it
   */
  read(key: string, tags: readonly string[]): StoreReading | undefined | Promise<StoreReading | undefined>
  /**
   * Stores a value for as long as the tags are in the state of `version`.
   *
   * @param version What `read` gave before the value was made
   * @param lifetime How long at most (seconds)
   */
  write(key: string, value: StoredValue, version: string, lifetime: number): void | Promise<void>
  forget(key: string): void | Promise<void>
  /** Makes everything that was written with the tag unfindable, in every process that shares the store. */
  invalidate(tag: string): Promise<void>
}

/** Tells a response from a list of names. */
export function isStoredResponse(value: StoredValue | undefined): value is StoredResponse {
  return value !== undefined && 'body' in value
}
