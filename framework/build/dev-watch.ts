// What a changed file means for the running site and for the browsers that show it.
import { isDeepStrictEqual } from 'node:util'
import {
  type EnvironmentModuleGraph,
  type EnvironmentModuleNode,
  type HotUpdateOptions,
  type Plugin,
  type ViteDevServer,
  isCSSRequest,
} from 'vite'
import { reloadPages } from './dev-pages.ts'
import { createWriteTracker } from './dev-writes.ts'
import { isIsland, readIsland, toIslandFile } from './read-island.ts'
import type { BuildSite } from './site.ts'
import { isStyleValue } from './style-order.ts'
import { islandId, manifestId } from './virtual-modules.ts'

type HotUpdate = Extract<NonNullable<Plugin['hotUpdate']>, (...input: never[]) => unknown>

/**
 * Makes the `hotUpdate` hook.
 *
 * Vite has already marked the changed module and its importers as stale, and the site imports its files anew for every
 * request, so the server side needs no push. The browser does: it knows nothing of what pages were made of.
 */
export function watchRoutes(site: BuildSite): HotUpdate {
  const isNews = createWriteTracker()
  return async function hotUpdate(change) {
    // Vite asks once for each environment, first for this one.
    if (this.environment.name !== 'client') return []
    const { server } = change
    const { ssr } = server.environments
    if (!(await isNews(change))) return []
    // A request may have read the file while it was written.
    for (const { moduleGraph } of Object.values(server.environments)) moduleGraph.onFileChange(change.file)
    site.changes++
    if (change.type === 'create' && isSource(change.file)) site.pages.creations++
    if (change.type === 'delete') forgetFile(change, site)
    const path = site.toRoutePath(change.file)
    const isListed = change.type !== 'update' && path !== undefined
    if (isListed) await site.rescan().catch((error: Error) => server.config.logger.error(error.message))
    if (isListed) forgetSheets(server)
    // Its extensions may bring other routes now; the next request reads them, after Vite has handled the change.
    const mayMount = change.type === 'update' && (isSetUpOnce(path) || (await isBroken(site)))
    if (mayMount) site.forgetFiles()
    if (isListed || mayMount) {
      const manifest = ssr!.moduleGraph.getModuleById(`\0${manifestId}`)
      if (manifest) ssr!.moduleGraph.invalidateModule(manifest)
    }
    const isNeeded = needsReload(change, site)
    // A module with an import that could not be found keeps its failed result; which one it was, Vite does not say.
    const mayHeal = change.type === 'create' && site.hasFailed
    if (mayHeal) {
      ssr!.moduleGraph.invalidateAll()
      site.hasFailed = false
    }
    const isNewIsland = await hasNewOutline(change, site)
    if (!isListed && !mayHeal && !isNewIsland && !isNeeded) {
      if (change.modules.length > 0) site.pages.updates++
      return undefined
    }
    reloadPages(site, server)
    return []
  }
}

/** Tells whether an island has other exports than before, or another time to wake, which are part of the page. */
async function hasNewOutline({ file, type, server }: HotUpdateOptions, site: BuildSite): Promise<boolean> {
  const name = toIslandFile(file, site.options.root)
  // A request may have met the new file already, which browsers do not know yet.
  const before = site.shownIslands.get(name)
  if (type !== 'update' || !before) return false
  // A file that cannot be read as an island is reported where it is asked for.
  const after = await readIsland(file, name).catch(() => before)
  site.shownIslands.set(name, after)
  if (isDeepStrictEqual(after, before)) return false
  const { moduleGraph } = server.environments.client
  const module = moduleGraph.getModuleById(`\0${islandId(name)}`)
  if (module) moduleGraph.invalidateModule(module)
  return true
}

/** Leaves out what a running site may create with every request, such as the journal of a database. */
function isSource(file: string): boolean {
  return /\.([cm]?[jt]sx?|json|css|s[ac]ss|less|styl|mdx?|vue|svelte)$/.test(file)
}

/** Makes the importers of a deleted file resolve it again; Vite itself keeps the old result. */
function forgetFile({ file, server }: HotUpdateOptions, site: BuildSite): void {
  site.shownIslands.delete(toIslandFile(file, site.options.root))
  for (const { moduleGraph } of Object.values(server.environments)) {
    for (const module of moduleGraph.getModulesByFile(file) ?? []) moduleGraph.invalidateModule(module)
  }
}

/** Lets Vite make its sheets anew: those of Tailwind hold what all routes use, and know nothing of a route to come. */
function forgetSheets({ environments }: ViteDevServer): void {
  const { moduleGraph } = environments.client
  for (const module of moduleGraph.idToModuleMap.values()) {
    if (isCSSRequest(module.url)) moduleGraph.invalidateModule(module)
  }
}

/** Tells whether the files could not even be listed, which any change may mend. */
function isBroken(site: BuildSite): Promise<boolean> {
  return site.files().then(
    () => false,
    () => true,
  )
}

/** These are read when the site starts, so a change means a new start. */
function isSetUpOnce(path: string | undefined): boolean {
  return path !== undefined && /^_(params|server)\.\w+$/.test(path)
}

/** Tells whether the HTML of a page may depend on a file, and browsers do not replace it by themselves. */
function needsReload({ file, type, server }: HotUpdateOptions, { isErrorShown }: BuildSite): boolean {
  const { client, ssr } = server.environments
  const modules = [...(ssr!.moduleGraph.getModulesByFile(file) ?? [])]
  if (type === 'delete') return modules.length > 0
  const seen = new Set<EnvironmentModuleNode>()
  // An error page has no island that could be exchanged.
  const isExchanged = (module: EnvironmentModuleNode): boolean =>
    (!isErrorShown && isIsland(module.file ?? '')) ||
    (isSheet(module) && isLoaded(module.file ?? '', client.moduleGraph))
  return modules.some((module) => isPartOfPage(module, isExchanged, seen))
}

/** Follows the importers of a module up to the manifest, and no further than to what is exchanged in the browser. */
function isPartOfPage(
  module: EnvironmentModuleNode,
  isExchanged: (module: EnvironmentModuleNode) => boolean,
  seen: Set<EnvironmentModuleNode>,
): boolean {
  if (seen.has(module)) return false
  seen.add(module)
  if (module.id === `\0${manifestId}`) return true
  if (isExchanged(module)) return false
  return [...module.importers].some((importer) => isPartOfPage(importer, isExchanged, seen))
}

/** A CSS module is none: its class names follow from its content, so the page's own HTML is stale too. */
function isSheet({ url }: EnvironmentModuleNode): boolean {
  return isCSSRequest(url) && !isStyleValue(url) && !/\.module\.\w+(\?|$)/.test(url)
}

function isLoaded(file: string, browser: EnvironmentModuleGraph): boolean {
  return [...(browser.getModulesByFile(file) ?? [])].some(({ type }) => type !== 'asset')
}
