// Lets npm packages ship islands and personal parts: Vite would leave such a package to Node, which knows neither.
import { relative, resolve } from 'node:path'
import { type Plugin, type UserConfig, normalizePath } from 'vite'
import { locateImport } from '../browser/check-islands.ts'
import { escapePattern } from '../browser/find-browser-entries.ts'
import {
  type Package,
  type PackageFile,
  findDependents,
  findPackage,
  findPackages,
  hasFile,
  isCommonJs,
  isPackageImport,
  toPackageName,
} from './find-packages.ts'
import { findReachedPackage, isWrapped } from './island-reach.ts'
import type { BuildSite } from '../site.ts'

/** Bundles the packages with islands or personal parts on the server, and serves their files to browsers as they are. */
export function includeIslandPackages(site: BuildSite): Plugin[] {
  const hasIslands = createIslandTest()
  let names: readonly string[] = []
  let shipping: readonly string[] = []
  let harmless: ReadonlySet<string> = new Set()
  const include: Plugin = {
    name: 'vial:island-packages',
    async config({ root = '.' }: UserConfig) {
      const folder = resolve(root)
      const { withIslands, between, others } = await findIslandPackages(folder, hasIslands)
      harmless = new Set(others.map((item) => item.folder))
      if (withIslands.length === 0) return undefined
      shipping = toNames(withIslands)
      names = toNames([...withIslands, ...between])
      return {
        optimizeDeps: {
          // The browser must not get some modules of a package twice: in an optimized package, and through an island.
          exclude: [...shipping],
          // The other packages of a workspace are often beside the site, where its own patterns find nothing.
          entries: withIslands.map((item) => listIslands(folder, item)),
        },
        environments: { ssr: { resolve: { noExternal: [...names] } } },
      }
    },
    configResolved(config) {
      const { resolve, build } = config.environments.ssr!
      const { external } = build.rolldownOptions
      const lists = {
        'ssr.external': resolve.external === true ? [] : resolve.external,
        'ssr.build.rolldownOptions.external': typeof external === 'function' ? [] : [external ?? []].flat(),
      }
      for (const [option, list] of Object.entries(lists)) {
        const name = names.find((candidate) =>
          list.some((one) => (typeof one === 'string' ? one === candidate : one.test(candidate))),
        )
        if (name === undefined) continue
        const what = shipping.includes(name) ? 'has' : 'depends on a package with'
        throw new Error(
          `${config.configFile ?? 'vite.config'}: ${option} contains ${name}, which ${what} islands or personal parts. Remove it there.`,
        )
      }
    },
  }
  const mayLead = createLeadTest(hasIslands)
  // Most packages are known since the search above.
  const leads = async (item: PackageFile): Promise<boolean> => !harmless.has(item.folder) && mayLead(item)
  return [include, refuseUnlisted(site, () => names, leads)]
}

/** Tells whether a package has islands or personal parts. */
type IslandTest = (item: Pick<Package, 'folder'>) => Promise<boolean>

function createIslandTest(): IslandTest {
  const known = new Map<string, Promise<boolean>>()
  return ({ folder }) => {
    const answer = known.get(folder) ?? hasFile(folder, isWrapped)
    known.set(folder, answer)
    return answer
  }
}

interface IslandPackages {
  readonly withIslands: readonly Package[]
  /** Those that depend on them: if Node.js loads one of these, it also loads what that imports. */
  readonly between: readonly Package[]
  /** Those that lead to none. */
  readonly others: readonly Package[]
}

/** Finds the packages with islands or personal parts among those that the project lists, and theirs. */
async function findIslandPackages(root: string, hasIslands: IslandTest): Promise<IslandPackages> {
  // In the workspace of this package, it contains the sites of its tests. Types have no components.
  const mayHaveIslands = ({ name }: Package): boolean => name !== 'vial' && !name.startsWith('@types/')
  // Nor have programs, which depend on most of the packages that are installed.
  const isFollowed = async (item: Package): Promise<boolean> =>
    dependsOnPreact(item) || !item.json.bin || hasIslands(item)
  const found = await findPackages(root, async (item) => mayHaveIslands(item) && isFollowed(item))
  const candidates = found.filter(mayHaveIslands)
  const flags = await Promise.all(candidates.map(hasIslands))
  const withIslands = candidates.filter((_, index) => flags[index])
  const dependents = findDependents(candidates, toNames(withIslands))
  // Vite loads no CommonJS in development, and it cannot import the ES modules of islands either.
  const isBetween = (item: Package): boolean =>
    dependents.has(item.name) && !withIslands.includes(item) && !isCommonJs(item)
  const others = candidates.filter(({ name }) => !dependents.has(name))
  return { withIslands, between: candidates.filter(isBetween), others }
}

function toNames(found: readonly Package[]): string[] {
  return [...new Set(found.map(({ name }) => name))]
}

function dependsOnPreact({ dependencies }: Package): boolean {
  return dependencies.includes('preact') || dependencies.includes('vial')
}

/** Writes a pattern for the islands of a package. */
function listIslands(root: string, { folder }: Package): string {
  return `${escapePattern(normalizePath(relative(root, folder)))}/**/*.island.{tsx,ts,jsx,js,mjs}`
}

/**
 * Refuses imports of packages that Node.js loads, if what is imported leads to an island, and warns about those with
 * `@vite-ignore`.
 *
 * Islands that nothing imports do not count: an extension may have them in routes of its own.
 */
function refuseUnlisted(
  site: BuildSite,
  bundled: () => readonly string[],
  mayLead: (item: PackageFile) => Promise<boolean>,
): Plugin {
  return {
    name: 'vial:unlisted-islands',
    // JSX and types are gone by then.
    enforce: 'post',
    sharedDuringBuild: true,
    applyToEnvironment: (environment) => environment.config.consumer === 'server',
    transform: {
      filter: { id: { exclude: [/\/node_modules\//, /^\0/] }, code: /\b(from|import)\b/ },
      async handler(code, id) {
        const { noExternal } = this.environment.config.resolve
        if (noExternal === true) return undefined
        const importer = id.replace(/\?.*$/, '')
        for (const source of listPackageImports(code)) {
          const name = toPackageName(source)
          if (name === 'vial' || bundled().includes(name)) continue
          const item = await findPackage(name, importer)
          if (!item?.folder.includes('/node_modules/') || !(await mayLead(item))) continue
          const reached = await findReachedPackage(source, importer, mayLead)
          if (!reached) continue
          const problem = describeProblem(name, item, reached)
          this.error(`${await locateImport(importer, source, site)}: ${problem}`)
        }
        for (const source of listIgnoredImports(code)) {
          if (!(await findReachedPackage(source, importer, mayLead))) continue
          this.warn(
            `${await locateImport(importer, source, site)}: import() with @vite-ignore is not part of the build, so it cannot load an island. Remove the comment.`,
          )
        }
        return undefined
      },
    },
  }
}

/** Creates the function that tells whether a package has islands, or depends on one that has, over any number of packages. */
function createLeadTest(hasIslands: IslandTest): (item: PackageFile) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>()
  return (item) => {
    const answer = known.get(item.folder) ?? search(item)
    known.set(item.folder, answer)
    return answer
  }

  async function search(start: PackageFile): Promise<boolean> {
    const found = new Map([[start.folder, start]])
    // The map grows during the loop. Packages may depend on each other, so each folder is visited once.
    for (const item of found.values()) {
      if (await hasIslands(item)) return true
      const names = item.dependencies.filter((name) => name !== 'vial')
      const next = await Promise.all(names.map((name) => findPackage(name, item.folder)))
      for (const one of next) if (one && !found.has(one.folder)) found.set(one.folder, one)
    }
    return false
  }
}

function describeProblem(name: string, item: PackageFile, reached: PackageFile): string {
  if (item.folder === reached.folder) {
    return `${name} has islands or personal parts, but no package.json of this project lists it, so Node.js would load it as it is. Add it to the dependencies in package.json.`
  }
  const other = reached.json.name
  return isCommonJs(item)
    ? `${name} leads to ${other}, which has islands or personal parts, but ${name} is a CommonJS package, so Node.js would load them as they are. Import ${other} directly, and add it to the dependencies in package.json.`
    : `${name} leads to ${other}, which has islands or personal parts, but no package.json of this project lists ${name}, so Node.js would load them as they are. Add ${name} to the dependencies in package.json.`
}

function listPackageImports(code: string): string[] {
  const sources = [...code.matchAll(/\b(?:from|import)\s*\(?\s*(['"])([^'"\n]+)\1/g)].map(
    ([, , source]) => source!,
  )
  return [...new Set(sources)].filter(isPackageImport)
}

function listIgnoredImports(code: string): string[] {
  const calls = code.matchAll(/\bimport\s*\(\s*\/\*[^*]*@vite-ignore[^*]*\*\/\s*(['"])([^'"\n]+)\1/g)
  return Array.from(calls, ([, , source]) => source!)
}
