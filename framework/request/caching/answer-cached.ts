// Answers a route that has `config.cache`: from the cache, or by running the route and storing its response.
import { type RequestReads, createReads, findPersonalRead } from '../../cache/cacheability.ts'
import type { StoredResponse } from '../../cache/cache-store.ts'
import type { CacheResult, CacheRule, FreshResponse, Revalidate } from '../../cache/response-cache.ts'
import { isHttpError } from '../../http/http-error.ts'
import type { Answer } from '../../http/response.ts'
import { andThen } from '../../http/thenable.ts'
import { canFill } from '../../render/personal-part.ts'
import { createErrorReport } from '../context/error-report.ts'
import { toHref } from '../context/incoming.ts'
import { formatReadLocation, warningKey } from '../context/read-location.ts'
import { describeRoute } from '../context/reply.ts'
import { runAfterResponse, startBackgroundWork } from '../context/request-lifetime.ts'
import { type RequestState, withoutVisitor } from '../context/request-state.ts'
import { hasVisitorLeft } from '../context/visitor-left.ts'
import { replayResponse } from './replay-response.ts'
import { type HeadersBefore, toStoredResponse } from './store-response.ts'
import { createWatchedRequest, watchContext, watchVisitor } from './watched-request.ts'

/** Runs the route itself, without the cache. */
export type AnswerRoute = (state: RequestState) => Answer | Promise<Answer>

/** Fills the holes of a page with the personal parts of this visitor; `etag` identifies a stored page. */
export type FillHoles = (state: RequestState, answer: Answer, etag?: string) => Answer | Promise<Answer>

/**
 * Prepares to answer a request for a cached route.
 *
 * Middleware runs for every request, so the cache never bypasses a guard. What middleware reads counts as read by the
 * route, because middleware may pass it on in `ctx.locals`.
 *
 * @returns A function that answers. Call this function before middleware runs, and the returned one afterwards
 */
export function prepareCachedAnswer(
  state: RequestState,
  rule: CacheRule,
  answerRoute: AnswerRoute,
  fillHoles: FillHoles,
): () => Answer | Promise<Answer> {
  const { incoming, plan, reply, site } = state
  const { method, request } = incoming
  if (method !== 'GET' && method !== 'HEAD') return () => answerRoute(state)
  const hasMiddleware = plan.middleware.length > 0
  const reads = createReads()
  if (hasMiddleware) watchContext(state, reads)

  return () => {
    const isAuthorized = request.headers.has('authorization')
    // Already personal: bypass the cache.
    const personal = isAuthorized ? 'Authorization was sent' : findPersonal(state, reads)
    if (personal !== undefined) {
      reply.cached = { status: 'bypass', reason: personal }
      if (!isAuthorized) warnAboutBypass(state, personal)
      return answerRoute(state)
    }
    const result = site.cache.lookUp<Answer>({
      key: (site.manifest.codeVersion?.() ?? '') + toHref(incoming),
      rule,
      // The response of a handler to HEAD may be incomplete.
      mayStore: method === 'GET',
      readHeader: (name) => request.headers.get(name),
      render() {
        if (!hasMiddleware) watchContext(state, reads)
        return render(state, reads, answerRoute)
      },
    })
    return andThen(result, use)
  }

  function use(result: CacheResult<Answer>): Answer | Promise<Answer> {
    if (result.status === 'uncacheable') return fillHoles(state, result.answer)
    const { template } = result.stored
    // Another process has stored the page, and this one has not loaded a file that the page imports only when it renders.
    if (template && !canFill(template)) {
      reply.cached = { status: 'bypass', reason: 'its personal parts are not loaded' }
      return answerRoute(state)
    }
    reply.cached = result
    if (result.status === 'stale' && result.revalidate) {
      if (template) watchVisitor(state, reads)
      revalidateLater(state, reads, result.revalidate, answerRoute)
    }
    return fillHoles(state, replayResponse(state, result.stored), result.stored.etag)
  }
}

function findPersonal({ reply, visitor }: RequestState, reads: RequestReads): string | undefined {
  return findPersonalRead(visitor, reply.isNonceUsed, reads)
}

async function render(
  state: RequestState,
  reads: RequestReads,
  answerRoute: AnswerRoute,
): Promise<FreshResponse<Answer>> {
  const before: HeadersBefore = new Map(state.reply.headers)
  state.reply.keepsHoles = true
  const answer = await answerRoute(state)
  state.reply.keepsHoles = false
  // The site's code may have given up, for example with an empty list in place of what it could not fetch.
  if (hasVisitorLeft(state)) {
    state.reply.cached = { status: 'bypass', reason: 'the visitor left' }
    return { answer, stored: undefined }
  }
  const stored = findPersonal(state, reads) ?? (await toStoredResponse(state, answer, before, reads.headers))
  if (typeof stored !== 'string') return { answer, stored }
  state.reply.cached = { status: 'bypass', reason: stored }
  // A missing page or a redirect needs no warning: the route is right not to store it.
  if (answer.status === 200) warnAboutBypass(state, stored)
  return { answer, stored: undefined }
}

/** Runs the route again after the response, with a request that carries nothing from the visitor. */
function revalidateLater(
  state: RequestState,
  reads: RequestReads,
  revalidate: Revalidate,
  answerRoute: AnswerRoute,
): void {
  const { plan, site } = state
  runAfterResponse(state, async () => {
    try {
      await revalidate(() => renderForAll(state, reads, answerRoute))
    } catch (error) {
      // Not for the visitor who got the stale response: that they have left does not matter.
      site.diagnostics.report(
        createErrorReport(state, error),
        state.ctx,
        `${plan.where}: a cached response could not be revalidated. The stale one is served until config.cache.swr has passed.`,
      )
    }
  })
}

async function renderForAll(
  state: RequestState,
  reads: RequestReads,
  answerRoute: AnswerRoute,
): Promise<StoredResponse | undefined> {
  // Middleware continued after the response was ready, and may have put something personal into ctx.locals. What personal
  // parts have used is in the state, too, but their context is not the one of middleware.
  const personal = state.visitor.hasParts ? reads.personal : findPersonal(state, reads)
  if (personal !== undefined) return undefined
  const own = createReads(reads.headers)
  const request = createWatchedRequest(state, own, { outlivesVisitor: true })
  const shared = withoutVisitor(state, { ...state.incoming, request, method: 'GET' })
  watchContext(shared, own)
  try {
    return (await render(shared, own, answerRoute)).stored
  } catch (error) {
    // The page no longer exists, and the next visitor must see that: remove the stored response.
    if (!isHttpError(error) || error.status >= 500) throw error
    return undefined
  } finally {
    startBackgroundWork(shared)
  }
}

/** Warns the author, once per route, why `config.cache` stores nothing. */
function warnAboutBypass(state: RequestState, reason: string): void {
  const place = formatReadLocation(state, reason)
  state.site.diagnostics.warnOnce(
    warningKey(state),
    state.plan,
    `${describeRoute(state)}: config.cache has stored nothing, because ${reason}${place}. Personal responses are never shared. Do this in a *.personal.tsx component, which every visitor gets in the cached page, or remove config.cache.`,
  )
}
