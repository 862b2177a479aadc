// Answers a route that has `config.cache`: from the cache, or as any other route and then for all visitors.
import { type RequestReads, createReads, findPersonalRead } from '../../cache/cacheability.ts'
import type { StoredResponse } from '../../cache/cache-store.ts'
import type { CacheResult, CacheRule, FreshResponse, Revalidate } from '../../cache/response-cache.ts'
import { isHttpError } from '../../http/http-error.ts'
import { type Answer, toResponse } from '../../http/response.ts'
import { andThen } from '../../http/thenable.ts'
import { toHref } from '../context/incoming.ts'
import { describeRoute } from '../context/reply.ts'
import { runAfterResponse, startBackgroundWork } from '../context/request-lifetime.ts'
import { type RequestState, withoutVisitor } from '../context/request-state.ts'
import { type HeadersBefore, toStoredResponse } from './store-response.ts'
import { createWatchedRequest, watchContext } from './watched-request.ts'

/** Has the route itself answer. */
export type AnswerRoute = (state: RequestState) => Answer | Promise<Answer>

/**
 * Prepares to answer a request of a cached route; call it before the middleware, and its result after it.
 *
 * Middleware runs for every request, so the cache never bypasses a guard. What the middleware of a request has read
 * counts as read by the route, because it may hand it on in `ctx.locals`.
 */
export function prepareCachedAnswer(
  state: RequestState,
  rule: CacheRule,
  answerRoute: AnswerRoute,
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
      if (!isAuthorized) warnOnce(state, personal)
      return answerRoute(state)
    }
    const result = site.cache.lookUp<Answer>({
      key: (site.manifest.codeVersion?.() ?? '') + toHref(incoming),
      rule,
      // What a handler returns for HEAD may lack what it returns for GET.
      mayStore: method === 'GET',
      readHeader: (name) => request.headers.get(name),
      render() {
        if (!hasMiddleware) watchContext(state, reads)
        return render(state, reads, answerRoute)
      },
    })
    return andThen(result, use)
  }

  function use(result: CacheResult<Answer>): Answer {
    if (result.status === 'uncacheable') return result.answer
    reply.cached = result
    if (result.status === 'stale' && result.revalidate) {
      revalidateLater(state, reads, result.revalidate, answerRoute)
    }
    return replay(state, result.stored)
  }
}

function findPersonal({ reply, visitor }: RequestState, reads: RequestReads): string | undefined {
  return findPersonalRead(visitor, reply.isNonceUsed, reads)
}

/** Gives a stored response to a visitor, as if the route had just answered. */
function replay({ ctx, plan, reply, site }: RequestState, stored: StoredResponse): Answer {
  for (const [name, value] of stored.changes) {
    if (value === null) ctx.headers.delete(name)
    else ctx.headers.set(name, value)
  }
  const { kind, headers, nonce, personalCacheControl } = stored
  const body = stored.body as string | Uint8Array<ArrayBuffer>
  const parts = { kind, status: 200, headers, body, personalCacheControl }
  if (stored.isResponse) return toResponse(parts)
  if (nonce !== undefined) reply.nonce = nonce
  if (plan.page) reply.styleHashes = site.pageFiles.styleHashesOf(plan.page)
  return parts
}

async function render(
  state: RequestState,
  reads: RequestReads,
  answerRoute: AnswerRoute,
): Promise<FreshResponse<Answer>> {
  const before: HeadersBefore = new Map(state.reply.headers)
  const answer = await answerRoute(state)
  const stored = findPersonal(state, reads) ?? (await toStoredResponse(state, answer, before, reads.headers))
  if (typeof stored !== 'string') return { answer, stored }
  state.reply.cached = { status: 'bypass', reason: stored }
  // A missing page or a redirect is not a mistake of the route.
  if (answer.status === 200) warnOnce(state, stored)
  return { answer, stored: undefined }
}

/** Has the route answer once more after the response, with a request that carries nothing of the visitor. */
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
      site.manifest.log.error(
        { err: error, route: plan.id },
        `${plan.where}: a cached response could not be revalidated. The stale one is served as long as config.cache.swr says.`,
      )
    }
  })
}

async function renderForAll(
  state: RequestState,
  reads: RequestReads,
  answerRoute: AnswerRoute,
): Promise<StoredResponse | undefined> {
  // Middleware went on after the response was there, and may have put something personal into ctx.locals.
  if (findPersonal(state, reads) !== undefined) return undefined
  const own = createReads(reads.headers)
  const request = createWatchedRequest(state, own, { outlivesVisitor: true })
  const shared = withoutVisitor(state, { ...state.incoming, request, method: 'GET' })
  watchContext(shared, own)
  try {
    return (await render(shared, own, answerRoute)).stored
  } catch (error) {
    // The site says that the page is gone, and the next visitor must learn it, too.
    if (!isHttpError(error) || error.status >= 500) throw error
    return undefined
  } finally {
    startBackgroundWork(shared)
  }
}

/** Tells the author, once for each route, why `config.cache` does nothing. */
function warnOnce(state: RequestState, reason: string): void {
  const where = describeRoute(state)
  const { plan, site } = state
  if (site.diagnostics.warned.has(where)) return
  site.diagnostics.warned.add(where)
  site.manifest.log.warn(
    { route: plan.id, file: plan.where },
    `${where}: config.cache has stored nothing, because ${reason}. Responses for one visitor are never shared: leave that out of the page, its layouts, the app document and their middleware, or remove config.cache.`,
  )
}
