// Looks up the browser files of islands in the list that the build wrote.
import type { BrowserFile, BrowserFiles } from '../../render/page-islands.ts'

/** The content of `dist/server/browser.json`. */
export interface BrowserFileList extends Omit<BrowserFiles, 'findIsland'> {
  /** By the island's file. */
  readonly islands: Readonly<Record<string, BrowserFile>>
}

/** Creates the lookup of islands for a list. */
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
