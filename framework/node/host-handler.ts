// What `dist/server/handler.js` exports: the site without a server, for servers that the author starts.
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { BuiltManifest, BuiltSite } from './built-site.ts'
import type { RunningSite } from '../request/pipeline/running-site.ts'
import { type HostWatch, type HostWatchOptions, createHostWatch } from './host-watch.ts'
import { warnAboutSettings } from './misspelt-settings.ts'
import { setAddress } from './listener/node-request.ts'
import { loadRoutes } from './load-routes.ts'
import { enableRequestCopies } from './listener/request-copies.ts'
import { createUnsentReport } from './listener/report-unsent.ts'
import { createRequestListener } from './listener/request-listener.ts'
import type { Settings } from './settings.ts'
import { type SocketServer, createSocketServer } from './sockets/socket-server.ts'

/** What a host knows about a request but `Request` cannot express. */
export interface HostInfo {
  /** The address at the other end of the connection, for `ctx.clientAddress` and rate limits. */
  readonly clientAddress?: string | undefined
}

/** A site without a server. Whatever is called first starts the site. */
export interface HostHandler {
  /**
   * Answers a request.
   *
   * @returns An instance of the platform's `Response`, which servers such as Bun's and Deno's require
   * @throws Error if the site cannot start
   */
  fetch(request: Request, info?: HostInfo): Promise<Response>
  /** Answers a request of `node:http`; also Connect-style middleware, for example in Express. */
  listener(req: IncomingMessage, res: ServerResponse): void
  /** Opens the site's sockets on a `node:http` server: it answers every upgrade request that the server receives. */
  acceptSockets(server: Server): void
  /** Ends event streams and sockets, waits for `ctx.after()`, then stops the site and its extensions. */
  stop(): Promise<void>
}

type HostedSite = Pick<BuiltSite, 'handler' | 'log'> & {
  readonly manifest?: Pick<BuiltManifest, 'base'>
  readonly settings?: Pick<Settings, 'maxInFlight'>
  readonly openRequestLog?: HostWatchOptions['openRequestLog']
}

interface OpenedSite extends HostedSite {
  readonly watch: HostWatch
}

/**
 * Creates the handler of a site for servers that the author starts.
 *
 * @param openSite Creates the site on the first call, and returns the same one afterwards
 */
export function createHostHandler(openSite: () => HostedSite): HostHandler {
  let opened: OpenedSite | undefined
  let settings: RunningSite['settings'] | undefined
  let sockets: SocketServer | undefined
  let nodeListener: ReturnType<typeof createRequestListener> | undefined
  let isWarned = false

  return {
    async fetch(request, info) {
      if (typeof info?.clientAddress === 'string') setAddress(request, info.clientAddress)
      const { handler, watch } = open()
      return watch.answer(request, handler.fetch)
    },
    listener(req, res) {
      const listen = openListener()
      if (req.readableDidRead) warnAboutBody(req)
      restoreTarget(req, opened?.manifest?.base)
      listen(req, res)
    },
    acceptSockets(server) {
      server.on('upgrade', (req, socket, head) => {
        openSockets().receive(server, openListener(), req, socket, head)
      })
    },
    async stop() {
      sockets?.close()
      await opened?.handler.stop()
    },
  }

  function open(): OpenedSite {
    if (opened) return opened
    enableRequestCopies()
    const site = openSite()
    warnAboutSettings(process.env, site.log)
    const starting = site.handler.open()
    const { openRequestLog } = site
    const watch = createHostWatch(starting, { maxInFlight: site.settings?.maxInFlight, openRequestLog })
    opened = { ...site, watch }
    const prepare = async (running: RunningSite): Promise<void> => {
      settings = running.settings
      const { hasSockets } = await loadRoutes(running)
      if (hasSockets) await openSockets().prepare()
    }
    // A site that cannot start is reported by every request, and a module that does not load by the requests for it.
    starting.then(prepare).catch(() => {})
    return opened
  }

  function openListener(): ReturnType<typeof createRequestListener> {
    if (nodeListener) return nodeListener
    const { handler, log, watch } = open()
    nodeListener = createRequestListener((request) => handler.fetch(request), {
      settings: () => settings,
      watch: watch.forNode,
      upgrade: (req, res, request) => openSockets().accept(req, res, request, handler.upgrade),
      onError: createUnsentReport(handler, log),
    })
    return nodeListener
  }

  function warnAboutBody({ method, url = '' }: IncomingMessage): void {
    if (isWarned) return
    isWarned = true
    const message = `listener(): the body of ${method} ${url.split('?')[0]} had been read before, for example by express.json(). Call listener before body parsers: ctx.form(), ctx.json() and ctx.uploads() find nothing to read.`
    open().log.warn({}, message)
  }

  function openSockets(): SocketServer {
    const { log } = open()
    sockets ??= createSocketServer({ warn: (message) => log.warn({}, message) })
    return sockets
  }
}

/**
 * Undoes what Express does below `app.use('/app', listener)`: it takes `/app` away from the target.
 *
 * The routes of a site with a base path contain it. A site without one does not know where it is mounted.
 */
function restoreTarget(req: IncomingMessage & { readonly baseUrl?: unknown }, base = '/'): void {
  if (base !== '/' && typeof req.baseUrl === 'string') req.url = req.baseUrl + req.url
}
