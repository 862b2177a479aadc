// Finds the site of a project from outside of Vite: for the command line and for tests.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type InlineConfig, type ResolvedConfig, type ViteDevServer, createServer } from 'vite'
import { createUserError } from '../node/user-error.ts'
import { configureName } from './configure.ts'
import { vial } from './plugin.ts'
import type { BuildSite } from './site.ts'

/**
 * Tells Vite where a project is; one without a configuration gets the plugin with its defaults.
 *
 * @param root The project's folder
 */
export function toSiteConfig(root: string): InlineConfig {
  return hasViteConfig(root) ? { root } : { root, configFile: false, plugins: [vial()] }
}

/**
 * Starts Vite to run modules of a project: no port, no watcher, and no search for what browsers would have to load.
 *
 * @param mode Which `.env` files count
 */
export function openModuleServer(root: string, mode: string): Promise<ViteDevServer> {
  return createServer({
    ...toSiteConfig(root),
    mode,
    appType: 'custom',
    logLevel: 'error',
    server: { middlewareMode: true, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
  })
}

/** Tells whether a project has a configuration of its own. */
export function hasViteConfig(root: string): boolean {
  return ['js', 'mjs', 'ts', 'cjs', 'mts', 'cts'].some((extension) =>
    existsSync(join(root, `vite.config.${extension}`)),
  )
}

/**
 * Finds the site that Vite was configured with.
 *
 * @throws Error when `vial()` is not among the plugins
 */
export function findSite(config: ResolvedConfig): BuildSite {
  const plugin = config.plugins.find(({ name }) => name === configureName)
  // From another copy of this package, perhaps: the site is plain data and functions.
  const api = plugin?.api as { site: BuildSite } | undefined
  if (api) return api.site
  const file = config.configFile ?? 'vite.config'
  throw createUserError(`${file}: vial() is not among the plugins. Add it: plugins: [vial()].`)
}
