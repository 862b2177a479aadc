// The part of Vite's file watcher that lists folders. It is not public.
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
