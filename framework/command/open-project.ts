// Reads a project: Vite's configuration and the files in routes/.
import { resolveConfig } from 'vite'
import { importServerModule } from '../build/import-server-module.ts'
import { findSite, findViteConfig, openModuleServer, toSiteConfig } from '../build/find-site.ts'
import { explainMissingRoutes } from '../build/routes/missing-routes.ts'
import { type Project, readProject } from '../build/project/project.ts'
import { createUserError } from '../node/user-error.ts'
import type { Terminal } from './terminal.ts'

/**
 * Opens the project in the terminal's folder.
 *
 * @throws Error when the folder has no site
 */
export async function openProject({ folder, warn }: Terminal): Promise<Project> {
  if (!findViteConfig(folder)) warn('There is no vite.config here. Using vial() with its defaults.')
  const config = await resolveConfig({ ...toSiteConfig(folder), logLevel: 'error' }, 'serve')
  const site = findSite(config)
  const project = await readProject(site, folder)
  const missing = explainMissingRoutes(site.options, project.files)
  if (missing?.isFolderMissing) throw createUserError(missing.message)
  return project
}

/**
 * Requires that no files of a project are in conflict.
 *
 * @throws Error with a line for each conflict
 */
export function assertNoProblems({ problems }: Project): void {
  if (problems.length > 0) throw createUserError(problems.join('\n'))
}

/** Imports a file of a project in Vite; nothing else of the site runs. */
export async function importFile({ folder }: Project, file: string): Promise<object> {
  const server = await openModuleServer(folder, 'development')
  try {
    return await importServerModule(server, file)
  } finally {
    await server.close()
  }
}
