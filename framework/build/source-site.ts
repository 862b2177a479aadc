// Runs a site from its sources without a server, for tests and commands.
import type { ViteDevServer } from 'vite'
import { type DevHost, type DevModule, createDevHost, importDevModule } from './dev/dev-host.ts'
import { importServerModule } from './import-server-module.ts'
import type { DevHandler, DevHost as HandlerHost } from '../node/dev/dev-site.ts'
import { findSite, openModuleServer } from './find-site.ts'
import type { BuildSite } from './site.ts'
import { packageId } from './virtual-modules.ts'

export interface SourceSite {
  readonly server: ViteDevServer
  readonly site: BuildSite
  readonly host: DevHost
  readonly manifest: DevModule['manifest']
  /** The handler, not yet started. */
  readonly handler: DevHandler
  /** Imports a module as the site does; a path without a leading slash is relative to the project. */
  load<Module extends object>(path: string): Promise<Module>
  /** Stops the site, then Vite. */
  close(): Promise<void>
}

/**
 * Opens the site of a project.
 *
 * @param mode Selects the `.env` files
 * @param toHost Adapts the dev host that the handler gets
 */
export async function openSourceSite(
  root: string,
  mode: string,
  toHost: (host: DevHost, site: BuildSite, server: ViteDevServer) => HandlerHost,
): Promise<SourceSite> {
  const server = await openModuleServer(root, mode)
  try {
    const site = findSite(server.config)
    const host = await createDevHost(site, server)
    const { manifest, createDevHandler } = await importDevModule(server)
    const handler = createDevHandler(manifest, toHost(host, site, server))
    return {
      server,
      site,
      host,
      manifest,
      handler,
      load: (path) => {
        // Vite would load a second copy of a package that it imports without an importer.
        if (/^\w+$|^@/.test(path)) return importServerModule(server, packageId(path))
        return importServerModule(server, /^(\/|\.)/.test(path) ? path : `/${path}`)
      },
      async close() {
        await handler.stop()
        host.close()
        await server.close()
      },
    }
  } catch (error) {
    await server.close()
    throw error
  }
}
