// Finds the site of a project, for the command line and for tests.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type InlineConfig, type ResolvedConfig, type ViteDevServer, createServer } from 'vite'
import { createUserError } from '../node/user-error.ts'
import { configureName } from './configure.ts'
import { vial } from './plugin.ts'
import type { BuildSite } from './site.ts'

/**
 * Creates the Vite configuration of a project. Without a configuration file it gets the plugin with its defaults.
 *
 * @param root The project's folder
 */
export function toSiteConfig(root: string): InlineConfig {
  return hasViteConfig(root) ? { root } : { root, configFile: false, plugins: [vial()] }
}

/**
 * Starts Vite only to run modules of a project: without a port, a watcher, or dependency scanning.
 *
 * @param mode Selects the `.env` files
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

/** Tells whether a project has its own Vite configuration file. */
export function hasViteConfig(root: string): boolean {
  return ['js', 'mjs', 'ts', 'cjs', 'mts', 'cts'].some((extension) =>
    existsSync(join(root, `vite.config.${extension}`)),
  )
}

/**
 * Finds the site in a Vite configuration.
 *
 * @throws Error when `vial()` is not among the plugins
 */
export function findSite(config: ResolvedConfig): BuildSite {
  const plugin = config.plugins.find(({ name }) => name === configureName)
  // The plugin may come from another copy of this package: the site is only plain data and functions.
  const api = plugin?.api as { site: BuildSite } | undefined
  if (api) return api.site
  const file = config.configFile ?? 'vite.config'
  throw createUserError(`${file}: vial() is not among the plugins. Add it: plugins: [vial()].`)
}
