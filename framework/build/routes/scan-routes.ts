// Scans a routes folder: lists its files and the kind of each.
import type { Dirent } from 'node:fs'
import { readdir, readlink, realpath, stat } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { normalizePath } from 'vite'
import { findForeignFiles } from '../../routing/foreign-files.ts'
import { type RouteFile, parseRouteFile } from '../../routing/route-file.ts'

export interface ScannedRoutes {
  /** All source files, including private ones, in a stable order. */
  readonly files: readonly RouteFile[]
  /** The links to files and folders, outermost first. */
  readonly links: readonly RouteLink[]
  /** One message per near miss, misplaced file, hidden folder with routes, and link that is endless or broken. */
  readonly warnings: readonly string[]
}

/** A file or folder in `routes/` that is really elsewhere; Vite names the modules in it by where they are. */
export interface RouteLink {
  /** Below `routes/`; empty for the folder itself. */
  readonly path: string
  /** The absolute path that it leads to, without links. */
  readonly target: string
}

/**
 * Scans a routes folder; a missing folder is empty. Follows links to files and folders.
 *
 * @param folder Absolute path
 * @param extensions The file extensions of source files
 */
export async function scanRoutes(folder: string, extensions: readonly string[]): Promise<ScannedRoutes> {
  const scan: Scan = { root: folder, extensions, links: [], warnings: [] }
  const target = await findTarget(folder)
  const paths = target === undefined ? [] : await listFiles('', [target], scan)
  if (target !== undefined && target !== folder) scan.links.push({ path: '', target })
  const files = paths.sort().flatMap((path) => parseRouteFile(path, extensions) ?? [])
  return {
    files,
    links: scan.links.toSorted((left, right) => (left.path < right.path ? -1 : 1)),
    warnings: [
      ...files.flatMap((file) => file.warning ?? []),
      ...findForeignFiles(paths, extensions),
      ...scan.warnings.sort(),
    ],
  }
}

/**
 * Finds where a file really is, as Vite names it.
 *
 * @param folder Absolute path of the routes
 * @param path Below that folder
 */
export function toRealFile(folder: string, path: string, links: readonly RouteLink[]): string {
  const link = links.findLast((candidate) => isWithin(path, candidate.path))
  if (!link) return `${folder}/${path}`
  return link.target + (link.path === '' ? `/${path}` : path.slice(link.path.length))
}

/** Lists the paths below `routes/` at which links show a file: none for a file that no link leads to. */
export function findLinkedPaths(file: string, links: readonly RouteLink[]): string[] {
  return links.flatMap(({ path, target }) =>
    isWithin(file, target) ? [(path + file.slice(target.length)).replace(/^\//, '')] : [],
  )
}

function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`)
}

const unserved: ReadonlySet<RouteFile['kind']> = new Set(['private', 'island', 'personal'])

/** Tells whether a file takes part in requests, so that the manifest lists it. */
export function isServed(file: RouteFile): boolean {
  return !unserved.has(file.kind)
}

/** Tells the same for a path below `routes/`. */
export function isServedPath(path: string, extensions: readonly string[]): boolean {
  const file = parseRouteFile(path, extensions)
  return file !== undefined && isServed(file)
}

interface Scan {
  readonly root: string
  readonly extensions: readonly string[]
  readonly links: RouteLink[]
  readonly warnings: string[]
}

/** @param parents The real paths of the folder and of those around it */
async function listFiles(below: string, parents: readonly string[], scan: Scan): Promise<string[]> {
  const entries = await readdir(`${scan.root}/${below}`, { withFileTypes: true })
  const lists = await Promise.all(
    entries.map(async (entry) => {
      if (entry.name === 'node_modules') return []
      const path = below === '' ? entry.name : `${below}/${entry.name}`
      if (entry.name.startsWith('.') && entry.name !== wellKnown) {
        await checkHidden(path, entry, scan)
        return []
      }
      if (entry.isSymbolicLink()) return followLink(path, parents, scan)
      if (!entry.isDirectory()) return [path]
      return listFiles(path, [...parents, `${parents.at(-1)}/${entry.name}`], scan)
    }),
  )
  return lists.flat()
}

// RFC 8615
const wellKnown = '.well-known'

async function followLink(path: string, parents: readonly string[], scan: Scan): Promise<string[]> {
  const target = await findTarget(`${scan.root}/${path}`)
  if (target === undefined) {
    if (isServedPath(path, scan.extensions) || !basename(path).includes('.')) {
      const goal = await readlink(`${scan.root}/${path}`)
      scan.warnings.push(
        `routes/${path} is left out. It links to ${goal}, which does not exist. Correct the link, or remove it.`,
      )
    }
    return []
  }
  if (parents.includes(target)) {
    scan.warnings.push(
      `routes/${path} is left out. It links to a folder that contains it. Link to another folder.`,
    )
    return []
  }
  scan.links.push({ path, target })
  return (await stat(target)).isDirectory() ? listFiles(path, [...parents, target], scan) : [path]
}

async function findTarget(path: string): Promise<string | undefined> {
  try {
    return normalizePath(await realpath(path))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ELOOP') return undefined
    throw error
  }
}

/** Warns about a hidden file that would be served under another name, and about the first one in a hidden folder. */
async function checkHidden(path: string, entry: Dirent, { root, extensions, warnings }: Scan): Promise<void> {
  // Editors and file systems leave copies such as ".#index.tsx" and "._index.tsx" behind.
  if (/^\.([#_~]|git$)/.test(entry.name) || entry.isSymbolicLink()) return
  const found = entry.isDirectory()
    ? (await listInside(`${root}/${path}`)).find((name) => isServedPath(name, extensions))
    : isServedPath(entry.name.slice(1), extensions) && ''
  if (typeof found !== 'string') return
  warnings.push(
    `routes/${path}${found && `/${found}`} is private. Names that begin with a dot are, except ${wellKnown}. Rename ${entry.name}, or move it out of routes.`,
  )
}

/** Lists the files below a folder, without following links. */
async function listInside(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => normalizePath(relative(folder, join(parentPath, name))))
    .sort()
}
