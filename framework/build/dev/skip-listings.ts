// Keeps Vite's file watcher from listing a folder again after each edit of a file in it.
import { type Watcher, findFolderReader, isPast, readChangeTime } from './folder-reader.ts'

/**
 * Skips the listings of a folder that has the same entries as when it was last listed.
 *
 * The watcher lists a folder when the system reports any change in it, also an edit of a file, and reads the state of every
 * file. With 1,000 routes in a folder, that takes three times as long as rendering the edited page.
 */
export function skipListings(watcher: Watcher): void {
  const reader = findFolderReader(watcher)
  // On Windows it is not tested when the time of a folder changes.
  if (!reader || process.platform === 'win32') return
  const list = reader._handleRead
  const listed = new WeakMap<object, number>()
  const skipped = new Map<string, (() => unknown)[]>()
  reader._handleRead = (folder, isFirst, watch, ...rest) => {
    const listAgain = (): Promise<unknown> | undefined => list.call(reader, folder, isFirst, watch, ...rest)
    const changed = readChangeTime(folder)
    if (changed !== undefined && listed.get(watch) === changed) {
      skipped.set(folder, [...(skipped.get(folder) ?? []), listAgain])
      return undefined
    }
    const listing = listAgain()
    if (listing && changed !== undefined && isPast(changed)) listed.set(watch, changed)
    return listing
  }
  // Emitted right after the listing. The time of a mounted folder may be known late, but a new entry is reported as a rename.
  watcher.on('raw', (event, _name, { watchedPath }: { watchedPath: string }) => {
    if (event === 'rename') for (const listAgain of skipped.get(watchedPath) ?? []) listAgain()
    skipped.delete(watchedPath)
  })
}
