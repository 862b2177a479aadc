// Keeps Vite's file watcher from missing new files on a busy machine.
import { type Watcher, findFolderReader, isPast, readChangeTime } from './folder-reader.ts'

/** When a listing that was refused is tried again, in milliseconds. */
const pause = 50

/**
 * Lists a folder again that has changed while it was being listed.
 *
 * The watcher refuses a listing as long as another one of the folder runs, and counts how many it has refused. It forgets
 * the count after a second, so a file that is added during a longer listing would never be found.
 *
 * It listens to a folder only after the first listing. A file that is added in between is found by a second one.
 */
export function repeatListings(watcher: Watcher): void {
  const reader = findFolderReader(watcher)
  if (!reader) return
  const list = reader._handleRead
  const refused = new Set<object>()
  const listed = new WeakSet<object>()
  reader._handleRead = (folder, isFirst, watch, ...rest) => {
    if ((watcher as { closed?: boolean }).closed) return undefined
    const changed = listed.has(watch) ? undefined : readChangeTime(folder)
    const listing = list.call(reader, folder, isFirst, watch, ...rest)
    if (!listing && !refused.has(watch)) {
      refused.add(watch)
      const listAgain = (): void => {
        refused.delete(watch)
        reader._handleRead(folder, isFirst, watch, ...rest)
      }
      setTimeout(listAgain, pause).unref()
    }
    if (listing && changed !== undefined) {
      listed.add(watch)
      const listChanged = (): void => {
        // New files are to be announced, even during the watcher's start.
        if (!isPast(changed) || readChangeTime(folder) !== changed)
          reader._handleRead(folder, false, watch, ...rest)
      }
      // The watcher starts to listen as soon as the listing has ended.
      listing.then(() => setImmediate(listChanged), ignore)
    }
    return listing
  }
}

/** The watcher handles the failure of its listing itself. */
function ignore(): void {}
