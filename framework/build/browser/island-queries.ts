// Refuses imports of islands and personal parts with a query: they would silently be plain components.
import type { Plugin } from 'vite'
import { locateImport } from './check-islands.ts'
import { toName } from './guard-browser.ts'
import type { BuildSite } from '../site.ts'
import { wrappedCode } from './wrap-files.ts'

const withQuery = /^[^\0].*\.(?:island|personal)\.m?[jt]sx?\?/

/**
 * Fails when the server would load the code of an island or a personal part under another id, such as
 * `button.island.tsx?big`.
 *
 * Imports that a plugin loads, such as `button.island.tsx?raw`, are not components and pass.
 */
export function refuseIslandQueries(site: BuildSite): Plugin {
  const importers = new Map<string, string>()
  return {
    name: 'vial:island-queries',
    // Other plugins load first.
    enforce: 'post',
    sharedDuringBuild: true,
    applyToEnvironment: (environment) => environment.config.consumer === 'server',
    resolveId: {
      // Before all others, to see who imports the file.
      order: 'pre',
      filter: { id: withQuery },
      handler(id, importer) {
        // Vite would add the version of a package to it.
        if (wrappedCode.test(id)) return id
        if (importer) importers.set(toKey(id), importer)
        return undefined
      },
    },
    load: {
      filter: { id: { include: withQuery, exclude: wrappedCode } },
      async handler(id) {
        const query = id.slice(id.indexOf('?'))
        const importer = importers.get(toKey(id))
        const where = importer ? await locateImport(importer, query, site) : toName(id, site)
        const what = id.includes('.personal.') ? 'a personal part' : 'an island'
        return this.error(
          `${where}: with ${query} at the end of its name, ${what} is a plain component. Remove the query.`,
        )
      },
    },
  }
}

/** The name of the file and the query: the same in an import and in an id. */
function toKey(id: string): string {
  return id.replace(/^[^?]*\//, '')
}
