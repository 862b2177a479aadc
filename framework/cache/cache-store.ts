// What a place for cached responses can do, in this process or outside of it.
import type { HeaderPairs } from '../http/response.ts'

/** A response that may be given to every visitor. */
export interface StoredResponse {
  /** Its own headers, before the site's defaults. */
  readonly headers: HeaderPairs
  readonly body: string | Uint8Array
  /** Whether the site's code made a `Response`, whose headers win over all others. */
  readonly isResponse: boolean
  /** What making it set on `ctx.headers`; `null` for what it took away. */
  readonly changes: readonly [name: string, value: string | null][]
  /** Lower-case names of the request headers that it depends on, sorted. */
  readonly vary: readonly string[]
  readonly etag: string
  /** When it was made (milliseconds since 1970). */
  readonly madeAt: number
  /** The nonce in its tags, which only pages of the dev server have. */
  readonly nonce?: string
  /** For a file: its `Cache-Control`, and what that becomes where middleware makes the response one visitor's. */
  readonly fileCaching?: { readonly shared: string; readonly personal: string }
}

/** What is kept under a key: a response, or only the names of the headers by which there are several. */
export type StoredValue = StoredResponse | { readonly vary: readonly string[] }

/** What a look into the store has brought. */
export interface Reading {
  /** The state of the tags: what is written under an older one is never found. */
  readonly version: string
  readonly value: StoredValue | undefined
}

export interface CacheStore {
  /**
   * Looks for a value, and at the tags.
   *
   * @returns `undefined` when the store cannot be reached: go on without it
   */
  read(key: string, tags: readonly string[]): Reading | undefined | Promise<Reading | undefined>
  /**
   * Keeps a value as long as the tags are in the state of `version`.
   *
   * @param version What `read` gave before the value was made
   * @param lifetime For how long at most (seconds)
   */
  write(key: string, value: StoredValue, version: string, lifetime: number): void | Promise<void>
  forget(key: string): void | Promise<void>
  /** Makes everything that was written with the tag unfindable, in all processes that share the store. */
  invalidate(tag: string): Promise<void>
}

/** Tells a response from a list of names. */
export function isStoredResponse(value: StoredValue | undefined): value is StoredResponse {
  return value !== undefined && 'body' in value
}
