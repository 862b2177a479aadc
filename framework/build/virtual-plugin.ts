// Provides the virtual modules to Vite.
import { resolve } from 'node:path'
import type { Plugin, Rollup } from 'vite'
import { readIsland } from './browser/read-island.ts'
import { replacesReact } from './packages/compat.ts'
import type { BuildSite } from './site.ts'
import {
  browserId,
  clientId,
  devId,
  handlerId,
  inspectorId,
  inspectorIslandId,
  manifestId,
  pageId,
  restId,
  serverId,
  toIslandOf,
  writeBrowserModule,
  writeClientModule,
  writeDevModule,
  writeHandlerModule,
  writeInspectorIslandModule,
  writeInspectorModule,
  writeIslandModule,
  writeManifestModule,
  writePackageModule,
  writePageModule,
  writeRestModule,
  writeServerModule,
  writeSupportModule,
} from './virtual-modules.ts'

/**
 * Resolves the route files that the list of routes imports, in dev. Vite would look for each of them, which takes longer
 * than transforming the list.
 */
export function resolveRoutes(site: BuildSite): Plugin {
  return {
    name: 'vial:resolve-routes',
    apply: 'serve',
    enforce: 'pre',
    resolveId(id, importer) {
      if (importer !== `\0${manifestId}`) return undefined
      const { routesFolder } = site.options
      return id.startsWith(`${routesFolder}/`) ? site.toFile(id.slice(routesFolder.length + 1)) : undefined
    },
  }
}

/** Resolves and writes `virtual:vial/…`. */
export function provideVirtualModules(site: BuildSite): Plugin {
  return {
    name: 'vial:virtual-modules',
    // Before Vite itself resolves the package.
    enforce: 'pre',
    sharedDuringBuild: true,
    resolveId: {
      filter: { id: /^(virtual:vial\/.*|vial)$/ },
      handler(id) {
        if (id !== 'vial') return `\0${id}`
        // Little of what routes import makes sense in a browser.
        return this.environment.config.consumer === 'client' ? `\0${browserId}` : undefined
      },
    },
    load: {
      filter: { id: /^\0virtual:vial\// },
      async handler(id) {
        const name = id.slice(1)
        if (name === manifestId) {
          const code = writeManifestModule(await site.files(), await site.commands(), site.options)
          // Without a source map: Node.js would read one of all routes after each edit.
          return { code, map: { mappings: '' } }
        }
        if (name === devId) return writeDevModule()
        if (name === handlerId) return writeHandlerModule(replacesReact(site.config.resolve.alias))
        if (name === serverId) return writeServerModule()
        if (name === clientId) {
          const isBuild = site.config.command === 'build'
          return writeClientModule(site.options, isBuild ? () => emitRest(this) : undefined)
        }
        if (name === restId) return writeRestModule()
        if (name === browserId) return writeBrowserModule(site.options)
        if (name === pageId) return writePageModule(site.options.base)
        if (name === inspectorId) return writeInspectorModule(site.options.base)
        if (name === inspectorIslandId) return writeInspectorIslandModule()
        const support = writeSupportModule(name)
        if (support !== undefined) return support
        const file = toIslandOf(name)
        if (file === undefined && this.environment.config.consumer === 'server')
          return writePackageModule(name)
        // Only islands that the server imports: a URL could name any file.
        if (file === undefined || !site.compiled.islands.has(file)) return undefined
        const path = resolve(site.options.root, file)
        const { components } = await readIsland(path, file)
        return writeIslandModule(path, components)
      },
    },
  }
}

/** Adds the file of `restId` to the build. Returns an expression for its URL. */
function emitRest(context: Pick<Rollup.PluginContext, 'emitFile'>): string {
  return `import.meta.ROLLUP_FILE_URL_${context.emitFile({ type: 'chunk', id: restId, name: 'rest' })}`
}
