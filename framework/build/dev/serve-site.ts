// The plugins that serve the site in vite dev and vite preview. They load the server when Vite starts one: builds need none.
import type { Plugin } from 'vite'
import { watchRoutes } from './dev-watch.ts'
import { announceEarlyChanges } from './early-changes.ts'
import type { HostCheck } from './host-check.ts'
import { type ServedFiles, isVitest } from './served-files.ts'
import { repeatListings } from './repeat-listings.ts'
import { skipListings } from './skip-listings.ts'
import type { BuildSite } from '../site.ts'

/** Creates the plugin that serves the site inside Vite's dev server. */
export function serveInDev(site: BuildSite, served: ServedFiles, hosts: HostCheck): Plugin {
  return {
    name: 'vial:dev',
    apply: 'serve',
    async configureServer(server) {
      repeatListings(server.watcher)
      skipListings(server.watcher)
      // Vitest answers its own requests and sockets, and its tests create the site with createTestClient().
      if (isVitest(server.config)) return undefined
      announceEarlyChanges(site, server)
      const { serveOnDevServer } = await import('./dev-server.ts')
      return serveOnDevServer(site, served, hosts, server)
    },
    hotUpdate: watchRoutes(site),
  }
}

/** Creates the plugin that serves the built site on Vite's preview server. */
export function servePreview(site: BuildSite, hosts: HostCheck): Plugin {
  return {
    name: 'vial:preview',
    async configurePreviewServer(server) {
      const { serveOnPreviewServer } = await import('./preview.ts')
      return serveOnPreviewServer(site, hosts, server)
    },
  }
}
