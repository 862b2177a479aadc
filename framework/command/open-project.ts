// Reads a project: Vite's configuration and the files in routes/.
import { existsSync } from 'node:fs'
import { relative } from 'node:path'
import { type ResolvedConfig, normalizePath, resolveConfig } from 'vite'
import { findRouteProblems } from '../build/check-routes.ts'
import { findSite, findViteConfig, toSiteConfig } from '../build/find-site.ts'
import type { BuildSite } from '../build/site.ts'
import { createUserError } from '../node/user-error.ts'
import type { RouteFile } from '../routing/route-file.ts'
import type { Terminal } from './terminal.ts'

export interface Project {
  /** Where the command was started; `root` of the configuration may be another folder. */
  readonly folder: string
  readonly config: ResolvedConfig
  readonly site: BuildSite
  /** The files that take part in requests. */
  readonly files: readonly RouteFile[]
  /** A message for each name that is probably a mistake. */
  readonly warnings: readonly string[]
  /** A message for each conflict between files. */
  readonly problems: readonly string[]
  /** Formats the path of a file as an author types it (`routes/index.tsx`, `node_modules/admin/routes/index.tsx`). */
  toShownPath(file: Pick<RouteFile, 'path' | 'from'>): string
}

/**
 * Opens the project in the terminal's folder.
 *
 * @throws Error when the folder has no site
 */
export async function openProject({ folder, warn }: Terminal): Promise<Project> {
  if (!findViteConfig(folder)) warn('There is no vite.config here. Using vial() with its defaults.')
  const config = await resolveConfig({ ...toSiteConfig(folder), logLevel: 'error' }, 'serve')
  const site = findSite(config)
  const { root, routesFolder } = site.options
  const shownFolder = normalizePath(relative(root, routesFolder))
  if (!existsSync(routesFolder)) {
    throw createUserError(`There is no folder ${shownFolder} in ${root}. Create ${shownFolder}/index.tsx.`)
  }
  const { files, warnings } = await site.scan()
  return {
    folder,
    config,
    site,
    files,
    warnings,
    problems: findRouteProblems(files),
    toShownPath: ({ path, from }) =>
      from ? normalizePath(relative(root, from.file)) : `${shownFolder}/${path}`,
  }
}

/**
 * Requires that no files of a project are in conflict.
 *
 * @throws Error with a line for each conflict
 */
export function assertNoProblems({ problems }: Project): void {
  if (problems.length > 0) throw createUserError(problems.join('\n'))
}
