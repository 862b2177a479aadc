// Starts a site: loads its files and settings, and creates what lives as long as the process.
import type { CacheStore } from '../../cache/cache-store.ts'
import { createMemoryCache } from '../../cache/memory-cache.ts'
import { type ResponseCache, createResponseCache } from '../../cache/response-cache.ts'
import { parseSize } from '../../http/body-limit.ts'
import { type ProxyTrust, toProxyTrust } from '../../http/forwarded.ts'
import type { HeaderPairs } from '../../http/response.ts'
import { type Channel, createChannel } from '../../realtime/channel.ts'
import { type OpenResponses, createOpenResponses } from '../../realtime/open-responses.ts'
import { subscribeToRoom } from '../../realtime/subscription.ts'
import type { SessionConfig } from '../../session/session-config.ts'
import { createSessionList } from '../../session/session-list.ts'
import type { Context } from '../context/context.ts'
import { toState } from '../context/create-context.ts'
import { findClientAddress } from '../context/incoming.ts'
import { type PageFiles, createPageFiles } from '../page/page-files.ts'
import { type DocumentHeaders, createDocumentHeaders } from '../response/document-headers.ts'
import { findActiveFiles } from '../route/extension-routes.ts'
import { type PlanTable, createPlanTable } from '../route/find-plan.ts'
import { type FolderMiddleware, toMiddlewareList } from '../route/folder-middleware.ts'
import { type LoadModule, createModuleLoader } from '../route/module-loader.ts'
import { type RouteTree, createRouteTree } from '../route/route-tree.ts'
import { type OpenLimiter, createOpenLimiter } from '../context/open-limit.ts'
import { type CutOffLog, createCutOffLog } from '../route/cut-off-sockets.ts'
import { announceSessionEnds } from '../context/session-end.ts'
import { setHrefBase } from '../route/site-href.ts'
import { type BackgroundTasks, createBackgroundTasks } from './background-tasks.ts'
import { checkDefinition } from './check-definition.ts'
import { type Diagnostics, createDiagnostics } from './diagnostics.ts'
import { createDefaultHeaders } from '../response/default-headers.ts'
import { type Health, createHealth } from './health-checks.ts'
import { loadDefinition } from './load-definition.ts'
import type { Manifest, RequestTracer, StaticFiles } from './manifest.ts'
import type { App, RequestLogOptions, ServerDefinition } from './server-definition.ts'
import type { FileSharing } from './share-file.ts'
import { type SiteCounts, createCounts } from './site-counts.ts'
import { startApp } from './start-app.ts'
import { type SiteLimits, readLimits } from './site-limits.ts'
import { startSessions } from './start-sessions.ts'

export interface RunningSite {
  readonly manifest: Manifest
  readonly definition: ServerDefinition<Context>
  readonly settings: SiteSettings
  readonly app: App
  readonly routes: RouteTree
  readonly plans: PlanTable
  readonly load: LoadModule
  readonly sessionConfig: SessionConfig
  readonly headers: { readonly defaults: HeaderPairs; readonly ofDocument: DocumentHeaders }
  readonly staticFiles: StaticFiles | undefined
  readonly fileSharing: FileSharing
  /** Traces requests, if the site has registered a provider. */
  readonly tracer: RequestTracer | undefined
  readonly health: Health
  readonly pageFiles: PageFiles
  /** The responses of routes with `config.cache`. */
  readonly cache: ResponseCache
  readonly ongoing: OngoingWork
  readonly diagnostics: Diagnostics
  /** Stops the site and its extensions, then closes the channel. */
  stop(): Promise<void>
}

/** The settings from the site's code, else from the environment, else from the build. */
export interface SiteSettings {
  /** The base path, starting and ending with a slash. */
  readonly base: string
  /** The host names that the site answers; `undefined` for all. */
  readonly allowedHosts: readonly string[] | undefined
  readonly trustProxy: ProxyTrust
  /** The largest request body, in bytes. */
  readonly bodyLimit: number
  /** The mean delay of the event loop above which requests are refused, in milliseconds; 0 for no limit. */
  readonly maxEventLoopDelay: number
  /** How long the loaders and components of a page may take, in milliseconds; 0 for no limit. */
  readonly renderTimeout: number
  /** How long a visitor may send hardly anything of a body, in milliseconds; 0 for no limit. */
  readonly readTimeout: number
  /** How long a connection may take none of the data that waits for it, in milliseconds; 0 for no limit. */
  readonly writeTimeout: number
  /** The limits for all requests. */
  readonly limits: SiteLimits
  /** Which responses are compressed. */
  readonly compress: 'shared' | 'all' | false
  /** Whether responses have a `Server-Timing` header. */
  readonly serverTiming: boolean
  /** Which requests are logged; `false` for none. */
  readonly requestLog: RequestLogOptions | false
  /** The default `Path` and `Secure` attributes of cookies. */
  readonly cookieDefaults: { readonly path: string; readonly secure: boolean }
}

/** What continues between requests. */
export interface OngoingWork {
  readonly channel: Channel
  /** Open-ended responses, such as event streams. */
  readonly openResponses: OpenResponses
  readonly background: BackgroundTasks
  readonly counts: SiteCounts
  /** Counts open event streams and sockets, if the site limits them. */
  readonly openLimiter: OpenLimiter | undefined
  readonly cutOffSockets: CutOffLog
}

/** Loads what every request needs, then runs the `start` functions of extensions and of `_server.ts`. */
export async function startSite(manifest: Manifest): Promise<RunningSite> {
  const stops: StopStep[] = []
  try {
    return await openSite(manifest, stops)
  } catch (error) {
    // The next request starts the site again, and opens all of it again.
    await runAll(stops)
    throw error
  }
}

type StopStep = () => void | Promise<void>

async function runAll(steps: readonly StopStep[]): Promise<void> {
  for (const step of steps) await step()
}

/** @param stops Receives what has to be stopped, the last one first */
async function openSite(manifest: Manifest, stops: StopStep[]): Promise<RunningSite> {
  const { base = '/', keepModules = true } = manifest
  const load = createModuleLoader(keepModules)
  const params = manifest.files.find(({ kind }) => kind === 'params')
  const definition = await loadDefinition(manifest.files, load)
  checkDefinition(definition, (message) => manifest.log.warn({}, message))
  const files = findActiveFiles(manifest.files, definition.extensions)
  const routes = createRouteTree(files, params && (await load(params)))
  setHrefBase(base, manifest.trailingSlash)
  const sessions = await startSessions(definition.session ?? {}, manifest)
  const defaults = createDefaultHeaders(definition.securityHeaders)
  const ofDocument = createDocumentHeaders(definition, defaults, manifest.csp, manifest.navigation?.csp)
  const outer = listExtensionMiddleware(definition)
  const settings = readSettings(manifest, definition, base)
  const channel = (await manifest.openChannel?.()) ?? createChannel()
  stops.unshift(() => channel.close())
  const sessionConfig = announceSessionEnds(sessions, channel)
  const cache = createResponseCache(
    (await manifest.openCacheStore?.(() => createStore(definition))) ?? createStore(definition),
  )
  const { app, stop } = await startApp<Context>(definition, manifest.environment ?? {}, manifest.log, {
    base,
    sealer: manifest.sealer,
    addressOf: (ctx) => findClientAddress(toState(ctx).site, toState(ctx).incoming.request),
    originOf: (ctx) => toState(ctx).incoming.request.headers.get('origin') ?? undefined,
    sessions: createSessionList(sessionConfig),
    invalidate: cache.invalidate,
    publish: (room, data) => channel.publish(room, data),
    subscribe: (room, options) => subscribeToRoom(channel, room, settings.limits.subscriptionQueue, options),
  })
  stops.unshift(stop)
  const tracer = await manifest.openTracer?.()
  const background = createBackgroundTasks()
  const staticFiles = await manifest.openStaticFiles?.(defaults)
  return {
    manifest,
    definition,
    settings,
    app,
    routes,
    plans: createPlanTable({ tree: routes, load, outer, base, keepPlans: keepModules }),
    load,
    sessionConfig,
    headers: { defaults, ofDocument },
    staticFiles,
    fileSharing: new Map(),
    tracer,
    health: createHealth({ definition, app, routes, base, staticFiles }),
    pageFiles: createPageFiles(manifest),
    cache,
    ongoing: {
      channel,
      openResponses: createOpenResponses(),
      background,
      counts: createCounts(),
      openLimiter: createOpenLimiter(definition.openConnections),
      cutOffSockets: createCutOffLog(manifest.log),
    },
    diagnostics: createDiagnostics(manifest, { definition, tracer, background }),
    stop: () => runAll(stops),
  }
}

function readSettings(manifest: Manifest, definition: ServerDefinition<Context>, base: string): SiteSettings {
  const trustProxy = readTrust(definition.trustProxy ?? manifest.trustProxy ?? 0)
  return {
    base,
    allowedHosts: definition.allowedHosts ?? manifest.allowedHosts,
    trustProxy,
    limits: readLimits(definition.limits, trustProxy.hops),
    bodyLimit: manifest.bodyLimit ?? 1024 * 1024,
    maxEventLoopDelay: readSeconds('maxEventLoopDelay', definition.maxEventLoopDelay, 0),
    renderTimeout: readSeconds('renderTimeout', definition.renderTimeout, 10),
    readTimeout: readSeconds('readTimeout', definition.readTimeout),
    writeTimeout: readSeconds('writeTimeout', definition.writeTimeout),
    compress: checkCompress(definition.compress),
    serverTiming: !manifest.isPrerendering && (definition.serverTiming ?? manifest.hasServerTiming === true),
    requestLog: checkRequestLog(definition.requestLog),
    cookieDefaults: { path: base === '/' ? '/' : base.slice(0, -1), secure: manifest.secure !== false },
  }
}

function readTrust(setting: number | ProxyTrust): ProxyTrust {
  try {
    return toProxyTrust(setting)
  } catch (error) {
    throw new Error(`routes/_server: ${(error as Error).message}`)
  }
}

function readSeconds(name: string, given: number | undefined, usual = 60): number {
  const seconds = given === undefined ? usual : given
  // A day is enough for any connection, and within the range of timers.
  if (typeof seconds === 'number' && seconds >= 0 && seconds <= 86_400) return Math.ceil(seconds * 1000)
  throw new Error(
    `routes/_server: ${name} is ${JSON.stringify(seconds)}. Set a number of seconds up to 86400, or 0 for no limit.`,
  )
}

function checkCompress(value: ServerDefinition['compress'] = 'shared'): SiteSettings['compress'] {
  if (value === 'shared' || value === 'all' || value === false) return value
  throw new Error(`routes/_server: compress is ${JSON.stringify(value)}. Use 'shared', 'all' or false.`)
}

function checkRequestLog(value: ServerDefinition['requestLog'] = {}): SiteSettings['requestLog'] {
  const { sample = 1 } = value || {}
  if (typeof sample === 'number' && sample >= 0 && sample <= 1) return value
  throw new Error(
    `routes/_server: requestLog.sample is ${JSON.stringify(sample)}. Set a number from 0 to 1, such as 0.1.`,
  )
}

function createStore({ cache = {} }: ServerDefinition<Context>): CacheStore {
  const { size } = cache
  return createMemoryCache(size === undefined ? undefined : parseSize(size, 'routes/_server: cache.size'))
}

/** Lists the middleware of extensions. It wraps the whole site, so it belongs to the root folder. */
function listExtensionMiddleware({ extensions = [] }: ServerDefinition<Context>): FolderMiddleware[] {
  return extensions.flatMap(({ name, middleware }) =>
    toMiddlewareList(middleware, `The extension ${name}`).map((run) => ({
      folder: '',
      where: `the extension ${name}`,
      run,
    })),
  )
}
