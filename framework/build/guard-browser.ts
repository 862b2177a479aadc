// Keeps what belongs to the server out of the browser.
import { isBuiltin } from 'node:module'
import type { Plugin } from 'vite'
import { isIsland } from './read-island.ts'
import type { BuildSite } from './site.ts'

/** Fails, naming who imports whom, when browsers would get a `*.server.*` file, a route or a module of Node. */
export function guardBrowser(site: BuildSite): Plugin {
  const importers = new Map<string, string>()
  return {
    name: 'vial:guard-browser',
    enforce: 'pre',
    sharedDuringBuild: true,
    applyToEnvironment: (environment) => environment.config.consumer === 'client',
    resolveId: {
      async handler(id, importer, options) {
        if (importer && id.endsWith('?browser')) {
          return this.error(
            `${toName(importer, site)} imports ${id}, which tells pages what to load. Import it on the server.`,
          )
        }
        if (!importer || importer.includes('/node_modules/') || id.startsWith('\0')) return undefined
        const resolved = isBuiltin(id)
          ? undefined
          : await this.resolve(id, importer, { ...options, skipSelf: true })
        const file = (resolved?.id ?? id).replace(/\?.*$/, '')
        if (!importers.has(file)) importers.set(file, importer)
        const problem = await findServerReason(file, site)
        if (!problem) return resolved
        const chain = [file, ...listImporters(importer, importers)]
          .reverse()
          .map((path) => toName(path, site))
        return this.error(`${chain.join(' imports ')}, ${problem}`)
      },
    },
    transform: {
      // Vite copies what such a URL names to the visitors' files, without asking anybody to resolve it.
      filter: { id: { exclude: /\/node_modules\// }, code: serverUrl },
      handler(code, id) {
        const [, name] = serverUrl.exec(code)!
        return this.error(`${toName(id, site)} names ${name}, which may never reach a browser. ${advice}`)
      },
    },
  }
}

const serverUrl = /new\s+URL\(\s*['"`]([^'"`]+\.server(?:\.[^./'"`]+)?)['"`]\s*,\s*import\.meta\.url/

/** Finds why a file may not be loaded by browsers: the end of a sentence, and one that says what to do. */
export async function findServerReason(file: string, site: BuildSite): Promise<string | undefined> {
  if (isBuiltin(file)) return `which browsers do not have. ${advice}`
  if (/\.server(\.[^./]+)?$/.test(file)) return `which may never reach a browser. ${advice}`
  const path = site.toRoutePath(file)
  if (path === undefined || isIsland(file)) return undefined
  const isRoute = (await site.files()).some((route) => route.path === path)
  return isRoute
    ? 'which runs on the server. Move what both need to a file whose name begins with an underscore.'
    : undefined
}

const advice = 'Do the work in a loader and pass its result as a prop, or in a route that the browser asks.'

/** Follows the way up to the island or the entry; a module that imports itself round a circle ends it. */
function listImporters(file: string, importers: ReadonlyMap<string, string>): string[] {
  const chain: string[] = []
  for (let current: string | undefined = file; current && !chain.includes(current); ) {
    if (current.startsWith('\0')) break
    chain.push(current)
    current = importers.get(current)
  }
  return chain
}

/** Names a file in messages. */
export function toName(path: string, site: BuildSite): string {
  const { root } = site.options
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path
}
