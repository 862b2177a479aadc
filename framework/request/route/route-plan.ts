// Creates the plan of a route or a folder: everything needed to answer its requests, worked out once from its modules.
import type { CacheRule } from '../../cache/response-cache.ts'
import { parseSize } from '../../http/body-limit.ts'
import { toCacheRule, toStreamDeadline } from '../../routing/route-config.ts'
import { formatAllow, listAllowedMethods } from '../../routing/allowed-methods.ts'
import type { TrailingSlash } from '../../routing/canonical-slash.ts'
import {
  type FolderMiddleware,
  type OriginCheck,
  listOriginChecks,
  loadMiddleware,
  toMiddlewareList,
} from './folder-middleware.ts'
import { type PagePlan, type PageSource, loadPagePlan } from './page-plan.ts'
import { type RouteModule, checkRouteModule } from './route-module.ts'
import type { SiteRoute } from './route-tree.ts'

export interface RoutePlan {
  /** What answers: a page, an endpoint (including sockets), or nothing (`missing`), which is answered with 404. */
  readonly kind: 'page' | 'endpoint' | 'missing'
  /** The pattern, such as `/notes/[id=int]`; empty without a route. */
  readonly id: string
  /** The route file for messages, such as `routes/notes/[id=int].tsx`; `undefined` without a route. */
  readonly where: string | undefined
  /** The folder where the search for an error file starts. */
  readonly folder: string
  readonly module: RouteModule
  /** Outermost first. */
  readonly middleware: readonly FolderMiddleware[]
  /** What the middleware asks about the origin of a request from another site. */
  readonly originChecks: readonly OriginCheck[]
  /** The outermost folder that has middleware: its layouts are not rendered until that middleware lets the request pass. */
  readonly closedFolder: string | undefined
  readonly page: PagePlan | undefined
  readonly methods: ReadonlySet<string>
  /** The `Allow` header. */
  readonly allow: string
  readonly settings: RouteSettings
  /** Why the request fails before any of the site's code runs, such as a module that does not load. */
  readonly failure?: { readonly cause: unknown }
}

/** `config` of a route file, with its defaults. */
export interface RouteSettings {
  /** In bytes; `undefined` for the site's limit. */
  readonly bodyLimit: number | undefined
  readonly trailingSlash: TrailingSlash | undefined
  readonly hasSession: boolean
  readonly acceptsCrossSite: boolean
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>
  readonly cache: CacheRule | undefined
  /** Whether the build renders this route to files. */
  readonly prerender: boolean
}

/** What the plans of a site are made from. */
export interface PlanSource extends PageSource {
  /** The middleware of extensions, which runs before that of the folders. */
  readonly outer: readonly FolderMiddleware[]
}

/** Loads a route file and everything around it. */
export async function loadRoutePlan(
  source: PlanSource,
  { file, folder }: SiteRoute,
  id: string,
): Promise<RoutePlan> {
  const { tree, load, outer } = source
  const where = `routes/${file.path}`
  const folders = tree.foldersTo(folder)
  const module = checkRouteModule(await load(file), file.path)
  const { config = {}, default: component, loader, head } = module
  const [folderMiddleware, page] = await Promise.all([
    loadMiddleware(folders, load),
    component &&
      loadPagePlan(
        source,
        config.layout === false ? [] : folders,
        { file, folder, component, loader, head },
        toStreamDeadline(config.stream),
      ),
  ])
  const own = toMiddlewareList(module.middleware, where).map((run) => ({ folder: undefined, where, run }))
  const middleware = [...outer, ...folderMiddleware, ...own]
  const methods = listAllowedMethods(exportsOf(module))
  return {
    kind: page ? 'page' : 'endpoint',
    id,
    where,
    folder,
    module,
    middleware,
    originChecks: listOriginChecks(middleware),
    closedFolder: middleware[0]?.folder,
    page,
    methods: new Set(methods),
    allow: formatAllow(methods),
    settings: {
      bodyLimit: config.bodyLimit === undefined ? undefined : parseSize(config.bodyLimit),
      trailingSlash: config.trailingSlash,
      hasSession: config.session !== false,
      acceptsCrossSite: config.csrf === false,
      headers: new Map(
        Object.entries(config.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
      ),
      cache: toCacheRule(config.cache),
      prerender: config.prerender === true,
    },
  }
}

/** Loads the plan for URLs below a folder that have no route: the folder's middleware runs, then the answer is 404. */
export async function loadMissingPlan({ tree, load, outer }: PlanSource, folder: string): Promise<RoutePlan> {
  const middleware = [...outer, ...(await loadMiddleware(tree.foldersTo(folder), load))]
  const originChecks = listOriginChecks(middleware)
  return { ...missingRoute, folder, middleware, originChecks, closedFolder: middleware[0]?.folder }
}

/**
 * Creates the plan for a request that fails before any of the site's code runs.
 *
 * @param cause The error to show
 * @param closedFolder The outermost folder that has middleware
 * @param route The matched route, if its module does not load
 */
export function createFailingPlan(
  cause: unknown,
  folder: string,
  closedFolder: string | undefined,
  route?: Pick<RoutePlan, 'id' | 'where'>,
): RoutePlan {
  return { ...missingRoute, ...route, folder, closedFolder, failure: { cause } }
}

const missingRoute: Omit<RoutePlan, 'folder'> = {
  kind: 'missing',
  id: '',
  where: undefined,
  module: {},
  middleware: [],
  originChecks: [],
  closedFolder: undefined,
  page: undefined,
  methods: new Set(),
  allow: '',
  settings: {
    bodyLimit: undefined,
    trailingSlash: undefined,
    hasSession: true,
    acceptsCrossSite: false,
    headers: new Map(),
    cache: undefined,
    prerender: false,
  },
}

/** Lists what a module exports; an export that is `undefined` counts as missing. */
function exportsOf(module: RouteModule): ReadonlySet<string> {
  return new Set(Object.entries(module).flatMap(([name, value]) => (value === undefined ? [] : [name])))
}
