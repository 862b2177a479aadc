// Applies a changed file to the running site and to the browsers that show it.
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
import { isIsland, readIsland, toIslandFile } from '../browser/read-island.ts'
import type { BuildSite } from '../site.ts'
import { isStyleValue } from '../styles/style-order.ts'
import { islandId, manifestId } from '../virtual-modules.ts'

type HotUpdate = Extract<NonNullable<Plugin['hotUpdate']>, (...input: never[]) => unknown>

/**
 * Creates the `hotUpdate` hook.
 *
 * Vite has already marked the changed module and its importers as stale, and the site imports its files again for every
 * request, so the server needs no notice. Browsers do: they do not know which modules a page was rendered from.
 */
export function watchRoutes(site: BuildSite): HotUpdate {
  const isNewVersion = createWriteTracker()
  return async function hotUpdate(change) {
    // Vite calls the hook once for each environment, first for this one.
    if (this.environment.name !== 'client') return []
    const { server } = change
    const { ssr } = server.environments
    if (!(await isNewVersion(change))) return []
    // A request may have read the file while it was being written.
    for (const { moduleGraph } of Object.values(server.environments)) moduleGraph.onFileChange(change.file)
    if (change.type === 'create' && isSource(change.file)) site.dev.pages.creations++
    if (change.type === 'delete') forgetFile(change, site)
    const path = site.toRoutePath(change.file)
    const isListed = change.type !== 'update' && path !== undefined
    if (isListed) await site.rescan().catch((error: Error) => server.config.logger.error(error.message))
    if (isListed) invalidateStylesheets(server)
    const modules = [...(ssr!.moduleGraph.getModulesByFile(change.file) ?? [])]
    if (isListed || modules.length > 0) site.dev.changes++
    const isUsedAtStart =
      isReadAtStart(path) || leadsTo(modules, ({ file }) => isReadAtStart(site.toRoutePath(file ?? '')))
    // An extension may add other routes now. The next request reads them, after Vite has applied the change.
    const mayChangeRoutes = change.type === 'update' && (isUsedAtStart || (await isBroken(site)))
    if (mayChangeRoutes) site.forgetFiles()
    if (isListed || mayChangeRoutes || isUsedAtStart) site.dev.restarts++
    if (isListed || mayChangeRoutes) {
      const manifest = ssr!.moduleGraph.getModuleById(`\0${manifestId}`)
      if (manifest) ssr!.moduleGraph.invalidateModule(manifest)
    }
    const isNeeded = needsReload(change, site)
    // A module whose import could not be found keeps its failed result, and Vite does not tell which module it was.
    const mayRecover = change.type === 'create' && site.dev.hasFailed
    if (mayRecover) {
      ssr!.moduleGraph.invalidateAll()
      site.dev.restarts++
      site.dev.hasFailed = false
    }
    const isNewIsland = await hasNewOutline(change, site)
    if (!isListed && !mayRecover && !isNewIsland && !isNeeded) {
      if (change.modules.length > 0) site.dev.pages.updates++
      return undefined
    }
    reloadPages(site, server)
    return []
  }
}

/** Tells whether the exports of an island or its hydration strategy, which are part of the page, have changed. */
async function hasNewOutline({ file, type, server }: HotUpdateOptions, site: BuildSite): Promise<boolean> {
  const name = toIslandFile(file, site.options.root)
  // A request may have read the new file already, so compare with the version that browsers know.
  const before = site.dev.shownIslands.get(name)
  if (type !== 'update' || !before) return false
  // A file that cannot be read as an island is reported when it is requested.
  const after = await readIsland(file, name).catch(() => before)
  site.dev.shownIslands.set(name, after)
  if (isDeepStrictEqual(after, before)) return false
  const { moduleGraph } = server.environments.client
  const module = moduleGraph.getModuleById(`\0${islandId(name)}`)
  if (module) moduleGraph.invalidateModule(module)
  return true
}

/** Tells source files from files that a running site may create with every request, such as a database journal. */
function isSource(file: string): boolean {
  return /\.([cm]?[jt]sx?|json|css|s[ac]ss|less|styl|mdx?|vue|svelte)$/.test(file)
}

/** Makes the importers of a deleted file resolve it again; Vite itself keeps the old result. */
function forgetFile({ file, server }: HotUpdateOptions, site: BuildSite): void {
  site.dev.shownIslands.delete(toIslandFile(file, site.options.root))
  for (const { moduleGraph } of Object.values(server.environments)) {
    for (const module of moduleGraph.getModulesByFile(file) ?? []) moduleGraph.invalidateModule(module)
  }
}

/** Makes Vite compile its stylesheets again: Tailwind's contain the classes of all routes, but not those of a new one. */
function invalidateStylesheets({ environments }: ViteDevServer): void {
  const { moduleGraph } = environments.client
  for (const module of moduleGraph.idToModuleMap.values()) {
    if (isCSSRequest(module.url)) moduleGraph.invalidateModule(module)
  }
}

/** Tells whether the files could not even be listed, which any change may fix. */
function isBroken(site: BuildSite): Promise<boolean> {
  return site.files().then(
    () => false,
    () => true,
  )
}

/** Tells whether a file is read when the site starts: a change requires a restart. */
function isReadAtStart(path: string | undefined): boolean {
  return path !== undefined && /^_(params|server)\.\w+$/.test(path)
}

/** Tells whether the HTML of a page may depend on a file that browsers do not replace on their own. */
function needsReload({ file, type, server }: HotUpdateOptions, { dev }: BuildSite): boolean {
  const { client, ssr } = server.environments
  const modules = [...(ssr!.moduleGraph.getModulesByFile(file) ?? [])]
  if (type === 'delete') return modules.length > 0
  return leadsTo(
    modules,
    ({ id }) => id === `\0${manifestId}`,
    // An error page has no island that could be replaced.
    (module) =>
      (!dev.isErrorShown && isIsland(module.file ?? '')) ||
      (isPlainStylesheet(module) && isLoaded(module.file ?? '', client.moduleGraph)),
  )
}

type ModuleTest = (module: EnvironmentModuleNode) => boolean

/** Tells whether following the importers of modules leads to a goal. An end is not followed further. */
function leadsTo(
  modules: readonly EnvironmentModuleNode[],
  isGoal: ModuleTest,
  isEnd: ModuleTest = () => false,
): boolean {
  const seen = new Set(modules)
  for (const module of seen) {
    if (isGoal(module)) return true
    if (!isEnd(module)) for (const importer of module.importers) seen.add(importer)
  }
  return false
}

/** Excludes CSS modules: their class names depend on their content, so a change makes the page's HTML stale too. */
function isPlainStylesheet({ url }: EnvironmentModuleNode): boolean {
  return isCSSRequest(url) && !isStyleValue(url) && !/\.module\.\w+(\?|$)/.test(url)
}

function isLoaded(file: string, browser: EnvironmentModuleGraph): boolean {
  return [...(browser.getModulesByFile(file) ?? [])].some(({ type }) => type !== 'asset')
}
