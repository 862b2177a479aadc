// Scans a routes folder: lists its files and the kind of each.
import { readdir } from 'node:fs/promises'
import { type RouteFile, parseRouteFile } from '../routing/route-file.ts'

export interface ScannedRoutes {
  /** All source files, including private ones, in a stable order. */
  readonly files: readonly RouteFile[]
  /** One message per near miss and misplaced file. */
  readonly warnings: readonly string[]
}

/**
 * Scans a routes folder; a missing folder is empty.
 *
 * @param folder Absolute path
 * @param extensions The file extensions of source files
 */
export async function scanRoutes(folder: string, extensions: readonly string[]): Promise<ScannedRoutes> {
  const files: RouteFile[] = []
  for (const path of await listFiles(folder, '')) {
    const file = parseRouteFile(path, extensions)
    if (file) files.push(file)
  }
  return { files, warnings: files.flatMap((file) => file.warning ?? []) }
}

/** Tells whether a file takes part in requests, so that the manifest lists it. */
export function isServed(file: RouteFile): boolean {
  return file.kind !== 'private' && file.kind !== 'island'
}

/** Tells the same for a path below `routes/`. */
export function isServedPath(path: string, extensions: readonly string[]): boolean {
  const file = parseRouteFile(path, extensions)
  return file !== undefined && isServed(file)
}

async function listFiles(folder: string, below: string): Promise<string[]> {
  const entries = await readdir(`${folder}/${below}`, { withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    },
  )
  const lists = await Promise.all(
    entries
      .filter((entry) => !entry.name.startsWith('.') && entry.name !== 'node_modules')
      .map((entry) => {
        const path = below === '' ? entry.name : `${below}/${entry.name}`
        return entry.isDirectory() ? listFiles(folder, path) : [path]
      }),
  )
  return lists.flat().sort()
}
