// Caches responses in the memory of this process, and evicts the least recently used ones first.
import { LRUCache } from 'lru-cache'
import { type CacheStore, type StoredValue, isStoredResponse } from './cache-store.ts'

/** The default limit for cached responses in a process (bytes). */
const defaultCacheSize: number = 64 * 1024 * 1024

/**
 * Creates a store in memory.
 *
 * @param size Its limit in bytes (default: 64 MiB); 0 stores nothing
 */
export function createMemoryCache(size: number = defaultCacheSize): CacheStore {
  const entries = size > 0 ? createEntries(size) : undefined
  // It holds only tags that routes use: `invalidate` accepts any text and must not fill the memory.
  const versions = new Map<string, number>()
  return {
    read(key, tags) {
      const version = versionOf(tags)
      const found = entries?.get(key)
      if (found && found.version !== version) entries?.delete(key)
      return { version, value: found?.version === version ? found.value : undefined }
    },
    write(key, value, version) {
      entries?.set(key, { value, version })
    },
    forget(key) {
      entries?.delete(key)
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

interface CacheEntry {
  readonly value: StoredValue
  readonly version: string
}

function createEntries(size: number): LRUCache<string, CacheEntry> {
  return new LRUCache({
    maxSize: size,
    // One response must not evict all others.
    maxEntrySize: Math.ceil(size / 8),
    sizeCalculation: ({ value }, key) => sizeOf(value) + 2 * key.length + overhead,
  })
}

/** The memory that an entry takes in addition to its text (bytes). */
const overhead = 1000

function sizeOf(value: StoredValue): number {
  if (!isStoredResponse(value)) return 0
  const { body, headers, changes, template } = value
  // A string takes two bytes per character if any of them is outside Latin-1.
  const bodySize = typeof body === 'string' ? 2 * body.length : body.byteLength
  const holesSize = template ? 4 * JSON.stringify(template).length : 0
  return [...headers, ...changes].reduce(
    (sum, [, text]) => sum + 2 * (text?.length ?? 0) + 100,
    bodySize + holesSize,
  )
}
