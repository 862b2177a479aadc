// Notes, while the server is bundled, which file has the code of each route and which islands each of them may show.
import type { Plugin, Rollup } from 'vite'
import { createImportReader, findLeading } from '../module-imports.ts'
import { isPersonalPart } from '../browser/personal-parts.ts'
import { findIslands } from '../project/route-islands.ts'
import { isIsland } from '../browser/read-island.ts'
import type { BuildSite } from '../site.ts'

/** What the bundle of the server says about a file in `routes/`. */
export interface ServerModule {
  /** The name of the file with its code, below the folder of the server. */
  readonly chunk: string | undefined
  /** The absolute paths of the islands that it imports, also through other files. */
  readonly islands: readonly string[]
  /** The files of the browser entries that it imports, as Vite's manifest names them. */
  readonly entries: readonly string[]
  readonly hasPersonalParts: boolean
}

export interface ServerModules {
  readonly plugin: Plugin
  /** By the absolute path of the file, as Vite names it. */
  readonly modules: ReadonlyMap<string, ServerModule>
}

/** Creates the plugin that notes the modules, and the map that it fills. */
export function noteServerModules(site: BuildSite): ServerModules {
  const modules = new Map<string, ServerModule>()
  return {
    modules,
    plugin: {
      name: 'vial:server-modules',
      apply: 'build',
      sharedDuringBuild: true,
      applyToEnvironment: (environment) => environment.name === 'ssr',
      async generateBundle(_, bundle) {
        const ids = (await site.files()).map(({ path }) => site.toFile(path))
        const chunks = findChunks(bundle)
        const routes = new Set(ids)
        const readImports = createImportReader((id) => this.getModuleInfo(id))
        const importsOf = (id: string): string[] => {
          const { fixed, dynamic } = readImports(id)
          // A page that lists other pages, for example with import.meta.glob(), does not show their islands.
          return [...fixed, ...dynamic].filter((imported) => !routes.has(imported))
        }
        const leading = findLeading(ids, importsOf, isNoted)
        const importsOfInterest = (id: string): string[] =>
          importsOf(id).filter((imported) => leading.has(imported))
        modules.clear()
        for (const id of ids) modules.set(id, describeModule(id, chunks.get(id), importsOfInterest))
      },
    },
  }

  function describeModule(
    id: string,
    chunk: string | undefined,
    importsOf: (id: string) => string[],
  ): ServerModule {
    const seen = new Set<string>()
    const islands = findIslands([id], (path) => {
      const imported = importsOf(path)
      for (const one of imported) seen.add(one)
      return imported
    })
    return {
      chunk,
      islands,
      entries: [...site.compiled.entries]
        .filter(([, path]) => seen.has(entryPrefix + path))
        .map(([file]) => file),
      hasPersonalParts: [...seen].some(isPersonalPart),
    }
  }
}

/** The prefix of the modules that stand for browser entries. */
const entryPrefix = '\0virtual:vial/entry/'

function isNoted(id: string): boolean {
  return isIsland(id) || isPersonalPart(id) || id.startsWith(entryPrefix)
}

function findChunks(bundle: Rollup.OutputBundle): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const chunk of Object.values(bundle)) {
    if (chunk.type !== 'chunk') continue
    for (const id of chunk.moduleIds) found.set(id, chunk.fileName)
  }
  return found
}
