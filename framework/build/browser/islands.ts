// Builds islands: wraps them on the server, and emits one file each for the browser.
import type { Plugin } from 'vite'
import { type Island, isComponentName, readIsland } from './read-island.ts'
import { type BuildSite, needsScript } from '../site.ts'
import { clientId, islandId, supportIds } from '../virtual-modules.ts'
import { type WrappedFile, wrapFiles } from './wrap-files.ts'

/** Wraps islands on the server, and emits a browser file for each island that the server imports. */
export function buildIslands(site: BuildSite): Plugin[] {
  return [wrapIslands(site), emitIslands(site)]
}

/** Loads a wrapper in place of an island's file, which renders it on the server. */
function wrapIslands(site: BuildSite): Plugin {
  return wrapFiles(site, 'vial:wrap-islands', 'island', async (wrapped) => {
    const { path, file } = wrapped
    const island = await readIsland(path, file)
    site.compiled.islands.set(file, island)
    if (!site.dev.shownIslands.has(file)) site.dev.shownIslands.set(file, island)
    return writeWrapper(wrapped, island)
  })
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
      const files = [
        clientId,
        ...Object.values(supportIds),
        ...[...site.compiled.islands.keys()].map(islandId),
      ]
      for (const id of files) this.emitFile({ type: 'chunk', id, name: toChunkName(id) })
    },
  }
}

function toChunkName(id: string): string {
  const name = id.slice(id.lastIndexOf('/') + 1)
  return name.replace(/\.island\.\w+$/, '').replace(/[^\w-]/g, '_')
}

function writeWrapper({ file, codeId }: WrappedFile, { names, isForBrowserOnly }: Island): string {
  const lines = [`import { createIsland } from 'vial/server'`]
  // Do not import an island that renders only in browsers: its module may need a browser.
  if (!isForBrowserOnly) lines.push(`import * as island from ${JSON.stringify(codeId)}`)
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
