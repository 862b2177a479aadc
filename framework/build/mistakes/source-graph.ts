// Follows the imports of a site's source files, from disk.
import { readFile, stat } from 'node:fs/promises'
import { normalizePath } from 'vite'
import type { RouteFile } from '../../routing/route-file.ts'
import { isIsland } from '../read-island.ts'
import type { BuildSite } from '../site.ts'
import { isOwnSource } from './read-source.ts'
import { type Node, parseTree, textOf, toLanguage } from './syntax-tree.ts'

/** The source files that the routes of a site import. */
export interface SourceGraph {
  /** Absolute paths, in a stable order. */
  readonly files: readonly string[]
  /** The files that browsers load too: islands, and what they import. */
  readonly browserFiles: ReadonlySet<string>
}

/**
 * Follows the imports of all route files, with the aliases of the Vite configuration.
 *
 * A file is read again only if it has changed since the last call for the same site.
 *
 * @param routeFiles The files that take part in requests
 */
export async function readSourceGraph(
  site: BuildSite,
  routeFiles: readonly RouteFile[],
): Promise<SourceGraph> {
  const entries = routeFiles.map(({ path, from }) => from?.file ?? site.toFile(path))
  const imports = new Map<string, readonly string[]>()
  let pending = entries.filter((path) => toLanguage(path) && isOwnSource(path, site))
  while (pending.length > 0) {
    const lists = await Promise.all(pending.map((path) => listImports(path, site)))
    for (const [index, path] of pending.entries()) imports.set(path, lists[index]!)
    pending = [...new Set(lists.flat())].filter((path) => !imports.has(path))
  }
  return {
    files: [...imports.keys()].sort(),
    browserFiles: collect([...imports.keys()].filter(isIsland), imports),
  }
}

function collect(from: readonly string[], imports: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set(from)
  for (const path of found) for (const next of imports.get(path) ?? []) found.add(next)
  return found
}

interface ReadFile {
  readonly modified: number
  readonly sources: readonly string[]
}

const filesOfSites = new WeakMap<BuildSite, Map<string, ReadFile>>()

/** Lists the absolute paths of the source files that a file imports. */
async function listImports(path: string, site: BuildSite): Promise<string[]> {
  const known = filesOfSites.get(site) ?? new Map<string, ReadFile>()
  filesOfSites.set(site, known)
  // A file that has just been deleted imports nothing.
  const modified = (await stat(path).catch(() => undefined))?.mtimeMs
  if (modified === undefined) return []
  let read = known.get(path)
  if (read?.modified !== modified) {
    read = { modified, sources: listSources(await readFile(path, 'utf8'), path) }
    known.set(path, read)
  }
  const resolved = await Promise.all(read.sources.map((source) => resolveSource(source, path, site)))
  return resolved.filter((file): file is string => file !== undefined && isOwnSource(file, site))
}

/** Lists what a file imports, without types and without files that only browsers load (`?browser`). */
function listSources(code: string, path: string): string[] {
  const tree = parseTree(code, toLanguage(path)!)
  if (!tree) return []
  const statements = [
    'ImportDeclaration',
    'ExportNamedDeclaration',
    'ExportAllDeclaration',
    'ImportExpression',
  ]
  return statements
    .flatMap((type) => tree.nodesOf(type))
    .filter(({ importKind, exportKind }) => importKind !== 'type' && exportKind !== 'type')
    .flatMap(({ source }) => textOf(source as Node | null) ?? [])
    .filter((source) => !source.includes('?'))
}

/** Resolves an import to a source file; `undefined` for packages, styles and files that do not exist. */
async function resolveSource(source: string, importer: string, site: BuildSite): Promise<string | undefined> {
  // Most imports are of packages, whose files are not the site's: only an alias could lead back.
  if (!/^[./]/.test(source) && !isAlias(source, site)) return undefined
  const path = await resolverOf(site)(source, importer, false, true)
  return path !== undefined && toLanguage(path) ? normalizePath(path) : undefined
}

function isAlias(source: string, { config }: BuildSite): boolean {
  return config.resolve.alias.some(({ find }) =>
    typeof find === 'string' ? source === find || source.startsWith(`${find}/`) : find.test(source),
  )
}

type Resolver = ReturnType<BuildSite['config']['createResolver']>
const resolvers = new WeakMap<BuildSite, Resolver>()

function resolverOf(site: BuildSite): Resolver {
  const resolver = resolvers.get(site) ?? site.config.createResolver()
  resolvers.set(site, resolver)
  return resolver
}
