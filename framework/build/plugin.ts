// The Vite plugin, made of small plugins that share one site.
import type { Plugin } from 'vite'
import { keepWorkersInFiles, limitInlining } from './browser/asset-urls.ts'
import { normalizeBase } from './base.ts'
import { buildBrowserEntries } from './browser/browser-entries.ts'
import { buildSite } from './output/build-site.ts'
import { checkIslandImports } from './browser/check-islands.ts'
import { checkMistakes } from './check-mistakes.ts'
import { checkRouteExports } from './check-route.ts'
import { collectStyles } from './styles/collect-styles.ts'
import { compactFramework } from './output/compact-framework.ts'
import { replaceReact } from './packages/compat.ts'
import { configureSite } from './configure.ts'
import { prepareBrowserEntries } from './browser/find-browser-entries.ts'
import { guardBrowser } from './browser/guard-browser.ts'
import { includeIslandPackages } from './packages/island-packages.ts'
import { refuseIslandQueries } from './browser/island-queries.ts'
import { buildIslands } from './browser/islands.ts'
import { provideMarkdownRuntime } from './packages/markdown-runtime.ts'
import type { VialOptions } from './options.ts'
import { wrapPersonalParts } from './browser/personal-parts.ts'
import { createHostCheck } from './dev/host-check.ts'
import { pollInPage } from './dev/poll-in-page.ts'
import { markCompatHarmless } from './precompile/harmless-compat.ts'
import { precompileElements } from './precompile/precompile.ts'
import { separateReact } from './browser/react-files.ts'
import { refreshIslands } from './dev/refresh.ts'
import { noteServerModules } from './report/server-modules.ts'
import { checkScriptUrls } from './browser/script-urls.ts'
import { serveInDev, servePreview } from './dev/serve-site.ts'
import { createServedFiles } from './dev/served-files.ts'
import { emitServerFiles } from './output/server-files.ts'
import { listServerPackages } from './packages/server-packages.ts'
import { sharePreact } from './packages/share-preact.ts'
import { createSite } from './site.ts'
import { provideVirtualModules, resolveRoutes } from './virtual-plugin.ts'
import { prepareWorkers } from './browser/worker-bundles.ts'

/**
 * Creates the Vite plugin that serves and builds the site in `routes/`.
 *
 * @param options All optional; see each option
 * @returns Plugins for `defineConfig({ plugins: [vial()] })`
 */
export function vial(options: VialOptions = {}): Plugin[] {
  const site = createSite(options)
  const react = separateReact(site)
  const served = createServedFiles(site)
  const hosts = createHostCheck()
  const packages = listServerPackages()
  const { plugin: noteModules, modules } = noteServerModules(site)
  return [
    normalizeBase(),
    compactFramework(),
    configureSite(site),
    hosts.plugin,
    served.plugin,
    limitInlining(),
    keepWorkersInFiles(),
    prepareWorkers(site),
    checkScriptUrls(site),
    pollInPage(),
    emitServerFiles(site),
    provideVirtualModules(site),
    resolveRoutes(site),
    sharePreact(),
    replaceReact(options.compat === true),
    ...includeIslandPackages(site),
    checkMistakes(site),
    checkIslandImports(site),
    refuseIslandQueries(site),
    ...buildIslands(site),
    wrapPersonalParts(site),
    precompileElements(site),
    markCompatHarmless(site),
    ...buildBrowserEntries(site),
    prepareBrowserEntries(options),
    react.plugin,
    refreshIslands(react),
    provideMarkdownRuntime(site),
    checkRouteExports(site),
    guardBrowser(site),
    serveInDev(site, served, hosts),
    servePreview(site, hosts),
    collectStyles(site),
    packages.plugin,
    noteModules,
    buildSite(site, packages, modules),
  ]
}
