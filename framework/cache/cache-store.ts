// Declares the interface of stores for cached responses.
import type { HeaderChanges, PageTemplate } from '../http/page-template.ts'
import type { HeaderPairs, ResponseKind } from '../http/response.ts'

/** A response that every visitor may receive. */
export interface StoredResponse {
  readonly kind: ResponseKind
  /** The response's own headers, without the site's defaults. */
  readonly headers: HeaderPairs
  readonly body: string | Uint8Array
  /** Whether the route returned a `Response`, whose headers override all others. */
  readonly isResponse: boolean
  /** What the route changed in `ctx.headers`; `null` for a header that it removed. */
  readonly changes: HeaderChanges
  /** The request headers that the response depends on: lower-case names, sorted. */
  readonly vary: readonly string[]
  readonly etag: string
  /** When the response was created (milliseconds since 1970). */
  readonly madeAt: number
  /** The nonce in its tags; only the dev server adds one. */
  readonly nonce?: string
  /** The `Cache-Control` of a file if middleware makes the response personal. */
  readonly personalCacheControl?: string
  /** The holes for personal parts, which are rendered for every visitor. */
  readonly template?: PageTemplate
}

/** What is stored under a key: a response, or the names of the headers that tell its variants apart. */
export type StoredValue = StoredResponse | { readonly vary: readonly string[] }

/** The result of reading from the store. */
export interface StoreReading {
  /** The version of the tags. Values written under an older version are never found. */
  readonly version: string
  readonly value: StoredValue | undefined
}

export interface CacheStore {
  /**
   * Reads a value and the version of its tags.
   *
   * @returns `undefined` if the store cannot be reached, so that the caller continues without it
   */
  read(key: string, tags: readonly string[]): StoreReading | undefined | Promise<StoreReading | undefined>
  /**
   * Stores a value until its lifetime is over or one of its tags is invalidated.
   *
   * @param version The version that `read` returned before the value was created
   * @param lifetime The maximum lifetime (seconds)
   */
  write(key: string, value: StoredValue, version: string, lifetime: number): void | Promise<void>
  forget(key: string): void | Promise<void>
  /** Invalidates all values with the tag, in every process that shares the store. */
  invalidate(tag: string): Promise<void>
}

/** Tells whether a stored value is a response, rather than a list of header names. */
export function isStoredResponse(value: StoredValue | undefined): value is StoredResponse {
  return value !== undefined && 'body' in value
}
