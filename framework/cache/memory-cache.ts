// Cached responses in the memory of this process: what was used least recently goes first.
import { LRUCache } from 'lru-cache'
import { type CacheStore, type StoredValue, isStoredResponse } from './cache-store.ts'

/** How many bytes of responses a process keeps unless the site says otherwise. */
export const defaultCacheSize: number = 64 * 1024 * 1024

/**
 * Makes a store.
 *
 * @param size The most that it holds, in bytes (default: 64 MiB); 0 keeps nothing
 */
export function createMemoryCache(size: number = defaultCacheSize): CacheStore {
  const kept = size > 0 ? createKept(size) : undefined
  // Only tags that routes name: `invalidate` may be called with any text.
  const versions = new Map<string, number>()
  return {
    read(key, tags) {
      const version = versionOf(tags)
      const found = kept?.get(key)
      if (found && found.version !== version) kept?.delete(key)
      return { version, value: found?.version === version ? found.value : undefined }
    },
    write(key, value, version) {
      kept?.set(key, { value, version })
    },
    forget(key) {
      kept?.delete(key)
    },
    async invalidate(tag) {
      const version = versions.get(tag)
      if (version !== undefined) versions.set(tag, version + 1)
    },
  }

  function versionOf(tags: readonly string[]): string {
    if (tags.length === 0) return ''
    return tags
      .map((tag) => {
        const version = versions.get(tag) ?? 0
        if (version === 0) versions.set(tag, 1)
        return version || 1
      })
      .join()
  }
}

interface Kept {
  readonly value: StoredValue
  readonly version: string
}

function createKept(size: number): LRUCache<string, Kept> {
  return new LRUCache({
    maxSize: size,
    // One response cannot push out all others.
    maxEntrySize: Math.ceil(size / 8),
    sizeCalculation: ({ value }, key) => sizeOf(value) + 2 * key.length + overhead,
  })
}

/** What objects and lists take besides the text in them (bytes). */
const overhead = 1000

function sizeOf(value: StoredValue): number {
  if (!isStoredResponse(value)) return 0
  const { body, headers, changes } = value
  // A string takes two bytes for each character as soon as one of them is beyond Latin-1.
  const bodySize = typeof body === 'string' ? 2 * body.length : body.byteLength
  return [...headers, ...changes].reduce((sum, [, text]) => sum + 2 * (text?.length ?? 0) + 100, bodySize)
}
