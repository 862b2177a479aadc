// Finds the site of a project, for the command line and for tests.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type InlineConfig, type Plugin, type ResolvedConfig, type ViteDevServer, createServer } from 'vite'
import { createUserError } from '../node/user-error.ts'
import { configureName } from './configure.ts'
import { vial } from './plugin.ts'
import type { BuildSite } from './site.ts'

/**
 * Creates the Vite configuration of a project. Without a configuration file it gets the plugin with its defaults.
 *
 * @param folder The project's folder, where `vite dev` would be started
 */
export function toSiteConfig(folder: string): InlineConfig {
  const configFile = findViteConfig(folder)
  if (configFile === undefined) return { root: folder, configFile: false, plugins: [vial()] }
  return { configFile, plugins: [resolveRoot(folder)] }
}

/** Lets a configuration file set `root`, relative to its own folder: an inline `root` would win over it. */
function resolveRoot(folder: string): Plugin {
  return {
    name: 'vial:root',
    enforce: 'pre',
    config: { order: 'pre', handler: ({ root = '.' }) => ({ root: resolve(folder, root) }) },
  }
}

/**
 * Starts Vite only to run modules of a project: without a port, a watcher, or dependency scanning.
 *
 * @param mode Selects the `.env` files
 */
export function openModuleServer(folder: string, mode: string): Promise<ViteDevServer> {
  const { plugins = [], ...config } = toSiteConfig(folder)
  return createServer({
    ...config,
    plugins: [...plugins, bundleNoPackages()],
    mode,
    appType: 'custom',
    logLevel: 'error',
    server: { middlewareMode: true, ws: false, watch: null },
  })
}

/** Keeps Vite from bundling the packages that browsers would load, which takes longer than most commands. */
export function bundleNoPackages(): Plugin {
  return {
    name: 'vial:bundle-no-packages',
    enforce: 'pre',
    config: () => ({ optimizeDeps: { noDiscovery: true } }),
    configResolved({ environments }) {
      // Vite bundles what is listed here also without discovery.
      for (const { optimizeDeps } of Object.values(environments)) optimizeDeps.include = []
    },
  }
}

/** Finds the Vite configuration file of a project. */
export function findViteConfig(folder: string): string | undefined {
  return ['js', 'mjs', 'ts', 'cjs', 'mts', 'cts']
    .map((extension) => join(folder, `vite.config.${extension}`))
    .find((file) => existsSync(file))
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
