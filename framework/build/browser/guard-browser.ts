// Keeps server code out of browser bundles.
import { isBuiltin } from 'node:module'
import type { Plugin } from 'vite'
import { isPersonalPart } from './personal-parts.ts'
import { isIsland } from './read-island.ts'
import { isServedPath } from '../routes/scan-routes.ts'
import type { BuildSite } from '../site.ts'

/** Fails when a browser bundle would contain a `*.server.*` file, a route or a Node module, and names the import chain. */
export function guardBrowser(site: BuildSite): Plugin {
  const importers = new Map<string, string>()
  return {
    name: 'vial:guard-browser',
    enforce: 'pre',
    sharedDuringBuild: true,
    applyToEnvironment: (environment) => environment.config.consumer === 'client',
    resolveId: {
      async handler(id, importer, options) {
        // What a browser loads is refused then: an error here would leave all dependencies unscanned.
        if ('scan' in options && options.scan) return undefined
        if (importer && id.endsWith('?browser')) {
          return this.error(
            `${toName(importer, site)} imports ${id}, but ?browser only works on the server. Import it in a route or a layout.`,
          )
        }
        if (!importer || isOfPackage(importer, site) || id.startsWith('\0')) return undefined
        const resolved = isBuiltin(id)
          ? undefined
          : await this.resolve(id, importer, { ...options, skipSelf: true })
        const file = (resolved?.id ?? id).replace(/\?.*$/, '')
        if (!importers.has(file)) importers.set(file, importer)
        const problem = findServerReason(file, site)
        if (!problem) return resolved
        const chain = [file, ...listImporters(importer, importers)]
          .reverse()
          .map((path) => toName(path, site))
        return this.error(`${chain.join(' imports ')}, ${problem}`)
      },
    },
    transform: {
      // Vite copies the file that such a URL names into dist/client without calling resolveId.
      filter: { id: { exclude: /\/node_modules\// }, code: serverUrl },
      handler(code, id) {
        const [, name] = serverUrl.exec(code)!
        return this.error(`${toName(id, site)} names ${name}, which must never reach a browser. ${advice}`)
      },
    },
  }
}

const serverUrl = /new\s+URL\(\s*['"`]([^'"`]+\.server(?:\.[^./'"`]+)?)['"`]\s*,\s*import\.meta\.url/

/** Finds why browsers must not load a file: the end of a sentence, and a sentence that says what to do. */
export function findServerReason(file: string, site: BuildSite): string | undefined {
  if (isBuiltin(file)) return `which browsers do not have. ${advice}`
  if (/\.server(\.[^./]+)?$/.test(file)) return `which must never reach a browser. ${advice}`
  if (isPersonalPart(file)) {
    return 'which renders on the server for each visitor. Use it in a page or a layout, and pass it to the island as children.'
  }
  const path = site.toRoutePath(file)
  if (path === undefined || isIsland(file)) return undefined
  return isServedPath(path, site.options.extensions)
    ? 'which runs on the server. Move the code that both need to a file whose name starts with an underscore.'
    : undefined
}

const advice = 'Do the work in a loader and pass the result as a prop, or fetch it from a route.'

/** Packages may import what they want, except in the extension routes that they contain. */
function isOfPackage(file: string, site: BuildSite): boolean {
  return file.includes('/node_modules/') && site.toRoutePath(file) === undefined
}

/** Follows the importers up to the island or the entry; stops at an import cycle. */
function listImporters(file: string, importers: ReadonlyMap<string, string>): string[] {
  const chain: string[] = []
  for (let current: string | undefined = file; current && !chain.includes(current); ) {
    if (current.startsWith('\0')) break
    chain.push(current)
    current = importers.get(current)
  }
  return chain
}

/** Shortens a path for messages. */
export function toName(path: string, site: BuildSite): string {
  const { root } = site.options
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path
}
