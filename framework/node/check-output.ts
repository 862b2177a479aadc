// Refuses to start a built site of which files are missing: a deployment that is incomplete must not replace one that works.
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
 * Checks that the files for visitors were copied with the server: pages would be answered with 200, without styles.
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

/**
 * Checks that all modules of the server were copied: those of routes load when it already answers.
 *
 * @param entry The URL of a file in `dist/server`
 * @param names Their paths in that folder
 * @throws Error that says what to do
 */
export function checkModules(entry: string, names: readonly string[]): void {
  const folder = fileURLToPath(new URL('./', entry))
  const missing = names.map((name) => join(folder, name)).find((path) => !existsSync(path))
  if (missing)
    throw createUserError(`${missing} is missing. Copy the whole folder dist/, or run vite build again.`)
}
