// Finds the islands that a route may show: those that its file, its layouts and the app document import.
import { ancestorFolders } from '../../routing/folder-table.ts'
import type { RouteFile } from '../../routing/route-file.ts'
import { isIsland } from '../read-island.ts'

/**
 * Lists the route files that are rendered with a page: the app document, the layouts and the page itself.
 *
 * @param hasLayouts Whether the page is inside layouts
 */
export function listRendered(
  files: readonly RouteFile[],
  route: RouteFile,
  hasLayouts: boolean = true,
): RouteFile[] {
  const folders = hasLayouts ? ancestorFolders(route.folder) : []
  const around = files.filter(
    ({ kind, folder }) => kind === 'app' || (kind === 'layout' && folders.includes(folder)),
  )
  return [...around, route]
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
