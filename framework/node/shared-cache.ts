// Stores cached responses in Redis when `REDIS_URL` is set, and else lets workers invalidate each other's.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRedisCache } from '../redis/redis-cache.ts'
import { connectRedis } from '../redis/connection.ts'
import type { Manifest } from '../request/pipeline/manifest.ts'
import type { Supervisor } from './workers/supervisor-link.ts'

type SharedCache = Pick<Manifest, 'openCacheStore' | 'codeVersion'>

/**
 * Creates the manifest's cache settings; empty for a single process without `REDIS_URL`.
 *
 * @param codeVersion Identifies the state of the code: processes share cached responses only with the same build
 */
export function shareCache(
  environment: Readonly<Record<string, string | undefined>>,
  log: Manifest['log'],
  codeVersion: () => string,
  supervisor?: Supervisor,
): SharedCache {
  const url = environment.REDIS_URL
  if (!url) {
    return supervisor
      ? { openCacheStore: async (openMemory) => supervisor.shareInvalidation(openMemory()) }
      : {}
  }
  return {
    codeVersion,
    openCacheStore: async () => createRedisCache(await connectRedis(url), log),
  }
}

/**
 * Creates the version of a build: a hash of its files, whose names contain the hashes of what they import.
 *
 * @param entry The URL of a file in `dist/server`
 */
export function createBuildVersion(entry: string): () => string {
  let version: string | undefined
  return () => {
    version ??= hashFiles(['handler.js', 'index.js', 'browser.json', 'styles.json'], entry)
    return version
  }
}

function hashFiles(names: readonly string[], entry: string): string {
  const hash = createHash('sha256')
  for (const name of names) hash.update(readFileSync(new URL(`./${name}`, entry)))
  return `${hash.digest('base64url').slice(0, 16)} `
}
