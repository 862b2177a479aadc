// One request in, one response out: the order of the steps, and nothing but the order.
import { type CanonicalPath, parsePathname, splitTarget } from '../../http/canonical-url.ts'
import { HttpError, isHttpError } from '../../http/http-error.ts'
import { isSafeMethod } from '../../http/origin.ts'
import { segmentsBelowBase } from '../../routing/base-path.ts'
import { matchFolder } from '../../routing/folder-table.ts'
import { matchRoute } from '../../routing/table.ts'
import { isForUs, limitBody, refuseCrossSite, refuseMethod, toCanonicalSlash } from './request-checks.ts'
import { createAfterwards } from './background-tasks.ts'
import { answerCached } from '../caching/answer-cached.ts'
import { answerPrerendered } from '../caching/answer-prerendered.ts'
import { answerRoute } from './answer-route.ts'
import { type Context, createContext } from '../context/context.ts'
import type { Draft } from '../response/response-parts.ts'
import { type Place, answerError } from '../page/error-page.ts'
import type { Exchange } from '../context/request-state.ts'
import { finishCached } from '../caching/finish-cached.ts'
import { finishResponse, toVisibleResponse } from '../response/finish-response.ts'
import type { Manifest } from './manifest.ts'
import { type Middleware, runMiddleware } from './middleware.ts'
import { openExchange } from '../context/open-state.ts'
import { type Guard, type RoutePlan, loadMiddleware, loadRoutePlan } from '../route/route-plan.ts'
import { type RunningSite, startSite } from './running-site.ts'
import { fetchSession } from '../context/session.ts'
import type { SiteRoute } from '../route/route-tree.ts'
import { type AcceptedSocket, concludeUpgrade, refuseUpgrade } from '../route/socket-route.ts'

type Answer = Draft | Response

/** A request on its way through the steps. */
interface Visit {
  readonly site: RunningSite
  readonly ctx: Context
  readonly exchange: Exchange
}

export interface Handler {
  /** Answers a request; starts the site first if that has not happened. */
  fetch(request: Request): Response | Promise<Response>
  /** Answers a request that wants to become a socket: with what makes it one, or with the response that refuses. */
  upgrade(request: Request): Promise<AcceptedSocket | Response>
  /** Loads what every request needs and runs the site's `start`. */
  start(): Promise<void>
  /** Starts the site as the first request would, for those who need more of it than answers. */
  open(): Promise<RunningSite>
  /** Ends what would go on for ever, such as event streams: the first step of a stop that waits for the others. */
  endStreams(): void
  /**
   * Ends streams, waits for work after responses, then runs what `start` returned.
   *
   * @param timeout How long that work may take, in milliseconds (default: as long as it takes)
   */
  stop(timeout?: number): Promise<void>
}

/**
 * Makes the function that answers the requests of a site.
 *
 * Nothing that a visitor sends makes it throw or reject; a site that cannot start does.
 */
export function createHandler(manifest: Manifest): Handler {
  const afterwards = createAfterwards()
  const plans = new Map<SiteRoute, RoutePlan>()
  let running: RunningSite | undefined
  let starting: Promise<RunningSite> | undefined

  return {
    fetch: (request) =>
      running ? respond(running, request) : start().then((site) => respond(site, request)),
    async upgrade(request) {
      const site = running ?? (await start())
      const visits: Visit[] = []
      const response = await respond(site, request, visits)
      const [visit] = visits
      return visit ? concludeUpgrade(site, visit.ctx, visit.exchange, response) : response
    },
    async start() {
      await start()
    },
    open: start,
    endStreams: () => running?.streams.endAll(),
    async stop(timeout) {
      running?.streams.endAll()
      const settled = Promise.all([afterwards.settled(timeout), running?.streams.settled()])
      await settled.finally(() => running?.stop())
    },
  }

  async function start(): Promise<RunningSite> {
    starting ??= startSite(manifest)
    try {
      running = await starting
      return running
    } catch (error) {
      // The next request tries again: in development somebody is about to fix it.
      starting = undefined
      throw error
    }
  }

  /** @param upgrades Given for a request that wants to become a socket; takes what is known of it */
  function respond(site: RunningSite, request: Request, upgrades?: Visit[]): Response | Promise<Response> {
    const target = splitTarget(request.url)
    const path = tryParsePathname(target.pathname)
    // A prerendered page may have a socket beside it.
    const file = isHttpError(path) || upgrades ? undefined : respondWithFile(site, request, path)
    if (file) return file

    const exchange = openExchange(site, request, target, startAfterwards)
    const visit: Visit = { site, ctx: createContext(exchange), exchange }
    if (upgrades) {
      exchange.upgrade = {}
      upgrades.push(visit)
    }
    const answer = settle(visit, { folder: '' }, () => route(visit, path))
    return answer instanceof Promise
      ? answer.then((settled) => finish(visit, settled))
      : finish(visit, answer)
  }

  function route(visit: Visit, path: CanonicalPath | HttpError): Answer | Promise<Answer> {
    const { site, exchange } = visit
    if (isHttpError(path)) throw path
    exchange.pathname = path.pathname
    if (!isForUs(exchange.request, exchange.origin, site)) {
      throw new HttpError(400, 'This server does not answer for that host name.')
    }
    const segments = segmentsBelowBase(path.segments, site.base)
    const match = path.hasEmptySegment || !segments ? undefined : matchRoute(site.site.routes, segments)
    if (!match) return answerUnmatched(visit, segments ?? [])

    exchange.route = match.entry.pattern.id
    exchange.params = match.params
    const { value: found } = match.entry
    exchange.file = `routes/${found.file.path}`
    const plan = plans.get(found)
    if (plan) return answerMatched(visit, plan, path, found.folder)
    return settle(visit, { folder: found.folder }, async () => {
      const loaded = await loadRoutePlan(site.site, found, site.load, site.guards)
      if (manifest.keepModules !== false) plans.set(found, loaded)
      return answerMatched(visit, loaded, path, found.folder)
    })
  }

  function answerMatched(
    visit: Visit,
    plan: RoutePlan,
    path: CanonicalPath,
    folder: string,
  ): Answer | Promise<Answer> {
    const { site, ctx, exchange } = visit
    const { method } = exchange.request
    const place: Place = { folder, page: plan.page }
    Object.assign(ctx, { params: exchange.params, route: exchange.route })
    exchange.wantsProblem = !plan.page || exchange.upgrade !== undefined
    exchange.sessionDisabled = plan.sessionDisabled
    exchange.routeHeaders = plan.headers
    exchange.level = (plan.page?.levels.length ?? 1) - 1
    exchange.closedFolder = plan.middleware[0]?.folder
    return settle(visit, place, () => {
      if (exchange.upgrade) refuseUpgrade(exchange, plan, site)
      const moved = toCanonicalSlash(plan, path, exchange, manifest.trailingSlash ?? 'never', site.base)
      if (moved) return moved
      refuseMethod(method, plan)
      if (method === 'OPTIONS') return { status: 204, headers: [['allow', plan.allow]], body: null }
      if (!isSafeMethod(method) && !plan.crossSiteAllowed) refuseCrossSite(exchange)
      limitBody(site, ctx, exchange, plan.bodyLimit)
      const made = plan.cache ? answerCached : plan.prerender ? answerPrerendered : undefined
      // A socket is nobody's copy.
      const prepare = exchange.upgrade ? undefined : made
      return afterSession(exchange, () => {
        const answer = prepare?.(site, ctx, exchange, plan) ?? (() => answerRoute(site, ctx, exchange, plan))
        return withMiddleware(visit, place, plan.middleware, answer)
      })
    })
  }

  /** Runs the middleware of the deepest folder that the URL leads into, then answers 404. */
  async function answerUnmatched(visit: Visit, segments: readonly string[]): Promise<Answer> {
    const { site, ctx, exchange } = visit
    const { folder, params } = matchFolder(site.site.folderTable, segments)
    exchange.params = params
    Object.assign(ctx, { params })
    const place: Place = { folder }
    return settle(visit, place, async () => {
      const ofFolders = await loadMiddleware(site.site.foldersTo(folder), site.load)
      const middleware = [...site.guards, ...ofFolders]
      exchange.closedFolder = middleware[0]?.folder
      if (!isSafeMethod(exchange.request.method)) refuseCrossSite(exchange)
      await fetchSession(exchange)
      return withMiddleware(visit, place, middleware, () => {
        throw new HttpError(404, 'There is no page at this address.')
      })
    })
  }

  function finish(visit: Visit, answer: Answer): Response | Promise<Response> {
    const { site, ctx, exchange } = visit
    try {
      const response = finishResponse(exchange, answer, site)
      return response instanceof Promise ? response.then(send, replace) : send(response)
    } catch (error) {
      return replace(error)
    }

    function send(finished: Response): Response {
      const response = exchange.cached
        ? finishCached(exchange, exchange.cached, answer, finished, manifest.showsCacheStatus === true)
        : finished
      if (exchange.afterwards.length > 0) startAfterwards(exchange)
      return response
    }

    function replace(error: unknown): Promise<Response> {
      // What could not be sent, a session too large for example, is dropped; the error page starts afresh.
      exchange.sessionSlot = undefined
      exchange.cookieJar = undefined
      ctx.headers.set('vary', 'Cookie')
      return answerError(site.errorPages, ctx, exchange, error, { folder: '' }).then((page) => {
        startAfterwards(exchange)
        return finishResponse(exchange, page, site)
      })
    }
  }

  function startAfterwards({ received, afterwards: work, log, file, pathname }: Exchange): void {
    const sent = new Promise<void>((resolve) => {
      if (manifest.whenSent) manifest.whenSent(received, resolve)
      else setTimeout(resolve, 0)
    })
    afterwards.add(sent, work.splice(0), log, file ?? pathname)
  }
}

function tryParsePathname(pathname: string): CanonicalPath | HttpError {
  try {
    return parsePathname(pathname)
  } catch (error) {
    return isHttpError(error) ? error : new HttpError(400)
  }
}

/** Files need nothing of what follows: no exchange, no session, no middleware. */
function respondWithFile(site: RunningSite, request: Request, path: CanonicalPath): Response | undefined {
  if (!site.staticFiles || !isForUs(request, undefined, site)) return undefined
  return site.staticFiles.respond(request.method, path.pathname, request.headers)
}

/** Takes a step; what it throws becomes the nearest error page. */
function settle(visit: Visit, place: Place, step: () => Answer | Promise<Answer>): Answer | Promise<Answer> {
  try {
    const answer = step()
    return answer instanceof Promise ? answer.catch(toErrorPage) : answer
  } catch (error) {
    return toErrorPage(error)
  }

  function toErrorPage(error: unknown): Promise<Answer> {
    return answerError(visit.site.errorPages, visit.ctx, visit.exchange, error, place)
  }
}

function withMiddleware(
  visit: Visit,
  place: Place,
  guards: readonly Guard[],
  handler: () => Answer | Promise<Answer>,
): Answer | Promise<Answer> {
  if (guards.length === 0) return handler()
  const { site, exchange } = visit
  const chain = guards.map(({ folder, run }): Middleware => {
    return (ctx, next) => {
      exchange.closedFolder = folder
      return run(ctx, next)
    }
  })
  return runMiddleware(
    chain,
    visit.ctx,
    () => {
      exchange.closedFolder = undefined
      const answer = handler()
      return answer instanceof Promise ? answer.then(show) : show(answer)
    },
    async (error) => show(await answerError(site.errorPages, visit.ctx, exchange, error, place)),
  )

  function show(answer: Answer): Response {
    return toVisibleResponse(exchange, answer, site)
  }
}

function afterSession(exchange: Exchange, step: () => Answer | Promise<Answer>): Answer | Promise<Answer> {
  return fetchSession(exchange)?.then(step) ?? step()
}
