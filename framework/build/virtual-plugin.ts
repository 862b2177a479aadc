// Serves the generated modules to Vite.
import type { Plugin } from 'vite'
import type { BuildSite } from './site.ts'
import {
  devId,
  handlerId,
  manifestId,
  serverId,
  writeDevModule,
  writeHandlerModule,
  writeManifestModule,
  writeServerModule,
} from './virtual-modules.ts'

/** Resolves and writes `virtual:vial/…`. */
export function provideVirtualModules(site: BuildSite): Plugin {
  return {
    name: 'vial:virtual-modules',
    sharedDuringBuild: true,
    resolveId: {
      filter: { id: /^virtual:vial\// },
      handler: (id) => `\0${id}`,
    },
    load: {
      filter: { id: /^\0virtual:vial\// },
      async handler(id) {
        const name = id.slice(1)
        if (name === manifestId) return writeManifestModule(await site.files(), site.options)
        if (name === devId) return writeDevModule()
        if (name === handlerId) return writeHandlerModule()
        if (name === serverId) return writeServerModule()
        return undefined
      },
    },
  }
}
