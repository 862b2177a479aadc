// Arranges the files of a site by route and folder: which file answers, wraps, or shows errors.
import { type FolderTable, ancestorFolders, createFolderTable } from '../../routing/folder-table.ts'
import type { Matcher } from '../../routing/built-in-matchers.ts'
import { toMatcher } from '../../routing/matcher.ts'
import { parsePattern } from '../../routing/pattern.ts'
import { type ErrorFolder, anyStatus } from '../../routing/nearest-error-file.ts'
import { type RouteTable, type TableEntry, createRouteTable } from '../../routing/table.ts'
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { ManifestFile } from '../pipeline/manifest.ts'

/** The special files in one folder of `routes/`. */
export interface Folder extends ErrorFolder<ManifestFile> {
  readonly path: string
  layout?: ManifestFile
  middleware?: ManifestFile
  readonly errors: Map<number, ManifestFile>
}

/** A file that answers a URL. */
export interface SiteRoute {
  readonly file: ManifestFile
  readonly folder: string
}

/** All files of a site that take part in requests, by URL and by folder. */
export interface RouteTree {
  readonly routes: RouteTable<SiteRoute>
  readonly folderTable: FolderTable
  readonly app?: ManifestFile | undefined
  /** Lists the folders from the root down to the given one, without those that have no special files. */
  foldersTo(folder: string): readonly Folder[]
}

/**
 * Builds the tree from the files of a manifest.
 *
 * @param files Everything in `routes/` that takes part in requests
 * @param params The loaded `_params` module, if the site has one
 * @throws Error for clashing patterns, unknown matchers and file names that are not patterns
 */
export function createRouteTree(files: readonly ManifestFile[], params: object | undefined): RouteTree {
  const folders = new Map<string, Folder>()
  const entries: TableEntry<SiteRoute>[] = []
  let app: ManifestFile | undefined

  for (const file of files) {
    const { kind, folder, path } = file
    if (kind === 'route') {
      const pattern = parsePattern(path.slice(0, path.lastIndexOf('.')))
      entries.push({ pattern, file: path, value: { file, folder } })
    } else if (kind === 'app') app = file
    else if (kind === 'layout') folderAt(folder).layout = file
    else if (kind === 'middleware') folderAt(folder).middleware = file
    else if (kind === 'error') folderAt(folder).errors.set(file.status ?? anyStatus, file)
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

/** Turns the exports of `_params` into matchers. */
function toMatchers(params: object | undefined): Record<string, Matcher> {
  const matchers: Record<string, Matcher> = {}
  for (const [name, schema] of Object.entries(params ?? {})) {
    if (name === 'default') continue
    if (typeof schema !== 'object' && typeof schema !== 'function') continue
    matchers[name] = toMatcher(name, schema as StandardSchemaV1)
  }
  return matchers
}
