// Finds files in routes/ that no request ever reaches.
import { readFile } from 'node:fs/promises'
import { createFileFolders, toPattern } from '../build/routes/check-routes.ts'
import { encodeSegment } from '../http/encode-segment.ts'
import { findPublicFiles } from '../node/files/public-files.ts'
import { type FolderTable, matchFolder } from '../routing/folder-table.ts'
import type { Pattern } from '../routing/pattern.ts'
import type { RouteFile } from '../routing/route-file.ts'
import { toShownPublicPath } from '../build/project/match-request.ts'
import type { Project } from '../build/project/project.ts'
import type { ReadFile } from '../build/project/read-exports.ts'

/** Finds unused files: a message for each, with what to do. */
export async function findUnusedFiles(project: Project, read: readonly ReadFile[]): Promise<string[]> {
  const { config, files, toShownPath } = project
  const routes = files.filter(({ kind }) => kind === 'route')
  const wrapped = read.filter(isWrapped).map(({ file }) => file)
  const folders = createFileFolders(files)
  const caught = [...routes.map(({ folder }) => folder), ...listFolders(folders)]
  const publicPaths = config.publicDir === '' ? [] : [...(await findPublicFiles(config.publicDir)).keys()]

  const shadowed = findShadowed(project, routes, new Set(publicPaths))
  const others = await Promise.all(
    files.map(async (file) => {
      const { kind, folder } = file
      const place = folder === '' ? 'the routes folder' : toShownPath({ path: folder })
      if (kind === 'layout' && !wrapped.some((page) => isWithin(page.folder, folder))) {
        return [
          `${toShownPath(file)} has no effect: ${place} contains no pages. Add a page, or remove the layout.`,
        ]
      }
      if (kind === 'middleware' && !routes.some((route) => isWithin(route.folder, folder))) {
        const hasFiles = publicPaths.some((path) => isWithin(findFolder(folders, path), folder))
        if (hasFiles && (await decidesAboutOrigins(project, file))) return []
        const only = hasFiles ? ', and of all middleware, only cors() runs for the files of public/' : ''
        return [
          `${toShownPath(file)} runs for no route: ${place} contains none${only}. Add a route, or remove the file.`,
        ]
      }
      if (kind === 'error' && !caught.some((place) => isWithin(place, folder))) {
        return [
          `${toShownPath(file)} is never shown: ${place} contains no routes, and unknown URLs belong to another folder. Move the file up, or remove it.`,
        ]
      }
      return []
    }),
  )
  return [...shadowed, ...others.flat()]
}

/** Finds the folder that a public file belongs to, as one of `routes/`. */
function findFolder(folders: FolderTable, pathname: string): string {
  return matchFolder(folders, pathname.slice(1).split('/').map(decodeURIComponent)).folder
}

/** Tells whether middleware seems to contain `cors()`, or something like it: the server runs nothing else for files. */
async function decidesAboutOrigins({ site }: Project, { path, from }: RouteFile): Promise<boolean> {
  return /\b(cors|allowsOrigin)\b/.test(await readFile(from?.file ?? site.toFile(path), 'utf8'))
}

/** Tells whether a file is rendered inside layouts, which a page can opt out of. */
function isWrapped({ file, exports }: ReadFile): boolean {
  if (file.kind === 'error') return true
  if (file.kind !== 'route') return false
  // A file that does not parse may be a page.
  if (!('names' in exports) || exports.isOpen) return true
  return exports.names.has('default') && exports.config?.layout !== false
}

function isWithin(folder: string, outer: string): boolean {
  return outer === '' || folder === outer || folder.startsWith(`${outer}/`)
}

/** Lists the folders that unknown URLs can belong to: only one of several with the same pattern. */
function listFolders({ tree }: FolderTable): string[] {
  const folders: string[] = []
  const open = [tree]
  for (let next = open.pop(); next; next = open.pop()) {
    for (const leaf of [next.end, next.rest, next.optionalRest]) if (leaf) folders.push(leaf.value)
    open.push(...next.texts.values(), ...next.branches.map((branch) => branch.tree))
  }
  return folders
}

function findShadowed(
  { config, toShownPath }: Project,
  routes: readonly RouteFile[],
  publicPaths: ReadonlySet<string>,
): string[] {
  return routes.flatMap((route) => {
    const pathname = toFixedPath(toPattern(route))
    if (pathname === undefined || !publicPaths.has(pathname)) return []
    const file = toShownPublicPath(config, pathname)
    return [
      `${toShownPath(route)} does not answer GET: ${file} has the same URL and comes first. Remove one.`,
    ]
  })
}

/** Formats the only path that a pattern without parameters matches. */
function toFixedPath({ segments }: Pattern): string | undefined {
  const texts = segments.map((segment) => (segment.kind === 'static' ? segment.text : undefined))
  if (texts.includes(undefined)) return undefined
  return `/${texts.map((text) => encodeSegment(text!)).join('/')}`
}
