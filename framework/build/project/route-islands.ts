// Finds the islands that a route may show: those that its file, its layouts and the app document import.
import { ancestorFolders } from '../../routing/folder-table.ts'
import type { RouteFile } from '../../routing/route-file.ts'
import { isIsland } from '../browser/read-island.ts'
import type { Project } from './project.ts'

/** Answers questions about the routes of a project. It reads the list of files once, and not for each route. */
export interface RouteIndex {
  /** Finds a route by its file as an author types it. */
  find(file: string): RouteFile
  /**
   * Lists the route files that are rendered with a page: the app document, the layouts and the page itself.
   *
   * @param hasLayouts Whether the page is inside layouts
   */
  listRendered(route: RouteFile, hasLayouts: boolean): RouteFile[]
}

/** Creates the index of a project's routes. */
export function indexRoutes({ files, toShownPath }: Pick<Project, 'files' | 'toShownPath'>): RouteIndex {
  const routes = new Map(
    files.filter(({ kind }) => kind === 'route').map((file) => [toShownPath(file), file]),
  )
  const frames = files.filter(({ kind }) => kind === 'app' || kind === 'layout')
  return {
    find: (file) => routes.get(file)!,
    listRendered(route, hasLayouts) {
      const folders = hasLayouts ? ancestorFolders(route.folder) : []
      const around = frames.filter(({ kind, folder }) => kind === 'app' || folders.includes(folder))
      return [...around, route]
    },
  }
}

/**
 * Finds the islands below some modules, as absolute paths in the order in which they are found.
 *
 * @param importsOf Lists the absolute paths that a module imports. What an island imports is not asked for
 */
export function findIslands(
  starts: readonly string[],
  importsOf: (path: string) => Iterable<string>,
): string[] {
  const found = new Set(starts)
  for (const path of found) {
    if (isIsland(path)) continue
    for (const imported of importsOf(path)) found.add(imported)
  }
  return [...found].filter(isIsland)
}
