// Lets pages of other origins use files: middleware that decides about origins, such as cors(), runs around them too.
import type { CanonicalPath } from '../../http/canonical-url.ts'
import { discardBody } from '../../http/discard-body.ts'
import { readParts, toResponse } from '../../http/response.ts'
import { type ReceivedRequest, readIncoming } from '../context/incoming.ts'
import { startBackgroundWork } from '../context/request-lifetime.ts'
import { openState } from '../context/request-state.ts'
import { answerError } from '../page/error-page.ts'
import { finishResponse } from '../response/finish-response.ts'
import { locateFailure } from '../route/failure.ts'
import type { RoutePlan } from '../route/route-plan.ts'
import { runMiddleware } from './middleware.ts'
import type { RunningSite } from './running-site.ts'

/** By the path of each file that was requested: what decides about its origins; `undefined` if nothing does. */
export type FileSharing = Map<string, FilePlan | undefined>

interface FilePlan {
  /** With only the middleware that decides about origins. */
  readonly plan: RoutePlan
  readonly params: Readonly<Record<string, unknown>>
}

/**
 * Adds what the site's middleware says about other origins to the response with a file.
 *
 * All other middleware is skipped. For a prerendered page it is that of its route, for other files that of the folder of
 * their URL.
 */
export function shareFile(
  site: RunningSite,
  received: ReceivedRequest,
  path: CanonicalPath,
  file: Response,
): Response | Promise<Response> {
  const { pathname } = path
  if (site.fileSharing.has(pathname)) return share(site.fileSharing.get(pathname))
  return findFilePlan(site, path).then(share)

  function share(found: FilePlan | undefined): Response | Promise<Response> {
    return found ? runAround(site, received, found, file) : file
  }
}

async function findFilePlan(site: RunningSite, path: CanonicalPath): Promise<FilePlan | undefined> {
  const { fileSharing, plans } = site
  const route = plans.find(path)
  const { failure, settings } = await route.plan
  const { plan: found, params } = settings.prerender ? route : plans.findFolder(path)
  const plan = await found
  const middleware = plan.middleware.filter(({ run }) => run.allowsOrigin)
  const filePlan = middleware.length > 0 ? { plan: { ...plan, middleware }, params } : undefined
  // A module that did not load is tried again by the next request.
  if (!failure && !plan.failure) fileSharing.set(path.pathname, filePlan)
  return filePlan
}

async function runAround(
  site: RunningSite,
  received: ReceivedRequest,
  { plan, params }: FilePlan,
  file: Response,
): Promise<Response> {
  const state = openState(site, readIncoming(site, received), plan, params)
  let failure: { readonly error: unknown } | undefined
  const response = await runMiddleware(
    plan.middleware,
    state.ctx,
    () => file,
    async (error) => {
      failure ??= { error }
      return file
    },
  )
  if (failure) {
    discardBody(file)
    return finishResponse(state, await answerError(state, locateFailure(failure.error, { folder: '' })))
  }
  discardBody(file, response)
  startBackgroundWork(state)
  // The listener sends the parts of a response, which middleware has changed.
  return toResponse(readParts(response))
}
