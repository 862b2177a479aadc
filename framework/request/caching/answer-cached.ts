// Answers a route that has `config.cache`: from the cache, or as any other route and then for all.
import type { StoredResponse } from '../../cache/cache-store.ts'
import type { Making, Outcome } from '../../cache/response-cache.ts'
import { isHttpError } from '../../http/http-error.ts'
import { createReusableResponse } from '../../http/response.ts'
import { answerRoute } from '../pipeline/answer-route.ts'
import { type Context, createContext } from '../context/context.ts'
import type { Draft } from '../response/response-parts.ts'
import type { Exchange } from '../context/request-state.ts'
import { findTouch } from './find-touch.ts'
import type { RoutePlan } from '../route/route-plan.ts'
import type { RunningSite } from '../pipeline/running-site.ts'
import { keepAnswer, type HeadersBefore } from './store-response.ts'
import { type ReadNotes, createWatchedRequest, watchContext } from './watched-request.ts'

type Answer = Draft | Response

/**
 * Prepares to answer a request of a cached route; call it before the middleware, and its result after them.
 *
 * Middleware runs for every request, so the cache never lets anybody past a guard. What the middleware of a request has
 * read counts as read by the route: it may have handed it on in `ctx.locals`.
 */
export function answerCached(
  site: RunningSite,
  ctx: Context,
  exchange: Exchange,
  plan: RoutePlan,
): () => Answer | Promise<Answer> {
  const { cache: rule } = plan
  const { method, headers } = exchange.request
  const isRead = method === 'GET' || method === 'HEAD'
  if (!rule || !isRead) return () => answerRoute(site, ctx, exchange, plan)
  const notes: ReadNotes = { names: new Set(), obstacle: undefined }
  if (plan.middleware.length > 0) watchContext(ctx, exchange, notes)

  return () => {
    // Personal before the route has been asked: its answer is neither taken from the cache nor put there.
    const obstacle = headers.has('authorization') ? 'Authorization was sent' : findTouch(exchange, notes)
    if (obstacle !== undefined) {
      exchange.cached = { status: 'bypass', reason: obstacle }
      if (!headers.has('authorization')) warnOnce(site, exchange, obstacle)
      return answerRoute(site, ctx, exchange, plan)
    }
    const outcome = site.cache.answer<Answer>({
      key: `${site.manifest.codeVersion?.() ?? ''}${exchange.origin}${exchange.pathname}${exchange.searchText}`,
      rule,
      // What a handler gives for HEAD may lack what it gives for GET.
      isForAll: method === 'GET',
      readHeader: (name) => headers.get(name),
      make() {
        if (plan.middleware.length === 0) watchContext(ctx, exchange, notes)
        return make(site, ctx, exchange, plan, notes)
      },
      refreshLater: (refresh) => refreshLater(site, ctx, exchange, plan, notes, refresh),
    })
    return outcome instanceof Promise ? outcome.then(toAnswer) : toAnswer(outcome)
  }

  function toAnswer(outcome: Outcome<Answer>): Answer {
    if (outcome.status === 'unshared') return outcome.answer
    const { status, stored, age } = outcome
    exchange.cached = { status, stored, age }
    return replay(site, ctx, exchange, plan, stored)
  }
}

/** Gives a stored response to a visitor, as if the route had just answered. */
function replay(
  site: RunningSite,
  ctx: Context,
  exchange: Exchange,
  { page }: RoutePlan,
  { headers, body, isResponse, changes, nonce, fileCaching }: StoredResponse,
): Answer {
  for (const [name, value] of changes) {
    if (value === null) ctx.headers.delete(name)
    else ctx.headers.set(name, value)
  }
  exchange.fileCaching = fileCaching
  if (isResponse || typeof body !== 'string') return createReusableResponse(body as BodyInit, 200, headers)
  if (nonce !== undefined) exchange.nonce = nonce
  if (page && site.pageFiles.toStyleHashes) {
    page.styleHashes ??= site.pageFiles.toStyleHashes(page.paths)
    exchange.styleHashes = page.styleHashes
  }
  return { status: 200, headers, body }
}

const noAnswer: Answer = { status: 204, headers: [], body: null }

async function make(
  site: RunningSite,
  ctx: Context,
  exchange: Exchange,
  plan: RoutePlan,
  notes: ReadNotes,
): Promise<Making<Answer>> {
  const before: HeadersBefore = new Map(exchange.headers)
  const answer = await answerRoute(site, ctx, exchange, plan)
  const touch = findTouch(exchange, notes)
  const result = touch === undefined ? await keepAnswer(answer, exchange, before, notes.names) : touch
  if (typeof result !== 'string') return { answer, stored: result }
  const status = answer.status
  exchange.cached = { status: 'bypass', reason: result }
  // Pages that are not there and redirects are no mistake of the route's.
  if (status === 200) warnOnce(site, exchange, result)
  return { answer, stored: undefined }
}

/** Has the route answer once more when this visitor has been served, with a request that carries nothing of the visitor. */
function refreshLater(
  site: RunningSite,
  ctx: Context,
  exchange: Exchange,
  plan: RoutePlan,
  read: ReadNotes,
  refresh: (make: () => Promise<Making<Answer>>) => Promise<void>,
): void {
  const afterwards: Exchange['afterwards'] = []
  exchange.afterwards.push(async () => {
    try {
      await refresh(remake)
    } catch (error) {
      exchange.log.error(
        { err: error, route: exchange.route },
        `${exchange.file}: a cached response could not be made anew, the old one is used as long as config.cache.swr says.`,
      )
    }
    for (const work of afterwards) exchange.afterwards.push(work)
    if (afterwards.length > 0) exchange.startAfterwards()
  })

  async function remake(): Promise<Making<Answer>> {
    // When the response was there, middleware has gone on, and may have put something of the visitor's into ctx.locals.
    if (findTouch(exchange, read) !== undefined) return { answer: noAnswer, stored: undefined }
    const notes: ReadNotes = { names: new Set(read.names), obstacle: undefined }
    const own: Exchange = {
      ...exchange,
      request: createWatchedRequest(exchange, notes, { isLasting: true }),
      sessionSlot: undefined,
      cookieJar: undefined,
      headers: undefined,
      nonce: undefined,
      isNonceUsed: false,
      fileCaching: undefined,
      level: (plan.page?.levels.length ?? 1) - 1,
      failure: undefined,
      cached: undefined,
      afterwards,
      sent: false,
    }
    const fresh = createContext(own)
    Object.assign(fresh, { params: ctx.params, route: ctx.route })
    watchContext(fresh, own, notes)
    try {
      return await make(site, fresh, own, plan, notes)
    } catch (error) {
      // The site says that there is no such page any more, and so must the next visitor be told.
      if (!isHttpError(error) || error.status >= 500) throw error
      return { answer: new Response(null, { status: error.status }), stored: undefined }
    }
  }
}

/** Tells the author, once for each route, why `config.cache` does nothing. */
function warnOnce({ warned }: RunningSite, { file, log, route }: Exchange, reason: string): void {
  const where = file ?? route
  if (warned.has(where)) return
  warned.add(where)
  log.warn(
    { route, file },
    `${where}: config.cache has kept nothing, because ${reason}. Responses for one visitor are never shared: leave that out of the page, its layouts, the shell and their middleware, or remove config.cache.`,
  )
}
