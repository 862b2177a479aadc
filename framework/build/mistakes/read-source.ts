// Checks one source file of a site, with what the site knows about it.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { normalizePath } from 'vite'
import { parsePathname } from '../../http/canonical-url.ts'
import { type RouteFile, parseRouteFile } from '../../routing/route-file.ts'
import { listParams } from '../../routing/pattern.ts'
import { type RouteMatch, type RouteTable, matchRoute } from '../../routing/table.ts'
import { isPersonalPart } from '../browser/personal-parts.ts'
import { isIsland } from '../browser/read-island.ts'
import type { BuildSite } from '../site.ts'
import { formatPlace } from '../source-position.ts'
import type { ModuleExports } from '../routes/route-exports.ts'
import { type FoundMistake, checkSource } from './check-source.ts'
import { parseFile } from './parsed-files.ts'
import type { SourceFile, TargetRoute } from './source-file.ts'
import { type SyntaxTree, toLanguage } from '../parse-tree.ts'

/** A mistake as it is printed. */
export interface ReportedMistake extends FoundMistake {
  /** The file and the place in it, what is wrong, and what to do. */
  readonly report: string
}

/** What a source file of a site exports, and its mistakes. */
export interface CheckedFile {
  readonly mistakes: readonly ReportedMistake[]
  readonly exports: ModuleExports
}

/**
 * Checks a source file.
 *
 * @param path Its absolute path
 * @param table The routes of the site, for forms, and for links below a base path (default: neither is checked)
 * @returns `undefined` for files in another language, and for code that does not parse
 */
export function checkSourceFile(
  path: string,
  code: string,
  site: BuildSite,
  table?: RouteTable<RouteFile>,
): CheckedFile | undefined {
  const lang = toLanguage(path)
  if (!lang) return undefined
  const routePath = site.toRoutePath(path)
  const { base, extensions } = site.options
  const kind = routePath === undefined ? 'module' : (parseRouteFile(routePath, extensions)?.kind ?? 'module')
  const parse = (): SyntaxTree | undefined => parseFile(path, code, lang, site)
  const file: SourceFile = {
    routePath,
    kind: isIsland(path) ? 'island' : isPersonalPart(path) ? 'personal' : kind,
    isReact: site.isReactFile(path),
    react: findReact(site),
    needsReact: (name) => needsReact(name, site.options.root),
    base,
    publicPrefixes: [site.config.envPrefix ?? 'VITE_'].flat(),
    isPublicName: (variable) => isPublicName(variable, site),
    isPublicFile: (name) => site.config.publicDir !== '' && existsSync(join(site.config.publicDir, name)),
    isBeside: (name) => existsSync(join(dirname(path), name)),
    readImport: (name) => readImport(join(dirname(path), name)),
    isOwnPath: (link) => table !== undefined && isOwnPath(link, site, table),
    findRoute: (link) => table && findRoute(link, site, table),
  }
  const checked = checkSource(code, lang, file, parse)
  if (!checked) return undefined
  const name = nameSource(path, site)
  const toReported = (mistake: FoundMistake): ReportedMistake => ({
    ...mistake,
    report: `${formatPlace(name, mistake)}: ${mistake.message}`,
  })
  return { exports: checked.exports, mistakes: checked.mistakes.map(toReported) }
}

/** Reads a source file whose extension an import may leave out. */
function readImport(path: string): string | undefined {
  const file = ['', '.ts', '.js']
    .map((extension) => path + extension)
    .find((name) => toLanguage(name) && existsSync(name))
  return file && readFileSync(file, 'utf8')
}

/** Tells whether the author of a site can change a file: it is not in a package, and not part of this framework. */
export function isOwnSource(path: string, { toRoutePath }: BuildSite): boolean {
  if (path.includes('/node_modules/') || path.startsWith('\0')) return false
  return !path.startsWith(`${ownFolder}/`) || toRoutePath(path) !== undefined
}

const ownFolder = normalizePath(resolve(import.meta.dirname, '../..'))

/** Names a source file as an author knows it, even if a link leads to it from `routes/`. */
function nameSource(path: string, site: BuildSite): string {
  const { root, routesFolder } = site.options
  const routePath = site.toRoutePath(path)
  const shown =
    routePath === undefined || path.includes('/node_modules/') ? path : `${routesFolder}/${routePath}`
  return shown.startsWith(`${root}/`) ? shown.slice(root.length + 1) : shown
}

const reacts = new WeakMap<BuildSite, SourceFile['react']>()

/** Finds what `import 'react'` leads to, once for each site. */
function findReact(site: BuildSite): SourceFile['react'] {
  const known = reacts.get(site)
  if (known) return known
  const { config, options } = site
  const isReplaced = config.resolve.alias.some(({ find }) =>
    typeof find === 'string' ? find === 'react' : find.test('react'),
  )
  const react = isReplaced ? 'replaced' : canResolve('react', options.root) ? 'installed' : 'missing'
  reacts.set(site, react)
  return react
}

const packagesForReact = new Map<string, boolean>()

/** Tells whether React is a dependency of a package, or a peer that is not optional. */
function needsReact(name: string, root: string): boolean {
  const file = findPackageFile(name, root)
  const known = packagesForReact.get(file ?? name)
  if (known !== undefined || file === undefined) return known ?? false
  const { dependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(
    readFileSync(file, 'utf8'),
  ) as PackageJson
  const isPeer = peerDependencies?.react !== undefined && !peerDependenciesMeta?.react?.optional
  const needed = isPeer || dependencies?.react !== undefined
  packagesForReact.set(file, needed)
  return needed
}

interface PackageJson {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { optional?: boolean }>>
}

function findPackageFile(name: string, folder: string): string | undefined {
  const file = join(folder, 'node_modules', name, 'package.json')
  if (existsSync(file)) return file
  return dirname(folder) === folder ? undefined : findPackageFile(name, dirname(folder))
}

function canResolve(name: string, root: string): boolean {
  try {
    createRequire(`${root}/`).resolve(name)
    return true
  } catch {
    // A package that is not installed.
    return false
  }
}

/** Tells whether `define` or a plugin sets `import.meta.env.NAME`. */
function isPublicName(name: string, { config }: BuildSite): boolean {
  const defined = Object.keys(config.define ?? {})
  return (
    defined.includes(`import.meta.env.${name}`) || defined.includes('import.meta.env') || name in config.env
  )
}

/** Tells whether a route or a public file of the site has this path. */
export function isOwnPath(link: string, { config }: BuildSite, table: RouteTable<RouteFile>): boolean {
  const pathname = link.replace(/[?#].*$/, '')
  if (config.publicDir && pathname !== '/' && existsSync(`${config.publicDir}${pathname}`)) return true
  return matchPath(pathname, table) !== undefined
}

function matchPath(pathname: string, table: RouteTable<RouteFile>): RouteMatch<RouteFile> | undefined {
  try {
    return matchRoute(table, parsePathname(pathname).segments)
  } catch {
    // A path that cannot be decoded matches no route.
    return undefined
  }
}

/**
 * Finds the route that a form is sent to.
 *
 * A route of an extension, which the table may lack, cannot have the same path as a route without parameters.
 */
function findRoute(path: string, site: BuildSite, table: RouteTable<RouteFile>): TargetRoute | undefined {
  const entry = matchPath(path, table)?.entry
  if (!entry || listParams(entry.pattern).length > 0) return undefined
  const { value: file } = entry
  return {
    path: file.path,
    mayAnswer(method) {
      // Its words tell enough: a method that no word names is not answered.
      const code = readFileSync(file.from?.file ?? site.toFile(file.path), 'utf8')
      if (/\bexport\s*\*/.test(code)) return true
      if (method === 'POST') return /\b(POST|actions)\b/.test(code)
      return /\b(GET|default)\b/.test(code) || !toLanguage(file.path)
    },
  }
}
