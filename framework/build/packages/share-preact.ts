// Keeps one copy of Preact on the server: two copies do not know each other's hooks, contexts and signals.
import { dirname, resolve } from 'node:path'
import { type Plugin, type ResolvedConfig, createIdResolver } from 'vite'
import {
  type PackageFile,
  findPackage,
  isPackageImport,
  packageImport,
  toPackageName,
} from './find-packages.ts'

/** The packages that hold state which everything on a page shares. */
export const sharedPackages: string[] = ['preact', '@preact/signals', '@preact/signals-core']

/**
 * Decides who loads Preact on the server.
 *
 * In development Node does, because packages that Vite leaves to Node import it too. A build bundles Preact together with
 * every package that leads to it, so that `dist/` needs neither; but if the author keeps one of them out of the bundle,
 * Preact stays out as well.
 */
export function sharePreact(): Plugin {
  const leadsToPreact = createPreactFinder()
  let root = '.'
  let isBundled = false
  let resolveFile: ReturnType<typeof createIdResolver>

  return {
    name: 'vial:share-preact',
    enforce: 'pre',
    config(user) {
      root = resolve(user.root ?? '.')
      return { resolve: { dedupe: sharedPackages } }
    },
    async configEnvironment(name, { resolve: { external = [] } = {} }, { command }) {
      if (name !== 'ssr' || external === true) return undefined
      const outside = await Promise.all(external.map((one) => leadsToPreact(toPackageName(one), root)))
      isBundled = command === 'build' && !outside.includes(true)
      return { resolve: isBundled ? { noExternal: sharedPackages } : { external: sharedPackages } }
    },
    configResolved(config: ResolvedConfig) {
      resolveFile = createIdResolver(config, { external: [], noExternal: true })
    },
    resolveId: {
      filter: { id: packageImport },
      async handler(source, importer, options) {
        if (!isBundled || this.environment.name !== 'ssr' || importer === undefined) return undefined
        if (!isPackageImport(source)) return undefined
        const found = await this.resolve(source, importer, { ...options, skipSelf: true })
        if (!found?.external) return found
        const isShared = await leadsToPreact(toPackageName(source), dirname(importer))
        return (isShared && (await resolveFile(this.environment, source, importer))) || found
      },
    },
  }
}

/** Creates the function that tells whether a package is Preact or depends on it, over any number of packages. */
function createPreactFinder(): (name: string, from: string) => Promise<boolean> {
  const searches = new Map<string, Promise<boolean>>()
  return async (name, from) => {
    if (sharedPackages.includes(name)) return true
    const found = await findPackage(name, from)
    if (!found) return false
    const known = searches.get(found.folder)
    if (known) return known
    const answer = search(found)
    searches.set(found.folder, answer)
    // A package that could not be read now may be readable later.
    answer.catch(() => searches.delete(found.folder))
    return answer
  }
}

async function search(start: PackageFile): Promise<boolean> {
  const found = new Map([[start.folder, start]])
  // The map grows during the loop. Packages may depend on each other, so each folder is visited once.
  for (const { folder, dependencies } of found.values()) {
    if (dependencies.some((name) => sharedPackages.includes(name))) return true
    const next = await Promise.all(dependencies.map((name) => findPackage(name, folder)))
    for (const one of next) if (one && !found.has(one.folder)) found.set(one.folder, one)
  }
  return false
}
