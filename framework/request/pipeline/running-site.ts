// A site that has started: its files, its settings and what lives as long as the process.
import type { CacheStore } from '../../cache/cache-store.ts'
import { createMemoryCache } from '../../cache/memory-cache.ts'
import { type ResponseCache, createResponseCache } from '../../cache/response-cache.ts'
import { parseSize } from '../../http/body-limit.ts'
import type { HeaderPairs } from '../../http/response.ts'
import { type Channel, createChannel } from '../../realtime/channel.ts'
import { type OpenResponses, createOpenResponses } from '../../realtime/open-responses.ts'
import { subscribeToRoom } from '../../realtime/subscription.ts'
import type { SessionConfig } from '../../session/session-config.ts'
import { createSessionList } from '../../session/session-list.ts'
import { type RunningApp, type ServerDefinition, startApp } from './server-definition.ts'
import { type Context, toExchange } from '../context/context.ts'
import { type DocumentHeaders, createDocumentHeaders } from '../response/document-headers.ts'
import type { ErrorPages } from '../page/error-page.ts'
import { defaultHeaders } from '../response/finish-response.ts'
import { addHeadTags, createHeadTags, createStyleHashes } from '../page/head-tags.ts'
import { findActiveFiles } from '../route/extension-routes.ts'
import type { ErrorReport, Manifest, ManifestFile, StaticFiles } from './manifest.ts'
import { type LoadModule, createModuleLoader } from '../route/module-loader.ts'
import type { PageFiles } from '../page/page.ts'
import { type Guard, toMiddlewareList } from '../route/route-plan.ts'
import { type Site, createSite } from '../route/route-tree.ts'
import { startSessions } from './start-sessions.ts'
import { setHrefBase } from '../route/site-href.ts'

export interface RunningSite extends RunningApp {
  readonly manifest: Manifest
  readonly definition: ServerDefinition<Context>
  readonly site: Site
  readonly load: LoadModule
  readonly errorPages: ErrorPages
  readonly sessionConfig: SessionConfig
  readonly defaultHeaders: HeaderPairs
  readonly documentHeaders: DocumentHeaders
  /** Host names that are answered; `undefined` for all. */
  readonly allowedHosts: readonly string[] | undefined
  readonly trustProxy: number
  readonly bodyLimit: number
  readonly staticFiles: StaticFiles | undefined
  readonly cookieDefaults: { readonly path: string; readonly secure: boolean }
  /** Starts and ends with a slash. */
  readonly base: string
  readonly pageFiles: PageFiles
  /** The responses of routes with `config.cache`. */
  readonly cache: ResponseCache
  /** The route files whose author has been told that what they answer is for one visitor. */
  readonly warned: Set<string>
  /** The middleware of the extensions. */
  readonly guards: readonly Guard[]
  /** Responses that go on until somebody ends them. */
  readonly streams: OpenResponses
  readonly channel: Channel
  /** Other sites whose pages may open sockets. */
  readonly socketOrigins: readonly string[] | undefined
}

/** Loads what every request needs, then runs the `start` of `_server.ts`. */
export async function startSite(manifest: Manifest): Promise<RunningSite> {
  const load = createModuleLoader(manifest.keepModules !== false)
  const params = manifest.files.find((file) => /^_params\.\w+$/.test(file.path))
  const definition = await loadDefinition(manifest.files, load)
  const files = findActiveFiles(manifest.files, definition.extensions)
  const site = createSite(files, params && (await load(params)))
  const base = manifest.base ?? '/'
  setHrefBase(base, manifest.trailingSlash)
  const sessionConfig = await startSessions(definition.session ?? {}, manifest)
  const defaultPairs = toDefaultHeaders(definition)
  const documentHeaders = createDocumentHeaders(
    definition,
    defaultPairs,
    manifest.csp,
    manifest.navigation?.csp,
  )
  const guards = toGuards(definition)
  const channel = (await manifest.openChannel?.()) ?? createChannel()
  const cache = createResponseCache((await manifest.openCacheStore?.()) ?? createStore(definition))
  const running = await startApp<Context>(definition, manifest.environment ?? {}, manifest.log, {
    base,
    sealer: manifest.sealer,
    addressOf: (ctx) => toExchange(ctx as Context).clientAddress(),
    sessions: createSessionList(sessionConfig),
    invalidate: cache.invalidate,
    publish: (room, data) => channel.publish(room, data),
    subscribe: (room, options) => subscribeToRoom(channel, room, options),
  })
  const pageFiles: PageFiles = {
    toHeadTags: addHeadTags(manifest.headTags ?? createHeadTags(manifest), manifest.navigation?.tags),
    ...(manifest.inlinedStyles && { toStyleHashes: createStyleHashes(manifest) }),
    browserFiles: manifest.browserFiles,
    hasScript: manifest.navigation?.hasScript ?? false,
  }
  return {
    ...running,
    async stop() {
      await running.stop()
      channel.close()
    },
    channel,
    manifest,
    definition,
    site,
    load,
    errorPages: {
      site,
      load,
      manifest,
      pageFiles,
      report: (report, ctx) => reportError(manifest, definition, report, ctx),
    },
    sessionConfig,
    defaultHeaders: defaultPairs,
    documentHeaders,
    allowedHosts: definition.allowedHosts ?? manifest.allowedHosts,
    trustProxy: definition.trustProxy ?? manifest.trustProxy ?? 0,
    bodyLimit: manifest.bodyLimit ?? 1024 * 1024,
    staticFiles: await manifest.openStaticFiles?.(defaultPairs),
    cookieDefaults: { path: base === '/' ? '/' : base.slice(0, -1), secure: manifest.secure !== false },
    base,
    pageFiles,
    cache,
    warned: new Set(),
    guards,
    streams: createOpenResponses(),
    socketOrigins: definition.socketOrigins,
  }
}

function createStore({ cache = {} }: ServerDefinition<Context>): CacheStore {
  const { size } = cache
  return createMemoryCache(size === undefined ? undefined : parseSize(size, 'routes/_server: cache.size'))
}

/** They guard the whole site, so an error page of theirs shows no layout, whose loader might tell what they guard. */
function toGuards({ extensions = [] }: ServerDefinition<Context>): Guard[] {
  return extensions.flatMap(({ name, middleware }) =>
    toMiddlewareList(middleware, `The extension ${name}`).map((run) => ({ folder: '', run })),
  )
}

/** Loads what `_server` exports; nothing of it is run. */
export async function loadDefinition(
  files: readonly ManifestFile[],
  load: LoadModule,
): Promise<ServerDefinition<Context>> {
  const file = files.find(({ path }) => /^_server\.\w+$/.test(path))
  if (!file) return {}
  const module = (await load(file)) as { default?: ServerDefinition<Context> }
  if (typeof module.default !== 'object' || module.default === null) {
    throw new Error(`routes/${file.path}: nothing is defined. Write export default defineServer({ … }).`)
  }
  return module.default
}

function toDefaultHeaders(definition: ServerDefinition<Context>): HeaderPairs {
  const headers = new Map<string, string>(defaultHeaders)
  for (const [name, value] of Object.entries(definition.securityHeaders ?? {})) {
    if (value === false) headers.delete(name.toLowerCase())
    else headers.set(name.toLowerCase(), value)
  }
  return [...headers]
}

function reportError(
  manifest: Manifest,
  definition: ServerDefinition<Context>,
  report: ErrorReport,
  ctx: Context,
): void {
  const { error, requestId, request, route } = report
  const fields = { err: error, requestId, method: request.method, url: request.url, route }
  manifest.log.error(fields, error instanceof Error ? error.message : String(error))
  Promise.resolve(definition.onError)
    .then((onError) => onError?.(error, ctx))
    .catch((failure) => manifest.log.error({ err: failure, requestId }, 'onError itself failed'))
}
