// Lets npm packages ship islands and personal parts: Vite would leave such a package to Node, which knows neither.
import { relative, resolve } from 'node:path'
import { type Plugin, type UserConfig, normalizePath } from 'vite'
import { escapePattern } from './find-browser-entries.ts'
import { type Package, findPackages, hasFile } from './find-packages.ts'
import { isPersonalPart } from './personal-parts.ts'
import { isIsland } from './read-island.ts'

/** Bundles the packages with islands or personal parts on the server, and serves their files to browsers as they are. */
export function includeIslandPackages(): Plugin {
  let names: readonly string[] = []
  return {
    name: 'vial:island-packages',
    async config({ root = '.' }: UserConfig) {
      const folder = resolve(root)
      const found = await findIslandPackages(folder)
      if (found.length === 0) return undefined
      names = [...new Set(found.map(({ name }) => name))]
      return {
        optimizeDeps: {
          // The browser must not get some modules of a package twice: in an optimized package, and through an island.
          exclude: [...names],
          // The other packages of a workspace are often beside the site, where its own patterns find nothing.
          entries: found.map((item) => listIslands(folder, item)),
        },
        environments: { ssr: { resolve: { noExternal: [...names] } } },
      }
    },
    configResolved(config) {
      const { external } = config.environments.ssr!.resolve
      const name = names.find((candidate) => external !== true && external.includes(candidate))
      if (name === undefined) return
      throw new Error(
        `${config.configFile ?? 'vite.config'}: ssr.external contains ${name}, which has islands or personal parts. Remove it there.`,
      )
    },
  }
}

/** Lists the packages with islands or personal parts among those that can have some: they depend on Preact or Vial. */
async function findIslandPackages(root: string): Promise<Package[]> {
  const found = await findPackages(root, canHaveIslands)
  const flags = await Promise.all(
    found.map((item) => canHaveIslands(item) && hasFile(item.folder, isWrapped)),
  )
  return found.filter((_, index) => flags[index])
}

/** Writes a pattern for the islands of a package. */
function listIslands(root: string, { folder }: Package): string {
  return `${escapePattern(normalizePath(relative(root, folder)))}/**/*.island.{tsx,ts,jsx,js,mjs}`
}

function isWrapped(path: string): boolean {
  return isIsland(path) || isPersonalPart(path)
}

function canHaveIslands({ name, dependencies }: Package): boolean {
  // In a workspace, this package contains the site of its benchmark.
  if (name === 'vial') return false
  return dependencies.includes('preact') || dependencies.includes('vial')
}
