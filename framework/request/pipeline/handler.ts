// One request in, one response out: begin, match, plan, check, middleware, answer, finish.
import { addToVary } from '../../cache/cacheability.ts'
import { discardBody } from '../../http/discard-body.ts'
import { isHttpError } from '../../http/http-error.ts'
import { type Answer, withHeader } from '../../http/response.ts'
import { andThen } from '../../http/thenable.ts'
import { prepareCachedAnswer } from '../caching/answer-cached.ts'
import { preparePrerenderedAnswer } from '../caching/answer-prerendered.ts'
import { reportError } from '../context/error-report.ts'
import { type ReceivedRequest, readIncoming, receiveRequest } from '../context/incoming.ts'
import { startBackgroundWork } from '../context/request-lifetime.ts'
import { type RequestState, openState } from '../context/request-state.ts'
import { fetchSession } from '../context/session.ts'
import { answerError, constantText } from '../page/error-page.ts'
import { fillHoles } from '../page/personal-parts.ts'
import { reportBrokenBody } from '../response/broken-body.ts'
import { finishResponse } from '../response/finish-response.ts'
import { toVisibleResponse } from '../response/visible-response.ts'
import { locateFailure } from '../route/failure.ts'
import type { PlanMatch } from '../route/find-plan.ts'
import { type AcceptedSocket, concludeUpgrade } from '../route/socket-route.ts'
import { answerRoute } from './answer-route.ts'
import { reportLostPreflight } from './cross-site-check.ts'
import { answerHealthCheck } from './health-checks.ts'
import type { Manifest } from './manifest.ts'
import { runMiddleware } from './middleware.ts'
import { noteRequest } from './note-request.ts'
import { checkRequest, findHostProblem, isForThisSite } from './request-checks.ts'
import { type RunningSite, startSite } from './running-site.ts'
import { shareFile } from './share-file.ts'

/** What `createHandler()` returns: it answers requests, and starts and stops the site. */
export interface Handler {
  /** Answers a request; starts the site first if that has not happened. */
  fetch(request: Request): Response | Promise<Response>
  /** Answers an upgrade request: with the accepted socket, or with the response that refuses it. */
  upgrade(request: Request): Promise<AcceptedSocket | Response>
  /** Starts the site, as the first request would, and returns it for code that needs more than responses. */
  open(): Promise<RunningSite>
  /** Reports why a response could not be sent; false if it is not one of the site's streams. */
  reportBrokenBody(response: Response, error: unknown): boolean
  /** Tells whether the site has started, can serve visitors and is not stopping. */
  isReady(): Promise<boolean>
  /** Makes the site tell load balancers that it is not ready any longer: the first step of a graceful stop. */
  announceStop(): void
  /** Ends open-ended responses, such as event streams: the next step. */
  endStreams(): void
  /**
   * Ends streams, waits for the work of `ctx.after()`, then stops the site and its extensions.
   *
   * @param timeout How long that work may take, in milliseconds (default: no limit)
   */
  stop(timeout?: number): Promise<void>
}

/**
 * Creates the handler that answers the requests of a site.
 *
 * No request makes it throw or reject. Only a site that cannot start does.
 */
export function createHandler(manifest: Manifest): Handler {
  let running: RunningSite | undefined
  let starting: Promise<RunningSite> | undefined

  return {
    fetch: (request) => (running ? respond(running, request) : open().then((site) => respond(site, request))),
    async upgrade(request) {
      const site = running ?? (await open())
      return site.tracer
        ? site.tracer.run(request, () => answerUpgrade(site, request))
        : answerUpgrade(site, request)
    },
    open,
    reportBrokenBody,
    isReady: async () => (await running?.health.isReady()) === true,
    announceStop: () => running?.health.announceStop(),
    endStreams: () => running?.ongoing.openResponses.endAll(),
    async stop(timeout) {
      // A site that is still starting would otherwise stay open.
      await starting?.catch(() => {})
      if (!running) return
      running.health.announceStop()
      const { openResponses, background } = running.ongoing
      openResponses.endAll()
      await Promise.all([background.settled(timeout), openResponses.settled()]).finally(running.stop)
    },
  }

  async function open(): Promise<RunningSite> {
    starting ??= startSite(manifest)
    try {
      running = await starting
      return running
    } catch (error) {
      // The next request tries again: in development the author is about to fix it.
      starting = undefined
      throw error
    }
  }
}

function respond(site: RunningSite, request: Request): Response | Promise<Response> {
  const received = receiveRequest(site, request)
  const check = isHttpError(received.path) ? undefined : site.health.find(received.path.pathname)
  if (check) {
    noteRequest(site, request, { kind: 'health', requestId: received.requestId })
    return answerHealthCheck(site, request, check)
  }
  return site.tracer ? site.tracer.run(request, () => answerUrl(site, received)) : answerUrl(site, received)
}

/** Answers with a file, a route or an error page. */
function answerUrl(site: RunningSite, received: ReceivedRequest): Response | Promise<Response> {
  return respondWithFile(site, received) ?? andThen(begin(site, received), answerRequest)
}

async function answerUpgrade(site: RunningSite, request: Request): Promise<AcceptedSocket | Response> {
  const state = await begin(site, receiveRequest(site, request, { isUpgrade: true }))
  return concludeUpgrade(state, await answerRequest(state))
}

/** Answers with a static file, which skips all other steps. Other origins may use it if the site's `cors()` says so. */
function respondWithFile(
  site: RunningSite,
  received: ReceivedRequest,
): Response | Promise<Response> | undefined {
  const { request, requestId, path } = received
  if (!site.staticFiles || isHttpError(path) || !isForThisSite(site, request)) return undefined
  const file = site.staticFiles.respond(request, path.pathname)
  if (!file) return undefined
  noteRequest(site, request, { kind: 'file', requestId })
  return shareFile(site, received, path, withHeader(file, ['x-request-id', requestId]))
}

/** Opens the state of a request: the incoming request and the plan for its URL. */
function begin(site: RunningSite, received: ReceivedRequest): RequestState | Promise<RequestState> {
  const incoming = readIncoming(site, received)
  const { plan, params } = findPlan(site, received, incoming.origin)
  return andThen(plan, (loaded) => {
    noteRequest(site, received.request, { route: loaded.id, requestId: incoming.requestId })
    return openState(site, incoming, loaded, params)
  })
}

/** Finds the plan for a URL. A target that is refused gets a plan that fails, so it takes the remaining steps, too. */
function findPlan(site: RunningSite, { request, path }: ReceivedRequest, origin: string): PlanMatch {
  if (isHttpError(path)) return site.plans.fail(path)
  const problem = findHostProblem(site, request, origin)
  return problem ? site.plans.fail(problem) : site.plans.find(path)
}

/** Answers a request by its plan and completes the response. */
function answerRequest(state: RequestState): Response | Promise<Response> {
  return andThen(checkAndAnswer(state), (result) => finish(state, result))
}

/** Checks the request, fetches its session and answers it. A failure becomes the nearest error page. */
function checkAndAnswer(state: RequestState): Answer | Promise<Answer> {
  try {
    const checked = checkRequest(state)
    const result =
      checked instanceof Promise
        ? checked.then(() => answerInSession(state))
        : (checked ?? answerInSession(state))
    return result instanceof Promise ? result.catch((error) => answerFailure(state, error)) : result
  } catch (error) {
    return answerFailure(state, error)
  }
}

function answerFailure(state: RequestState, error: unknown): Promise<Answer> {
  return answerError(state, locateFailure(error, { closedFolder: state.plan.closedFolder }))
}

function answerInSession(state: RequestState): Answer | Promise<Answer> {
  return andThen(fetchSession(state), () => answerThroughMiddleware(state))
}

/** Runs the middleware around the route. Inside it, a failure becomes the response that the middleware sees. */
function answerThroughMiddleware(state: RequestState): Answer | Promise<Answer> {
  const { ctx, plan, steps } = state
  const { cache, prerender } = plan.settings
  // Most routes need neither middleware nor a cache.
  if (plan.middleware.length === 0 && !cache && !prerender) return answerRoute(state)
  const answerInside = prepareRoute(state)
  if (plan.middleware.length === 0) return answerInside()
  const seen: Response[] = []
  const answerVisibly = (): Response | Promise<Response> => andThen(answerInside(), show)
  const run = (): Response | Promise<Response> =>
    runMiddleware(
      plan.middleware,
      ctx,
      steps ? () => steps.run('inside', answerVisibly) : answerVisibly,
      async (error, reached) => {
        const closedFolder = plan.middleware[reached]?.folder
        return show(await answerError(state, locateFailure(error, { closedFolder })))
      },
      state.site.tracer?.middleware,
    )
  return andThen(steps ? steps.run('middleware', run) : run(), (response) => {
    for (const one of seen) discardBody(one, response)
    reportLostPreflight(state, response)
    return response
  })

  function show(answer: Answer): Response {
    const response = toVisibleResponse(state, answer)
    seen.push(response)
    return response
  }
}

/** Prepares the innermost step before middleware runs: cached and prerendered routes record what middleware reads. */
function prepareRoute(state: RequestState): () => Answer | Promise<Answer> {
  const { incoming, plan, reply } = state
  const { redirect } = reply
  if (redirect) return () => redirect
  const { cache, prerender } = plan.settings
  // Never cache an upgrade.
  if (incoming.isUpgrade) return () => answerRoute(state)
  if (cache) return prepareCachedAnswer(state, cache, answerRoute, fillHoles)
  return prerender ? preparePrerenderedAnswer(state, answerRoute, fillHoles) : () => answerRoute(state)
}

/** Completes the response. If it cannot be sent, for example because the session is too large, an error page replaces it. */
function finish(state: RequestState, result: Answer): Response | Promise<Response> {
  try {
    const response = finishResponse(state, result)
    return response instanceof Promise
      ? response.then(
          (complete) => conclude(state, complete),
          (error) => replaceResponse(state, result, error),
        )
      : conclude(state, response)
  } catch (error) {
    return replaceResponse(state, result, error)
  }
}

function conclude(state: RequestState, response: Response): Response {
  const { cached } = state.reply
  if (cached) state.site.ongoing.counts.cache[cached.status]++
  state.site.manifest.inspect?.(state, response)
  startBackgroundWork(state)
  return response
}

async function replaceResponse(state: RequestState, result: Answer, error: unknown): Promise<Response> {
  discardBody(result)
  dropVisitor(state)
  try {
    const page = await answerError(state, locateFailure(error, { folder: '' }))
    return conclude(state, await finishResponse(state, page))
  } catch (failure) {
    // The error page, or a layout around it, did the same.
    reportError(state, failure)
    dropVisitor(state)
    return conclude(state, await finishResponse(state, constantText(500)))
  }
}

/** Forgets what could not be sent. */
function dropVisitor({ ctx, visitor }: RequestState): void {
  visitor.session = undefined
  visitor.cookies = undefined
  visitor.jar = undefined
  ctx.headers.set('vary', addToVary(ctx.headers.get('vary') ?? undefined, ['Cookie']))
}
