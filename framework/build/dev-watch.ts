// What a changed file means for the running site and for the browsers that show it.
import { statSync } from 'node:fs'
import {
  type EnvironmentModuleGraph,
  type EnvironmentModuleNode,
  type HotUpdateOptions,
  type Plugin,
  type ViteDevServer,
  isCSSRequest,
} from 'vite'
import type { BuildSite } from './site.ts'
import { manifestId } from './virtual-modules.ts'

type HotUpdate = Extract<NonNullable<Plugin['hotUpdate']>, (...input: never[]) => unknown>

/**
 * Makes the `hotUpdate` hook.
 *
 * Vite has already marked the changed module and its importers as stale, and the site imports its files anew for every
 * request, so the server side needs no push. The browser does: it knows nothing of files that only the server reads.
 */
export function watchRoutes(site: BuildSite): HotUpdate {
  return async function hotUpdate(change) {
    if (this.environment.name !== 'ssr') return undefined
    const { server } = change
    if (change.type === 'update') watchForSecondWrite(change.file, server)
    const path = site.toRoutePath(change.file)
    const isListed = change.type !== 'update' && path !== undefined
    if (isListed) await site.rescan().catch((error: Error) => server.config.logger.error(error.message))
    if (isListed) forgetSheets(server)
    if (isListed || isSetUpOnce(path)) {
      const manifest = this.environment.moduleGraph.getModuleById(`\0${manifestId}`)
      if (manifest) this.environment.moduleGraph.invalidateModule(manifest)
    }
    // A module with an import that could not be found keeps its failed result; which one it was, Vite does not say.
    const mayHeal = change.type === 'create' && site.hasFailed
    if (mayHeal) {
      this.environment.moduleGraph.invalidateAll()
      site.hasFailed = false
    }
    if (isListed || mayHeal || needsReload(change)) {
      // Vite marks modules as stale only after this hook has run for all environments.
      setTimeout(() => server.environments.client.hot.send({ type: 'full-reload', path: '*' }), 0)
    }
    return []
  }
}

/** Lets Vite make its sheets anew: those of Tailwind hold what all routes use, and know nothing of a route to come. */
function forgetSheets({ environments }: ViteDevServer): void {
  const { moduleGraph } = environments.client
  for (const module of moduleGraph.idToModuleMap.values()) {
    if (isCSSRequest(module.url)) moduleGraph.invalidateModule(module)
  }
}

/** These are read when the site starts, so a change means a new start. */
function isSetUpOnce(path: string | undefined): boolean {
  return path !== undefined && /^_(params|server)\.\w+$/.test(path)
}

function needsReload({ modules, server }: HotUpdateOptions): boolean {
  const { moduleGraph } = server.environments.client
  return modules.some((module) => isStale(module, moduleGraph, new Set()))
}

/** Tells whether the HTML of a page may depend on a module, and browsers do not replace it by themselves. */
function isStale(
  module: EnvironmentModuleNode,
  browser: EnvironmentModuleGraph,
  seen: Set<EnvironmentModuleNode>,
): boolean {
  // A part of a sheet, or a file that Tailwind reads: what matters is who asked for it.
  if (module.type === 'asset') {
    if (seen.has(module)) return false
    seen.add(module)
    return [...module.importers].some((importer) => isStale(importer, browser, seen))
  }
  const file = module.file ?? ''
  // A CSS module's class names follow from its content, so the page's own HTML is stale too.
  if (/\.module\.\w+$/.test(file)) return true
  return ![...(browser.getModulesByFile(file) ?? [])].some(({ type }) => type !== 'asset')
}

/**
 * Notices a write that follows another within 50 ms, such as a formatter's after an editor's.
 *
 * Vite's watcher reports one change a file in that time and drops the rest, which would leave the first version standing.
 */
function watchForSecondWrite(file: string, server: ViteDevServer): void {
  const seen = modifiedAt(file)
  setTimeout(() => {
    if (modifiedAt(file) !== seen) server.watcher.emit('change', file)
  }, 75)
}

function modifiedAt(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs
}
