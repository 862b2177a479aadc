// Tells whether an import of a package leads to an island or a personal part, by following the imports in it.
import { existsSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type PackageFile, findPackage, isPackageImport, toPackageName } from './find-packages.ts'
import { isPersonalPart } from '../browser/personal-parts.ts'
import { isIsland } from '../browser/read-island.ts'

/** Tells whether the framework loads a wrapper in place of a file. */
export function isWrapped(path: string): boolean {
  return isIsland(path) || isPersonalPart(path)
}

interface Module {
  readonly file: string
  readonly owner: PackageFile
}

/**
 * Finds the package whose island or personal part an import leads to.
 *
 * @param source The import, such as `shop-ui/counter`
 * @param from The file or the folder that imports it
 * @param isFollowed Tells whether the files of a package are read
 */
export async function findReachedPackage(
  source: string,
  from: string,
  isFollowed: (item: PackageFile) => Promise<boolean>,
): Promise<PackageFile | undefined> {
  const waiting = await resolvePackage(source, from)
  const seen = new Set(waiting.map(({ file }) => file))
  for (let module = waiting.pop(); module !== undefined; module = waiting.pop()) {
    if (isWrapped(module.file)) return module.owner
    for (const path of listImports(await readFile(module.file, 'utf8'))) {
      for (const next of await resolveImport(path, module)) {
        if (seen.has(next.file)) continue
        seen.add(next.file)
        waiting.push(next)
      }
    }
  }
  return undefined

  async function resolveImport(path: string, { file, owner }: Module): Promise<Module[]> {
    if (path.startsWith('.')) return findModules(owner, [join(dirname(file), path)])
    if (!path.startsWith('#')) return resolvePackage(path, file, owner)
    const targets = isTable(owner.json.imports) ? matchTargets(owner.json.imports, path) : []
    const inner = targets.filter((target) => target.startsWith('.'))
    const outer = targets.filter((target) => !target.startsWith('.'))
    const found = await Promise.all(outer.map((target) => resolvePackage(target, file)))
    return [
      ...findModules(
        owner,
        inner.map((target) => join(owner.folder, target)),
      ),
      ...found.flat(),
    ]
  }

  async function resolvePackage(path: string, importer: string, owner?: PackageFile): Promise<Module[]> {
    if (!isPackageImport(path)) return []
    const name = toPackageName(path)
    if (name === 'vial') return []
    const isOwn = owner?.json.name === name && owner.json.exports !== undefined
    const item = isOwn ? owner : await findPackage(name, importer)
    if (!item || !(await isFollowed(item))) return []
    const entries = listEntries(item.json, path.slice(name.length))
    return findModules(
      item,
      entries.map((entry) => join(item.folder, entry)),
    )
  }
}

/** Lists the files that an import can mean, under any condition (Node.js, "Package entry points"). */
function listEntries({ exports, module, main }: PackageFile['json'], subpath: string): string[] {
  if (exports === undefined || exports === null) {
    return subpath === '' ? [module, main, 'index.js'].filter((path) => typeof path === 'string') : [subpath]
  }
  const hasSubpaths = isTable(exports) && Object.keys(exports).some((key) => key.startsWith('.'))
  return matchTargets(hasSubpaths ? exports : { '.': exports }, `.${subpath}`)
}

/** Lists the targets that `exports` or `imports` of a package.json give a path. */
function matchTargets(table: Record<string, unknown>, wanted: string): string[] {
  return Object.entries(table).flatMap(([pattern, target]) => {
    const [before = '', after] = pattern.split('*')
    if (after === undefined) return pattern === wanted ? listTargets(target) : []
    if (!wanted.startsWith(before) || !wanted.endsWith(after) || wanted.length < pattern.length) return []
    const part = wanted.slice(before.length, wanted.length - after.length)
    return listTargets(target).map((path) => path.replaceAll('*', part))
  })
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function listTargets(target: unknown): string[] {
  if (typeof target === 'string') return [target]
  return typeof target === 'object' && target !== null ? Object.values(target).flatMap(listTargets) : []
}

function listImports(code: string): string[] {
  return [...code.matchAll(/\b(?:from|import|require)\s*\(?\s*(['"])([^'"\n]+)\1/g)].map(
    ([, , path]) => path!,
  )
}

const endings = [
  '',
  '.tsx',
  '.ts',
  '.jsx',
  '.js',
  '.mjs',
  '.cjs',
  '/index.tsx',
  '/index.ts',
  '/index.jsx',
  '/index.js',
]

function findModules(owner: PackageFile, paths: readonly string[]): Module[] {
  return paths.flatMap((path) => {
    const file = endings
      .map((ending) => path + ending)
      .find((name) => existsSync(name) && statSync(name).isFile())
    return file === undefined ? [] : [{ file, owner }]
  })
}
