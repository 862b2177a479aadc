// Finds the packages of a project that depend on certain other packages.
import { readFileSync, realpathSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import { normalizePath, searchForWorkspaceRoot } from 'vite'

/** An installed package. */
export interface Package {
  readonly name: string
  /** Absolute path. */
  readonly folder: string
  /** What it depends on, peers and optional packages included. */
  readonly dependencies: readonly string[]
  /** How Vite's `optimizeDeps` names it: after the packages that lead to it, as in `a > b`. */
  readonly chain: string
  /** Whether only the project's `devDependencies` lead to it. */
  readonly isForDevelopment: boolean
  /** Its package.json. */
  readonly json: Readonly<Record<string, unknown>>
}

/**
 * Finds the dependencies of a project, and theirs.
 *
 * The code of a project can also import the dependencies of its workspace, and packages that no package.json lists.
 *
 * @param root The project's folder; without a package.json, that of the nearest folder above counts
 * @param isFollowed Tells whether the dependencies of a package are read too
 * @param options.isListed Whether only packages count that a package.json lists (default: true)
 * @returns Every package that is installed, once for each folder
 */
export async function findPackages(
  root: string,
  isFollowed: (found: Package) => boolean | Promise<boolean>,
  { isListed = true }: { isListed?: boolean } = {},
): Promise<readonly Package[]> {
  const found = new Map<string, Package>()
  const own = await readOwn(root)
  await visitAll(own, ({ dependencies }) => dependencies, false)
  await visitAll(own, ({ development }) => development, true)
  if (!isListed) await visitAll(listFolders(root), ({ folder }) => listInstalled(folder), true)
  return [...found.values()]

  /** One folder after the other: the first package that leads to another one gives it its chain. */
  async function visitAll<Start extends { readonly folder: string }>(
    starts: readonly Start[],
    list: (start: Start) => readonly string[] | Promise<readonly string[]>,
    isForDevelopment: boolean,
  ): Promise<void> {
    for (const start of starts) {
      const names = await list(start)
      await Promise.all(names.map((name) => visit(name, start.folder, '', isForDevelopment)))
    }
  }

  async function visit(name: string, from: string, before: string, isForDevelopment: boolean): Promise<void> {
    const file = await findPackage(name, from)
    if (!file || found.has(file.folder)) return
    const { folder, dependencies, json } = file
    const chain = before + name
    const item = { name, folder, dependencies, chain, isForDevelopment, json }
    found.set(folder, item)
    if (!(await isFollowed(item))) return
    await Promise.all(
      dependencies.map((dependency) => visit(dependency, folder, `${chain} > `, isForDevelopment)),
    )
  }
}

/** Lists the names of some packages, and of all packages that depend on them, over any number of packages. */
export function findDependents(found: readonly Package[], names: Iterable<string>): ReadonlySet<string> {
  const all = new Set(names)
  for (let size = 0; size < all.size; ) {
    size = all.size
    for (const { name, dependencies } of found) {
      if (dependencies.some((dependency) => all.has(dependency))) all.add(name)
    }
  }
  return all
}

/** Tells whether a package has no ES modules. */
export function isCommonJs({ json: { type, module, exports } }: Pick<Package, 'json'>): boolean {
  return type !== 'module' && !module && !/"(import|module)":|\.mjs"/.test(JSON.stringify(exports ?? ''))
}

/** Lists the names of the packages that a project declares. */
export async function listDeclared(root: string): Promise<ReadonlySet<string>> {
  const own = await readOwn(root)
  return new Set(own.flatMap(({ dependencies, development }) => [...dependencies, ...development]))
}

/** Tells whether a folder contains a file with a certain name, without the packages in it. */
export async function hasFile(folder: string, isMatch: (name: string) => boolean): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true })
  if (entries.some((entry) => entry.isFile() && isMatch(entry.name))) return true
  const folders = entries.filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
  const flags = await Promise.all(folders.map(({ name }) => hasFile(join(folder, name), isMatch)))
  return flags.includes(true)
}

export interface PackageFile {
  readonly folder: string
  readonly dependencies: readonly string[]
  readonly development: readonly string[]
  readonly json: Readonly<Record<string, unknown>>
}

/** Reads the package.json of a project, and that of its workspace. */
async function readOwn(root: string): Promise<readonly PackageFile[]> {
  const nearest = await readNearest(root)
  if (!nearest) return []
  const workspace = await readPackageFile(searchForWorkspaceRoot(nearest.folder))
  return workspace && workspace.folder !== nearest.folder ? [nearest, workspace] : [nearest]
}

async function readNearest(folder: string): Promise<PackageFile | undefined> {
  const own = await readPackageFile(folder)
  return own ?? (dirname(folder) === folder ? undefined : readNearest(dirname(folder)))
}

/** Lists a folder and those above it. */
function listFolders(folder: string): { folder: string }[] {
  return [{ folder }, ...(dirname(folder) === folder ? [] : listFolders(dirname(folder)))]
}

/** Lists the names of the packages in the `node_modules` of a folder. */
async function listInstalled(folder: string): Promise<string[]> {
  const read = (path: string): Promise<string[]> => readdir(path).catch(() => [])
  const modules = join(folder, 'node_modules')
  const names = await Promise.all(
    (await read(modules)).map(async (name) =>
      name.startsWith('@') ? (await read(join(modules, name))).map((inner) => `${name}/${inner}`) : [name],
    ),
  )
  return names.flat().filter((name) => !name.startsWith('.'))
}

/** Finds a package as Node does: in the nearest `node_modules` above a folder. */
export async function findPackage(name: string, from: string): Promise<PackageFile | undefined> {
  const found = await readPackageFile(join(from, 'node_modules', name))
  return found ?? (dirname(from) === from ? undefined : findPackage(name, dirname(from)))
}

/** Matches imports that name a package or a module of Node, and neither a file nor a virtual module. */
export const packageImport: RegExp = /^(@[\w.~-]+\/)?[a-z0-9_~-][\w.~-]*(\/|$)/i

/** Tells whether an import names a package, and not a file, a module of Node or a virtual one. */
export function isPackageImport(source: string): boolean {
  return packageImport.test(source) && !isBuiltin(source)
}

/** Returns the name of the package that an import names, such as `preact` of `preact/hooks`. */
export function toPackageName(source: string): string {
  return source.split('/', source.startsWith('@') ? 2 : 1).join('/')
}

async function readPackageFile(folder: string): Promise<PackageFile | undefined> {
  try {
    // Synchronous, because every import of a build may ask at once: the limit of open files may be low.
    const json = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageFile['json']
    const names = (field: string): string[] => Object.keys(json[field] ?? {})
    return {
      // A linked package finds its own dependencies from where it really is.
      folder: normalizePath(realpathSync.native(folder)),
      dependencies: [
        ...names('dependencies'),
        ...names('peerDependencies'),
        ...names('optionalDependencies'),
      ],
      development: names('devDependencies'),
      json,
    }
  } catch {
    // It is not installed, as optional packages may be, or it is not a package.
    return undefined
  }
}
