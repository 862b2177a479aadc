// Lets npm packages ship islands and personal parts: Vite would leave such a package to Node, which knows neither.
import { resolve } from 'node:path'
import type { Plugin, UserConfig } from 'vite'
import { type Package, findPackages, hasFile } from './find-packages.ts'
import { isPersonalPart } from './personal-parts.ts'
import { isIsland } from './read-island.ts'

/** Bundles the packages with islands or personal parts on the server, and serves their files to browsers as they are. */
export function includeIslandPackages(): Plugin {
  let names: readonly string[] = []
  return {
    name: 'vial:island-packages',
    async config({ root = '.' }: UserConfig) {
      names = await findIslandPackages(resolve(root))
      if (names.length === 0) return undefined
      return {
        // The browser must not get some modules of a package twice: in an optimized package, and through an island.
        optimizeDeps: { exclude: [...names] },
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
async function findIslandPackages(root: string): Promise<string[]> {
  const found = await findPackages(root, canHaveIslands)
  const flags = await Promise.all(
    found.map((item) => canHaveIslands(item) && hasFile(item.folder, isWrapped)),
  )
  return [...new Set(found.filter((_, index) => flags[index]).map(({ name }) => name))]
}

function isWrapped(path: string): boolean {
  return isIsland(path) || isPersonalPart(path)
}

function canHaveIslands({ name, dependencies }: Package): boolean {
  // In a workspace, this package contains the site of its benchmark.
  if (name === 'vial') return false
  return dependencies.includes('preact') || dependencies.includes('vial')
}
