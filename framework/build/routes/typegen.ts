// Writes `.vial/types`: the types of the routes for `Context`, `PageProps` and `href()`, and of `?browser` imports.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { normalizePath } from 'vite'
import type { RouteFile } from '../../routing/route-file.ts'
import { browserTypes, formatTypes } from './format-types.ts'
import type { SiteOptions } from '../options.ts'

/**
 * Writes the types of a site's routes, unless they are up to date.
 *
 * The types are text made from file names: no compiler runs, and 1,000 routes take milliseconds.
 *
 * @param files The files that take part in requests
 */
export async function writeTypes(files: readonly RouteFile[], options: SiteOptions): Promise<void> {
  const folder = `${options.root}/.vial/types`
  const text = formatTypes(files, normalizePath(relative(folder, options.routesFolder)))
  await mkdir(folder, { recursive: true })
  await writeChanged(`${folder}/routes.d.ts`, text)
  await writeChanged(`${folder}/browser.d.ts`, browserTypes)
}

async function writeChanged(path: string, text: string): Promise<void> {
  const current = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  // Rewriting the same text would make editors check the whole project again.
  if (current !== text) await writeFile(path, text)
}
