// Describes a project: Vite's configuration and the files in routes/.
import { relative } from 'node:path'
import { type ResolvedConfig, normalizePath } from 'vite'
import type { RouteFile } from '../../routing/route-file.ts'
import { findRouteProblems } from '../routes/check-routes.ts'
import { explainMissingRoutes } from '../routes/missing-routes.ts'
import type { BuildSite } from '../site.ts'

export interface Project {
  /** Where the command was started; `root` of the configuration may be another folder. */
  readonly folder: string
  readonly config: ResolvedConfig
  readonly site: BuildSite
  /** The files that take part in requests. */
  readonly files: readonly RouteFile[]
  /** A message for each name that is probably a mistake, and for a site without routes. */
  readonly warnings: readonly string[]
  /** A message for each conflict between files. */
  readonly problems: readonly string[]
  /** Formats the path of a file as an author types it (`routes/index.tsx`, `node_modules/admin/routes/index.tsx`). */
  toShownPath(file: Pick<RouteFile, 'path' | 'from'>): string
}

/**
 * Reads the route files of a site as they are now.
 *
 * @param folder Where the command was started (default: the root of the configuration)
 */
export async function readProject(site: BuildSite, folder?: string): Promise<Project> {
  const { root, routesFolder } = site.options
  const { files, warnings } = await site.scan()
  const missing = explainMissingRoutes(site.options, files)
  return {
    folder: folder ?? root,
    config: site.config,
    site,
    files,
    warnings: missing ? [missing.message, ...warnings] : warnings,
    problems: findRouteProblems(files),
    toShownPath: ({ path, from }) => normalizePath(relative(root, from?.file ?? `${routesFolder}/${path}`)),
  }
}
