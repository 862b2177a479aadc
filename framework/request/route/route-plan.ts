// What answering a route takes, worked out once from its loaded modules.
import type { ComponentType } from 'preact'
import { parseSize } from '../../http/body-limit.ts'
import type { CacheRule } from '../../cache/response-cache.ts'
import { toCacheRule, toStreamDeadline } from '../../routing/route-config.ts'
import type { ManifestFile, TrailingSlash } from '../pipeline/manifest.ts'
import type { Middleware } from '../pipeline/middleware.ts'
import type { LoadModule } from './module-loader.ts'
import {
  type ComponentModule,
  type Handler,
  type HeadExport,
  type RouteModule,
  checkRouteModule,
  writeMethods,
} from './route-module.ts'
import type { Folder, RouteTree as Site, SiteRoute } from './route-tree.ts'

/** A component of a page, from the outermost layout to the page itself. */
export interface Level {
  readonly file: ManifestFile
  /** The folder of the file: an error here is answered by a folder above it. */
  readonly folder: string
  readonly component: ComponentType<never>
  readonly loader: Handler | undefined
  readonly head: HeadExport | undefined
}

/** The document shell and the levels inside it. */
export interface PagePlan {
  readonly app: Level | undefined
  readonly levels: readonly Level[]
  /** The files whose styles the page needs, outermost first. */
  readonly paths: readonly string[]
  /** Ready-made tags of the head, once known. */
  headTags?: string
  /** The hashes of the style sheets among them, for the page's policy. */
  styleHashes?: readonly string[]
  /** Whether rendering is known to wait for something. */
  isAsync: boolean
  /** How long a part of a page that is sent in parts may take, in milliseconds; `undefined` for all other pages. */
  streamDeadline?: number | undefined
}

export interface RoutePlan {
  readonly module: RouteModule
  readonly middleware: readonly Guard[]
  /** The page, or `undefined` for an endpoint. */
  readonly page: PagePlan | undefined
  readonly methods: ReadonlySet<string>
  /** The `Allow` header. */
  readonly allow: string
  readonly bodyLimit: number | undefined
  readonly trailingSlash: TrailingSlash | undefined
  readonly sessionDisabled: boolean
  readonly crossSiteAllowed: boolean
  readonly headers: Readonly<Record<string, string>> | undefined
  readonly cache: CacheRule | undefined
  /** Whether the build makes files of what this route answers. */
  readonly prerender: boolean
}

/**
 * Loads a route's own file and everything around it.
 *
 * @param outer Middleware that runs before that of the folders
 */
export async function loadRoutePlan(
  site: Site,
  route: SiteRoute,
  load: LoadModule,
  outer: readonly Guard[],
): Promise<RoutePlan> {
  const folders = site.foldersTo(route.folder)
  const module = checkRouteModule(await load(route.file), route.file.path)
  const { config } = module
  const methods = toMethods(module)
  const [middleware, page] = await Promise.all([
    loadMiddleware(folders, load),
    module.default &&
      loadPagePlan(site, config?.layout === false ? [] : folders, load, {
        file: route.file,
        folder: route.folder,
        component: module.default,
        loader: module.loader,
        head: module.head,
      }),
  ])
  if (page) page.streamDeadline = toStreamDeadline(config?.stream)
  return {
    module,
    middleware: [
      ...outer,
      ...middleware,
      ...toMiddlewareList(module.middleware, `routes/${route.file.path}`).map((run) => ({
        folder: undefined,
        run,
      })),
    ],
    page,
    methods: new Set(methods),
    allow: methods.join(', '),
    bodyLimit: config?.bodyLimit === undefined ? undefined : parseSize(config.bodyLimit),
    trailingSlash: config?.trailingSlash,
    sessionDisabled: config?.session === false,
    crossSiteAllowed: config?.csrf === false,
    headers: config?.headers,
    cache: toCacheRule(config?.cache),
    prerender: config?.prerender === true,
  }
}

/** Loads the shell and the layouts of some folders around a level. */
export async function loadPagePlan(
  site: Site,
  folders: readonly Folder[],
  load: LoadModule,
  page: Level,
): Promise<PagePlan> {
  const withLayout = folders.filter((folder) => folder.layout)
  const [app, ...layouts] = await Promise.all([
    site.app && loadLevel(site.app, '', load),
    ...withLayout.map((folder) => loadLevel(folder.layout!, folder.path, load)),
  ])
  const levels = [...layouts, page]
  const paths = [...(app ? [app] : []), ...levels].map((level) => level.file.path)
  return { app, levels, paths, isAsync: false }
}

/** Loads a file that exports a component. */
export async function loadLevel(file: ManifestFile, folder: string, load: LoadModule): Promise<Level> {
  const module = (await load(file)) as Partial<ComponentModule>
  if (typeof module.default !== 'function') {
    throw new Error(`routes/${file.path}: there is no component. Export one as default.`)
  }
  return { file, folder, component: module.default, loader: module.loader, head: module.head }
}

/** A middleware and the folder that it guards; one of a route file itself guards no folder. */
export interface Guard {
  readonly folder: string | undefined
  readonly run: Middleware
}

/** Loads the middleware of some folders, outermost first. */
export async function loadMiddleware(folders: readonly Folder[], load: LoadModule): Promise<Guard[]> {
  const lists = await Promise.all(
    folders.map(async ({ path: folder, middleware }) => {
      if (!middleware) return []
      const module = (await load(middleware)) as { default?: Middleware | readonly Middleware[] }
      if (!module.default) {
        throw new Error(`routes/${middleware.path}: there is no middleware. Export a function as default.`)
      }
      return toMiddlewareList(module.default, `routes/${middleware.path}`).map((run) => ({ folder, run }))
    }),
  )
  return lists.flat()
}

/**
 * Reads what somebody gave as middleware: one, a list, or none.
 *
 * @param where For the message, such as `routes/_middleware.ts`
 * @throws Error when it is anything else
 */
export function toMiddlewareList(
  exported: Middleware | readonly Middleware[] | undefined,
  where: string,
): readonly Middleware[] {
  if (exported === undefined) return []
  const list = typeof exported === 'function' ? [exported] : exported
  if (!Array.isArray(list) || list.some((entry) => typeof entry !== 'function')) {
    throw new Error(
      `${where}: a middleware is a function (ctx, next) => response. Export one, or an array of them.`,
    )
  }
  return list
}

function toMethods(module: RouteModule): string[] {
  const reads = module.default || module.GET || module.socket ? ['GET', 'HEAD'] : []
  return [...reads, 'OPTIONS', ...writeMethods.filter((method) => module[method])]
}
