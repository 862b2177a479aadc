// The part of Vite's file watcher that lists folders. It is not public.
import { statSync } from 'node:fs'
import type { ViteDevServer } from 'vite'

export type Watcher = ViteDevServer['watcher']

export interface FolderReader {
  /**
   * Lists a folder and compares it with what is known.
   *
   * @param watch The same object for all listings of a watched folder
   * @returns `undefined` if the folder is being listed already
   */
  _handleRead(
    folder: string,
    isFirst: boolean,
    watch: object,
    ...rest: unknown[]
  ): Promise<unknown> | undefined
}

/** Finds the reader of a watcher; `undefined` for another version, whose watcher stays as it is. */
export function findFolderReader(watcher: Watcher): FolderReader | undefined {
  const { _nodeFsHandler: reader } = watcher as { _nodeFsHandler?: Partial<FolderReader> }
  return reader?._handleRead ? (reader as FolderReader) : undefined
}

/** Reads when the entries of a folder or its permissions last changed; `undefined` if the folder cannot be found. */
export function readChangeTime(folder: string): number | undefined {
  try {
    return statSync(folder).ctimeMs
  } catch {
    // The watcher finds the same, and knows what it means.
    return undefined
  }
}

/** Tells whether a later change gets another time. The coarsest clock of a file system has steps of two seconds. */
export function isPast(time: number): boolean {
  return Date.now() - time > 2000
}
