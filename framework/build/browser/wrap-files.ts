// Loads a wrapper in place of the files of islands and personal parts on the server.
import { existsSync } from 'node:fs'
import type { Plugin } from 'vite'
import { toIslandFile, withoutVersion } from './read-island.ts'
import type { BuildSite } from '../site.ts'

/** A file that is wrapped. */
export interface WrappedFile {
  readonly path: string
  /** Its path relative to the project, which names it in browsers and in messages. */
  readonly file: string
  /** The id of the module with its own code, for the wrapper to import. */
  readonly codeId: string
}

/**
 * Loads a wrapper in place of each file with an ending.
 *
 * The wrapper has the id of the file, so it does not matter how an import reaches it: by path, alias, package or re-export.
 *
 * @param name The name of the plugin
 * @param write Writes the source of a wrapper
 */
export function wrapFiles(
  site: BuildSite,
  name: string,
  ending: 'island' | 'personal',
  write: (wrapped: WrappedFile) => Promise<string>,
): Plugin {
  return {
    name,
    enforce: 'pre',
    sharedDuringBuild: true,
    applyToEnvironment: (environment) => environment.config.consumer === 'server',
    load: {
      // No virtual modules: a browser entry may be named after an island.
      filter: { id: new RegExp(`^[^\\0].*\\.${ending}\\.m?[jt]sx?(\\?v=[\\da-f]+)?$`) },
      async handler(id) {
        const path = withoutVersion(id)
        // Vite names the file that imports a missing one.
        if (!existsSync(path)) return undefined
        this.addWatchFile(path)
        const file = toIslandFile(path, site.options.root)
        // The end tells plugins the language of the code.
        const codeId = `${path}?${ending}&lang${path.slice(path.lastIndexOf('.'))}`
        return { code: await write({ path, file, codeId }), moduleType: 'js' }
      },
    },
  }
}

/** Tells the ids of modules with the code that a wrapper imports. */
export const wrappedCode: RegExp = /\?(?:island|personal)&lang\./
