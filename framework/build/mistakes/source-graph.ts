// Follows the imports of a site's source files, from disk.
import { readFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { dirname } from 'node:path'
import { normalizePath } from 'vite'
import type { RouteFile } from '../../routing/route-file.ts'
import { findPackage, toPackageName } from '../packages/find-packages.ts'
import { findServerReason, toName } from '../browser/guard-browser.ts'
import { isIsland } from '../browser/read-island.ts'
import type { BuildSite } from '../site.ts'
import type { FoundMistake } from './check-source.ts'
import { isOwnSource } from './read-source.ts'
import { parseFile } from './parsed-files.ts'
import { type Node, nameOf, textOf, toLanguage } from '../parse-tree.ts'

/** The source files that the routes of a site import. */
export interface SourceGraph {
  /** Absolute paths, in a stable order. */
  readonly files: readonly string[]
  /** The files with which browsers begin: islands and browser entries. */
  readonly browserRoots: readonly string[]
  /** The files that browsers load: these, and what they import. */
  readonly browserFiles: ReadonlySet<string>
  /** What each file imports: absolute paths, those of browser entries with `?browser`, and names of Node's modules. */
  readonly imports: ReadonlyMap<string, readonly string[]>
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
  let pending = entries.filter((path) => isOwnSource(path, site))
  while (pending.length > 0) {
    const lists = await Promise.all(pending.map((path) => listImports(path, site)))
    for (const [index, path] of pending.entries()) imports.set(path, lists[index]!)
    const next = new Set(lists.flat().map(withoutMark))
    pending = [...next].filter((path) => toLanguage(path) && !imports.has(path))
  }
  const files = [...collect(entries, imports)].filter((path) => imports.has(path)).sort()
  const marked = [...imports.values()].flat().filter((path) => path.endsWith(browserMark))
  const browserRoots = [...files.filter(isIsland), ...new Set(marked.map(withoutMark))]
  return { files, browserRoots, browserFiles: collect(browserRoots, imports), imports }
}

/** Leaves out the mistakes of a file that are right where it runs: in browsers too, or on the server only. */
export function keepMistakes<Found extends FoundMistake>(
  found: readonly Found[],
  path: string,
  { browserFiles }: SourceGraph,
): readonly Found[] {
  const isInBrowsers = browserFiles.has(path)
  return found.filter(
    ({ isFineInBrowser, isFineOnServer }) => !(isInBrowsers ? isFineInBrowser : isFineOnServer),
  )
}

/** The end of an import that only adds a script to the page: the server does not load the file. */
const browserMark = '?browser'

function withoutMark(path: string): string {
  return path.endsWith(browserMark) ? path.slice(0, -browserMark.length) : path
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
    // Synchronous, because the files of a site are read at once: the limit of open files may be low.
    read = { modified, sources: listSources(readFileSync(path, 'utf8'), path, site) }
    known.set(path, read)
  }
  const resolved = await Promise.all(read.sources.map((source) => resolveSource(source, path, site)))
  return resolved.filter(
    (file): file is string => file !== undefined && (isBuiltin(file) || isOwnSource(file, site)),
  )
}

/** Lists what a file imports, without types and other queries than `?browser`. */
function listSources(code: string, path: string, site: BuildSite): string[] {
  const lang = toLanguage(path)
  // In Markdown pages, imports stand at the beginning of a line.
  if (!lang) return [...code.matchAll(/^import\s[^'"]*['"]([^'"]+)['"]/gm)].map(([, source]) => source!)
  const tree = parseFile(path, code, lang, site)
  if (!tree) return []
  const used = new Set(
    tree.nodesOf('Identifier').concat(tree.nodesOf('JSXIdentifier')).filter(isValue).map(nameOf),
  )
  const isNeeded = ({ specifiers }: Node): boolean => {
    const list = specifiers as Node[]
    // The compiler removes imports of TypeScript files that are used as types only.
    return lang.startsWith('j') || list.length === 0 || list.some(({ local }) => used.has(nameOf(local)))
  }
  const exported = [...tree.nodesOf('ExportNamedDeclaration'), ...tree.nodesOf('ExportAllDeclaration')]
  return [
    ...tree.nodesOf('ImportDeclaration').filter((node) => node.importKind !== 'type' && isNeeded(node)),
    ...exported.filter(({ exportKind }) => exportKind !== 'type'),
    ...tree.nodesOf('ImportExpression'),
  ]
    .flatMap(({ source }) => textOf(source as Node | null) ?? [])
    .filter((source) => !withoutMark(source).includes('?'))
}

/** Tells a mention of a name from the import that declares it. */
function isValue({ parent }: Node): boolean {
  return !parent?.type.startsWith('Import') || parent.type === 'ImportExpression'
}

/** Resolves an import to a source file; `undefined` for packages, styles, data and files that do not exist. */
async function resolveSource(source: string, importer: string, site: BuildSite): Promise<string | undefined> {
  if (isBuiltin(source)) return source
  // Most imports are of packages, whose files are not the site's.
  if (!/^[./]/.test(source) && !isAlias(source, site) && (await isInstalled(source, importer, site)))
    return undefined
  const file = withoutMark(source)
  const path = await resolverOf(site)(file, importer, false, true)
  const isNeeded = path !== undefined && (toLanguage(path) || /\.server\.\w+$/.test(path))
  return isNeeded ? normalizePath(path) + source.slice(file.length) : undefined
}

function isAlias(source: string, { config }: BuildSite): boolean {
  return config.resolve.alias.some(({ find }) =>
    typeof find === 'string' ? source === find || source.startsWith(`${find}/`) : find.test(source),
  )
}

const installed = new WeakMap<BuildSite, Map<string, Promise<boolean>>>()

/**
 * Tells whether an import names a package in `node_modules`. What is neither that nor a path leads to files of the project:
 * a linked package, `imports` of its `package.json` or `paths` of its `tsconfig.json`.
 */
function isInstalled(source: string, importer: string, site: BuildSite): Promise<boolean> {
  const known = installed.get(site) ?? new Map<string, Promise<boolean>>()
  installed.set(site, known)
  const name = toPackageName(source)
  const answer =
    known.get(name) ??
    findPackage(name, dirname(importer)).then((found) => found?.folder.includes('/node_modules/') === true)
  known.set(name, answer)
  return answer
}

type Resolver = ReturnType<BuildSite['config']['createResolver']>
const resolvers = new WeakMap<BuildSite, Resolver>()

function resolverOf(site: BuildSite): Resolver {
  const resolver = resolvers.get(site) ?? site.config.createResolver()
  resolvers.set(site, resolver)
  return resolver
}

/**
 * Finds what islands and browser entries import and browsers must not load: server files, routes and Node's own modules.
 *
 * @returns The sentences with which the build would fail
 */
export function findServerImports({ browserRoots, imports }: SourceGraph, site: BuildSite): string[] {
  const found = new Set<string>()
  for (const root of browserRoots) {
    const chains = new Map([[root, [root]]])
    for (const [path, chain] of chains) {
      for (const next of imports.get(path) ?? []) {
        if (chains.has(next)) continue
        const reason = findServerReason(next, site)
        const longer = [...chain, next]
        if (reason) found.add(`${longer.map((file) => toName(file, site)).join(' imports ')}, ${reason}`)
        else chains.set(next, longer)
      }
    }
  }
  return [...found]
}
