// Wraps personal parts: a page that imports one gets a component that renders in place, or leaves a hole.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Plugin } from 'vite'
import { toIslandFile, withoutVersion } from './read-island.ts'
import { readModuleExports } from './route-exports.ts'
import type { BuildSite } from './site.ts'

/** Tells whether a file is a personal part. Packages may use `.mjs`. */
export function isPersonalPart(path: string): boolean {
  return /\.personal\.m?[jt]sx?$/.test(path)
}

/**
 * Loads a wrapper in place of the file of a personal part.
 *
 * The wrapper has the id of the file, so it does not matter how an import reaches it: by path, alias, package or re-export.
 */
export function wrapPersonalParts(site: BuildSite): Plugin {
  return {
    name: 'vial:wrap-personal-parts',
    enforce: 'pre',
    sharedDuringBuild: true,
    applyToEnvironment: (environment) => environment.config.consumer === 'server',
    load: {
      filter: { id: /^[^\0].*\.personal\.m?[jt]sx?(\?v=[\da-f]+)?$/ },
      async handler(id) {
        const path = withoutVersion(id)
        // Vite names the file that imports a missing one.
        if (!existsSync(path)) return undefined
        this.addWatchFile(path)
        const file = toIslandFile(path, site.options.root)
        await assertDefaultExport(path, file)
        // The end tells plugins the language of the code.
        const code = JSON.stringify(`${path}?personal&lang${path.slice(path.lastIndexOf('.'))}`)
        const lines = [
          `import { createPersonal } from 'vial/server'`,
          `import * as part from ${code}`,
          `export * from ${code}`,
          `export default createPersonal(part, ${JSON.stringify(file)})`,
          '',
        ]
        return { code: lines.join('\n'), moduleType: 'js' }
      },
    },
  }
}

async function assertDefaultExport(path: string, file: string): Promise<void> {
  const lang = path.slice(path.lastIndexOf('.') + 1).replace('m', '') as 'tsx'
  const { names } = readModuleExports(await readFile(path, 'utf8'), lang)
  if (names.has('default')) return
  throw new Error(
    `${file}: there is no default export. Export the component of the personal part as default.`,
  )
}
