// The tree of a site: which files answer, wrap and catch for each route and folder.
import { type FolderTable, ancestorFolders, createFolderTable } from '../../routing/folder-table.ts'
import type { Matcher } from '../../routing/built-in-matchers.ts'
import { toMatcher } from '../../routing/matcher.ts'
import { parsePattern } from '../../routing/pattern.ts'
import { parseRouteFile } from '../../routing/route-file.ts'
import { type RouteTable, type TableEntry, createRouteTable } from '../../routing/table.ts'
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { ManifestFile } from '../pipeline/manifest.ts'

/** What stands in one folder of `routes/`. */
export interface Folder {
  readonly path: string
  layout?: ManifestFile
  middleware?: ManifestFile
  /** Error files by status; 0 is `_error`. */
  readonly errors: Map<number, ManifestFile>
}

/** A file that answers a URL. */
export interface SiteRoute {
  readonly file: ManifestFile
  readonly folder: string
}

export interface Site {
  readonly routes: RouteTable<SiteRoute>
  readonly folderTable: FolderTable
  readonly app?: ManifestFile | undefined
  /** Gives the folders from the root down to one, those without special files left out. */
  foldersTo(folder: string): readonly Folder[]
}

/**
 * Builds the tree from the files of a manifest.
 *
 * @param files Everything in `routes/` that takes part in requests
 * @param params The loaded `_params` module, if the site has one
 * @throws Error for clashing patterns, unknown matchers and names that do not parse
 */
export function createSite(files: readonly ManifestFile[], params: object | undefined): Site {
  const folders = new Map<string, Folder>()
  const entries: TableEntry<SiteRoute>[] = []
  let app: ManifestFile | undefined

  for (const file of files) {
    const { kind, folder, status } = parseRouteFile(file.path, [extensionOf(file.path)]) ?? {
      kind: 'private',
    }
    if (kind === 'route') {
      const pattern = parsePattern(file.path.slice(0, -extensionOf(file.path).length))
      entries.push({ pattern, file: file.path, value: { file, folder: folder! } })
    } else if (kind === 'app') app = file
    else if (kind === 'layout') folderAt(folder!).layout = file
    else if (kind === 'middleware') folderAt(folder!).middleware = file
    else if (kind === 'error') folderAt(folder!).errors.set(status ?? 0, file)
  }

  const matchers = toMatchers(params)
  const allFolders = new Set([...folders.keys(), ...entries.map((entry) => entry.value.folder)])
  const chains = new Map<string, readonly Folder[]>()

  return {
    routes: createRouteTable(entries, matchers),
    folderTable: createFolderTable([...allFolders], matchers),
    app,
    foldersTo(folder) {
      let chain = chains.get(folder)
      if (!chain) {
        chain = ancestorFolders(folder).flatMap((path) => folders.get(path) ?? [])
        chains.set(folder, chain)
      }
      return chain
    },
  }

  function folderAt(path: string): Folder {
    let folder = folders.get(path)
    if (!folder) {
      folder = { path, errors: new Map() }
      folders.set(path, folder)
    }
    return folder
  }
}

/** Turns the exports of `_params` into the site's own matchers. */
function toMatchers(params: object | undefined): Record<string, Matcher> {
  const matchers: Record<string, Matcher> = {}
  for (const [name, schema] of Object.entries(params ?? {})) {
    if (name === 'default') continue
    if (typeof schema !== 'object' && typeof schema !== 'function') continue
    matchers[name] = toMatcher(name, schema as StandardSchemaV1)
  }
  return matchers
}

function extensionOf(path: string): string {
  return path.slice(path.lastIndexOf('.'))
}
