// vite dev: the same handler as in production, made anew when the route files change.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { loadEnv, isRunnableDevEnvironment, type Connect, type Plugin, type ViteDevServer } from 'vite'
import { createRequestListener } from '../node/request-listener.ts'
import { type DevErrorReport, describeError } from './dev-error.ts'
import { createDevLog } from './dev-log.ts'
import { isForVite } from './dev-requests.ts'
import { readDevSecret } from './dev-secret.ts'
import { collectHeadTags } from './dev-styles.ts'
import { watchRoutes } from './dev-watch.ts'
import type { BuildSite } from './site.ts'
import { devId } from './virtual-modules.ts'

interface DevHandler {
  fetch(request: Request): Response | Promise<Response>
  start(): Promise<void>
  stop(): Promise<void>
}

interface DevModule {
  readonly manifest: object
  createDevHandler(manifest: object, host: object): DevHandler
}

/** Serves the site inside Vite's own dev server. */
export function serveInDev(site: BuildSite): Plugin {
  return {
    name: 'vial:dev',
    apply: 'serve',
    async configureServer(server) {
      const openListener = await createDevListener(site, server)
      const serve: Connect.NextHandleFunction = (req, res, next) => {
        // Vite's own middleware takes the base off the URL; the site wants to see it.
        req.url = req.originalUrl ?? req.url ?? '/'
        openListener().then(
          (listener) => listener(req, res),
          // The site could not even be put together: Vite's overlay shows why, and reloads when that is mended.
          (error) => next(error),
        )
      }
      server.middlewares.use((req, res, next) => {
        isForVite(req, site, server).then((forVite) => (forVite ? next() : serve(req, res, next)), next)
      })
      return () => server.middlewares.use(serve)
    },
    hotUpdate: watchRoutes(site),
  }
}

type Listener = (req: IncomingMessage, res: ServerResponse) => void

async function createDevListener(site: BuildSite, server: ViteDevServer): Promise<() => Promise<Listener>> {
  const { ssr } = server.environments
  if (!ssr || !isRunnableDevEnvironment(ssr)) {
    throw new Error('vial(): the ssr environment must run in this process. Remove what replaces it.')
  }
  const { root, envDir, mode, logger } = server.config
  const host = {
    secret: await readDevSecret(root),
    environment: { ...(envDir ? loadEnv(mode, envDir, '') : {}), ...process.env },
    log: createDevLog(logger),
    headTags: (paths: readonly string[]) => collectHeadTags(paths, site, server),
    describeError: (report: DevErrorReport) => describeError(report, site),
  }
  let current: { manifest: object; handler: DevHandler; listener: Promise<Listener> } | undefined
  server.httpServer?.once('close', () => current?.handler.stop())

  return async () => {
    const { manifest, createDevHandler } = await ssr.runner.import<DevModule>(devId)
    if (current?.manifest === manifest) return current.listener
    const previous = current?.handler
    const handler = createDevHandler(manifest, host)
    const listener = start(handler, previous)
    current = { manifest, handler, listener }
    // A site that did not start is tried again with the next request.
    listener.catch(() => {
      if (current?.handler === handler) current = undefined
    })
    return listener
  }

  async function start(handler: DevHandler, previous: DevHandler | undefined): Promise<Listener> {
    await previous?.stop()
    await handler.start()
    return createRequestListener((request) => handler.fetch(request), {
      onError: (error) => logger.error('The response could not be sent.', { error: error as Error }),
    })
  }
}
