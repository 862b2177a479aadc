// Announces the changes of files that Vite's file watcher was not listening to yet.
import { statSync } from 'node:fs'
import type { ViteDevServer } from 'vite'
import type { BuildSite } from '../site.ts'

/**
 * Announces, when the watcher has started, what changed while it did.
 *
 * The watcher takes what it finds during its start for known. By then requests may have listed the routes and loaded
 * modules, and would show their old state until the next edit.
 */
export function announceEarlyChanges(site: BuildSite, server: ViteDevServer): void {
  const { watcher, config } = server
  const start = Date.now()
  watcher.once('ready', async () => {
    try {
      const { added, removed } = await site.findChanges()
      for (const file of added) watcher.emit('add', file)
      for (const file of removed) watcher.emit('unlink', file)
      for (const file of listLoadedFiles(server)) if (isEditedSince(start, file)) watcher.emit('change', file)
    } catch (error) {
      config.logger.error(`The changes during the start could not be read: ${(error as Error).message}`)
    }
  })
}

function listLoadedFiles({ environments }: ViteDevServer): Set<string> {
  return new Set(
    Object.values(environments).flatMap(({ moduleGraph }) => [...moduleGraph.fileToModulesMap.keys()]),
  )
}

/** A time in the future was set by a program, and tells nothing. */
function isEditedSince(start: number, file: string): boolean {
  const { mtimeMs = 0 } = statSync(file, { throwIfNoEntry: false }) ?? {}
  return mtimeMs > start && mtimeMs <= Date.now()
}
