// Applies to the bundles of workers what applies to all code for browsers.
import type { Plugin } from 'vite'
import { keepWorkersInFiles } from './asset-urls.ts'
import { guardBrowser } from './guard-browser.ts'
import { checkScriptUrls } from './script-urls.ts'
import type { BuildSite } from '../site.ts'
import { provideVirtualModules } from '../virtual-plugin.ts'

/**
 * Keeps server code out of workers in a build, and lets workers import `vial`, as in development.
 *
 * Vite bundles each worker on its own, with the plugins of `worker.plugins` only.
 */
export function prepareWorkers(site: BuildSite): Plugin {
  return {
    name: 'vial:workers',
    config: () => ({
      worker: {
        plugins: () => [
          guardBrowser(site),
          provideVirtualModules(site),
          keepWorkersInFiles(),
          checkScriptUrls(site),
        ],
      },
    }),
  }
}
