// Builds islands: wraps them on the server, and emits one file each for the browser.
import { existsSync } from 'node:fs'
import type { Plugin } from 'vite'
import { type Island, isComponentName, readIsland, toIslandFile, withoutVersion } from './read-island.ts'
import { type BuildSite, needsScript } from './site.ts'
import { clientId, islandId, supportIds } from './virtual-modules.ts'

/** Wraps islands on the server, and emits a browser file for each island that the server imports. */
export function buildIslands(site: BuildSite): Plugin[] {
  return [wrapIslands(site), emitIslands(site)]
}

/**
 * Loads a wrapper in place of an island's file, which renders it on the server.
 *
 * The wrapper has the id of the file, so it does not matter how an import reaches it: by path, alias, package or re-export.
 */
function wrapIslands(site: BuildSite): Plugin {
  return {
    name: 'vial:wrap-islands',
    enforce: 'pre',
    sharedDuringBuild: true,
    applyToEnvironment: (environment) => environment.config.consumer === 'server',
    load: {
      // No virtual modules: a browser entry may be named after an island.
      filter: { id: /^[^\0].*\.island\.m?[jt]sx?(\?v=[\da-f]+)?$/ },
      async handler(id) {
        const path = withoutVersion(id)
        // Vite names the file that imports a missing one.
        if (!existsSync(path)) return undefined
        this.addWatchFile(path)
        const file = toIslandFile(path, site.options.root)
        const island = await readIsland(path, file)
        site.islands.set(file, island)
        if (!site.shownIslands.has(file)) site.shownIslands.set(file, island)
        return { code: writeWrapper(path, file, island), moduleType: 'js' }
      },
    },
  }
}

/** Names the module with the code of an island. The end tells plugins the language of the code. */
function toCodeId(path: string): string {
  return `${path}?island&lang${path.slice(path.lastIndexOf('.'))}`
}

/** Emits the files that browsers load: one per island, and one that starts them. */
function emitIslands(site: BuildSite): Plugin {
  return {
    name: 'vial:emit-islands',
    apply: 'build',
    sharedDuringBuild: true,
    applyToEnvironment: (environment) => environment.name === 'client',
    buildStart() {
      if (!needsScript(site)) return
      const files = [clientId, ...Object.values(supportIds), ...[...site.islands.keys()].map(islandId)]
      for (const id of files) this.emitFile({ type: 'chunk', id, name: toChunkName(id) })
    },
  }
}

function toChunkName(id: string): string {
  const name = id.slice(id.lastIndexOf('/') + 1)
  return name.replace(/\.island\.\w+$/, '').replace(/[^\w-]/g, '_')
}

function writeWrapper(path: string, file: string, { names, isForBrowserOnly }: Island): string {
  const lines = [`import { createIsland } from 'vial/server'`]
  // Do not import an island that renders only in browsers: its module may need a browser.
  if (!isForBrowserOnly) lines.push(`import * as island from ${JSON.stringify(toCodeId(path))}`)
  for (const name of names) {
    const origin = JSON.stringify({ file, name }).slice(0, -1)
    const hydrate = isForBrowserOnly ? `'only'` : names.includes('hydrate') ? 'island.hydrate' : 'undefined'
    const component = isForBrowserOnly ? 'undefined' : `island.${name}`
    const value = isComponentName(name)
      ? `createIsland(${component}, ${origin}, hydrate: ${hydrate} })`
      : component
    lines.push(name === 'default' ? `export default ${value}` : `export const ${name} = ${value}`)
  }
  return `${lines.join('\n')}\n`
}
