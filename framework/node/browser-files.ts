// What browsers load for islands, as the build has written it down.
import type { BrowserFile, BrowserFiles } from '../render/page-islands.ts'

/** What `dist/server/browser.json` holds. */
export interface BrowserFileList extends Omit<BrowserFiles, 'findIsland'> {
  /** By the file of the island. */
  readonly islands: Readonly<Record<string, BrowserFile>>
}

/** Makes the list answer for its islands. */
export function createBrowserFiles({ islands, ...files }: BrowserFileList): BrowserFiles {
  const byFile = new Map(Object.entries(islands))
  return {
    ...files,
    findIsland(file) {
      const found = byFile.get(file)
      if (!found) throw new Error(`${file}: this island is not in the build. Build the site again.`)
      return found
    },
  }
}
