// Refuses to start a built site whose scripts and styles are missing.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createUserError } from './user-error.ts'

export interface ClientFolderNeeds {
  /** The folder of hashed files in `dist/client`. */
  readonly folder: string
  /** Whether pages load any of them. An upload may leave out a folder that is empty. */
  readonly hasFiles: boolean
}

/**
 * Checks that the files for visitors were copied with the server: pages would be answered with 200, without styles, and a
 * deployment that is incomplete must not replace one that works.
 *
 * @param entry The URL of a file in `dist/server`
 * @throws Error that says what to do
 */
export function checkClientFolder(entry: string, { folder, hasFiles }: ClientFolderNeeds): void {
  const path = join(fileURLToPath(new URL('../client/', entry)), folder)
  if (hasFiles && !existsSync(path)) {
    throw createUserError(`${path} is missing, and pages need its files. Copy the whole folder dist/.`)
  }
}
