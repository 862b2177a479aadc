// Keeps Vite's file watcher from listing a folder again after each edit of a file in it.
import { statSync } from 'node:fs'
import type { ViteDevServer } from 'vite'

/** The part of the watcher that lists folders. It is not public: where it does not exist, nothing is skipped. */
interface FolderReader {
  /**
   * Lists a folder and compares it with what is known.
   *
   * @param watch The same object for all listings of a watched folder
   * @returns `undefined` if the folder is being listed already: then it is listed once more
   */
  _handleRead?(
    folder: string,
    isFirst: boolean,
    watch: object,
    ...rest: unknown[]
  ): Promise<unknown> | undefined
}

/**
 * Skips the listings of a folder that has the same entries as when it was last listed.
 *
 * The watcher lists a folder when the system reports any change in it, also an edit of a file, and reads the state of every
 * file. With 1,000 routes in a folder, that takes three times as long as rendering the edited page.
 */
export function skipListings(watcher: ViteDevServer['watcher']): void {
  const { _nodeFsHandler: reader } = watcher as { _nodeFsHandler?: FolderReader }
  const list = reader?._handleRead
  // On Windows it is not tested when the time of a folder changes.
  if (!reader || !list || process.platform === 'win32') return
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

/** Reads when the entries of a folder or its permissions last changed; `undefined` if the folder cannot be found. */
function readChangeTime(folder: string): number | undefined {
  try {
    return statSync(folder).ctimeMs
  } catch {
    // The watcher finds the same, and knows what it means.
    return undefined
  }
}

/** Tells whether a later change gets another time. The coarsest clock of a file system has steps of two seconds. */
function isPast(time: number): boolean {
  return Date.now() - time > 2000
}
