// Serves a site on Vite's dev server: the same handler as in production, created again when route files come or go, or _server changes.
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Connect, ViteDevServer } from 'vite'
import { adaptHttp2 } from './adapt-http2.ts'
import { passAsteriskTargets } from './asterisk-targets.ts'
import { attachSockets } from './attach-sockets.ts'
import { delayContinue } from '../../node/bodies/expect-continue.ts'
import { type LostErrorOptions, type LostErrorSite, reportLostErrors } from '../../node/log/lost-errors.ts'
import { createUnsentReport } from '../../node/listener/report-unsent.ts'
import { createRequestListener } from '../../node/listener/request-listener.ts'
import { toServerLimits } from '../../node/listener/server-limits.ts'
import type { Log } from '../../http/log.ts'
import { sharePromise } from '../../http/share-promise.ts'
import { withTimeLimit } from '../../http/time-limit.ts'
import type { DevHandler } from '../../node/dev/dev-site.ts'
import { importServerModule } from '../import-server-module.ts'
import { type DevModule, createDevHost, importDevModule } from './dev-host.ts'
import { answerPageReports, runWithPageVersion } from './dev-pages.ts'
import { isForVite } from './dev-requests.ts'
import { createDevLog } from './dev-log.ts'
import { findRequest, logRequest, runForRequest } from './dev-request-log.ts'
import type { HostCheck } from './host-check.ts'
import { explainListenErrors } from './listen-errors.ts'
import { refuseOtherSites } from './dev-editor.ts'
import { type RequestHistory, createRequestHistory } from '../inspector/request-history.ts'
import type { ServedFiles } from './served-files.ts'
import type { BuildSite } from '../site.ts'

/**
 * Serves the site on Vite's dev server.
 *
 * @returns What Vite calls after it has added its own middleware
 */
export async function serveOnDevServer(
  site: BuildSite,
  served: ServedFiles,
  hosts: HostCheck,
  server: ViteDevServer,
): Promise<() => void> {
  explainListenErrors(server.httpServer, server.config.server, 'vite dev')
  const history = createRequestHistory()
  const { openSite, end } = await createDevSite(site, server, history)
  const close = server.close.bind(server)
  server.close = sharePromise(async () => {
    await close()
    await end()
  })
  const { requestLog } = site.options
  const { logger } = server.config
  answerPageReports(site, server)
  announceInspector(server)
  const serve: Connect.NextHandleFunction = (req, res, next) => {
    // Vite's middleware removes the base from the URL, but the site needs it.
    req.url = req.originalUrl ?? req.url ?? '/'
    if (requestLog) logRequest(logger, req, res)
    const answer = (): void => {
      const start = performance.now()
      openSite().then(
        ({ listener }) => {
          history.step('load', start)
          listener(req, res)
        },
        // The site could not be loaded. Vite's overlay shows why, and reloads the page after the next change.
        (error) => {
          site.dev.hasFailed = true
          site.dev.isErrorShown = true
          site.dev.pages.isErrorOfVite = true
          history.fail(error)
          next(error)
        },
      )
    }
    runForRequest(req, () => runWithPageVersion(site, () => history.record(req, res, answer)))
  }
  hosts.connect({ allowedHosts: async () => (await openSite()).allowedHosts, answer: serve })
  passAsteriskTargets(server.middlewares)
  server.middlewares.use(adaptHttp2)
  if (requestLog === 'all') {
    server.middlewares.use((req, res, next) => {
      logRequest(logger, req, res)
      next()
    })
  }
  const { base } = site.options
  server.middlewares.use(`${base}__open-in-editor`, refuseOtherSites('open files in the editor'))
  server.middlewares.use(`${base}__vial`, refuseOtherSites('show the inspector'))
  server.middlewares.use(
    `${base}__vial`,
    createOnDemand(async () => {
      const { serveInspector } = await import('../inspector/serve-inspector.ts')
      return serveInspector(site, server, history, createDevLog(logger))
    }),
  )
  server.middlewares.use((req, res, next) => {
    isForVite(req, site, server, served).then((forVite) => (forVite ? next() : serve(req, res, next)), next)
  })
  return () => server.middlewares.use(serve)
}

/** Creates middleware that is loaded by the first request for it, which makes the first page faster. */
function createOnDemand(load: () => Promise<Connect.NextHandleFunction>): Connect.NextHandleFunction {
  const open = sharePromise(load)
  return (req, res, next) => void open().then((middleware) => middleware(req, res, next), next)
}

/** Prints where the inspector is, below the URLs of the site. */
function announceInspector(server: ViteDevServer): void {
  const { printUrls } = server
  server.printUrls = () => {
    printUrls.call(server)
    const [url] = server.resolvedUrls?.local ?? []
    if (url !== undefined) server.config.logger.info(`  ➜  Inspector: ${url}__vial`)
  }
}

/** Lists the folders of extension routes, and the files and folders that links lead to. */
async function listFolders(site: BuildSite): Promise<string[]> {
  const extensionRoutes = await site.extensionRoutes()
  return [...extensionRoutes.map(({ folder }) => folder), ...site.links.map(({ target }) => target)]
}

/** A site that has started. */
interface OpenSite {
  readonly listener: (req: IncomingMessage, res: ServerResponse) => void
  readonly allowedHosts: readonly string[] | undefined
}

/** The site as of the last restart. */
interface CurrentSite {
  /** Another function if the framework itself has changed. */
  readonly createDevHandler: DevModule['createDevHandler']
  /** The site's `restarts` when it started. */
  readonly restarts: number
  readonly handler: DevHandler
  readonly opened: Promise<OpenSite>
}

/** The site of a dev server. */
interface DevSite {
  /** Starts the site, and again after a restart. */
  openSite(): Promise<OpenSite>
  /** Stops the site; waits at most `maxEnd`. */
  end(): Promise<void>
}

/** How long the site may take to stop, because a stop function that never ends must not keep the process alive (ms). */
const maxEnd = 3000

async function createDevSite(
  site: BuildSite,
  server: ViteDevServer,
  history: RequestHistory,
): Promise<DevSite> {
  const host = await createDevHost(site, server, history)
  site.importServer = (file) => importServerModule(server, file)
  const { log } = host
  const sockets = attachSockets(server.httpServer, server.middlewares, server.config.server.proxy)
  let current: CurrentSite | undefined
  let running: LostErrorSite | undefined
  const stop = (handler: DevHandler): Promise<void> =>
    handler.stop().catch((error) => log.error({ err: error }, 'The site did not stop.'))
  let stopWatching: (() => void) | undefined
  const stopAll = sharePromise(async () => {
    stopWatching?.()
    if (current) await stop(current.handler)
    host.close()
  })
  // In middleware mode the author's own server decides about all of this.
  if (server.httpServer) {
    delayContinue(server.httpServer as Server)
    // Until the site has started, and its limits are known, those that a site has without settings hold.
    Object.assign(server.httpServer, toServerLimits())
    stopWatching = watchLostErrors(log, () => running)
    server.httpServer.once('close', stopAll)
  }
  return {
    openSite,
    end: () =>
      withTimeLimit(stopAll(), maxEnd, () =>
        log.error(
          {},
          `The site has not stopped after ${maxEnd} ms. Look for a stop function that never ends.`,
        ),
      ),
  }

  async function openSite(): Promise<OpenSite> {
    // Before the import: a change during it must restart the site that it yields.
    const { restarts } = site.dev
    serveFolders(await listFolders(site), server)
    const { manifest, createDevHandler } = await importDevModule(server)
    // Vite evaluates the manifest again after every change below it, but few of them require a restart.
    if (current?.restarts === restarts && current.createDevHandler === createDevHandler) return current.opened
    const previous = current?.handler
    const handler = createDevHandler(manifest, host)
    const opened = start(handler, previous)
    current = { createDevHandler, restarts, handler, opened }
    // The next request tries again to start a site that failed to start.
    opened.catch(() => {
      if (current?.handler === handler) current = undefined
    })
    return opened
  }

  async function start(handler: DevHandler, previous: DevHandler | undefined): Promise<OpenSite> {
    // Not awaited: a response that never ends must not delay the restart.
    if (previous) stop(previous)
    const opened = await handler.open()
    await handler.startTasks()
    // A slow start that a later change has overtaken: its site has been stopped.
    if (current && current.handler !== handler) return openSite()
    running = opened
    const { settings } = opened
    if (server.httpServer) Object.assign(server.httpServer, toServerLimits(settings.limits))
    const listener = createRequestListener((request) => handler.fetch(request), {
      upgrade: (req, res, request) => sockets.accept(req, res, request, handler.upgrade),
      settings: () => settings,
      onError: createUnsentReport(handler, log),
    })
    return { listener, allowedHosts: settings.allowedHosts }
  }
}

/** Reports errors that no code handles, with the request, instead of letting them end the dev server. */
function watchLostErrors(log: Log, site: () => LostErrorSite | undefined): () => void {
  const report: LostErrorOptions['report'] = (fields, message) => {
    const request = findRequest()
    log.error({ ...(request && { request }), ...fields }, message)
  }
  return reportLostErrors({ site, debug: log.debug, reportRefusal: report, report })
}

/** Watches the folders of route files that are not in `routes/`, and lets browsers load islands from them. */
function serveFolders(folders: Iterable<string>, { watcher, config }: ViteDevServer): void {
  const { allow } = config.server.fs
  for (const folder of folders) {
    if (allow.includes(folder)) continue
    watcher.add(folder)
    allow.push(folder)
  }
}
