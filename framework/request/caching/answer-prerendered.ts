// Answers a route that has `config.prerender`: during the build, in development, and for requests without a built file.
import { type RequestReads, createReads, findPersonalRead } from '../../cache/cacheability.ts'
import type { StoredResponse } from '../../cache/cache-store.ts'
import { HttpError } from '../../http/http-error.ts'
import type { Answer } from '../../http/response.ts'
import { canFill } from '../../render/personal-part.ts'
import { parseHrefPattern } from '../../routing/href.ts'
import { findReadLocation, formatReadLocation, headerRead, warningKey } from '../context/read-location.ts'
import { describeRoute } from '../context/reply.ts'
import type { RequestState } from '../context/request-state.ts'
import type { AnswerRoute, FillHoles } from './answer-cached.ts'
import { listPathnames, withoutSlash } from './prerendered-paths.ts'
import { replayResponse } from './replay-response.ts'
import { type HeadersBefore, findChanges } from './store-response.ts'
import { queryRead, watchQuery } from './watch-query.ts'
import { watchContext } from './watched-request.ts'

/**
 * Prepares to answer a request for a prerendered route.
 *
 * @returns A function that answers. Call this function before middleware runs, and the returned one afterwards
 */
export function preparePrerenderedAnswer(
  state: RequestState,
  answerRoute: AnswerRoute,
  fillHoles: FillHoles,
): () => Promise<Answer> {
  const { method } = state.incoming
  const isRead = method === 'GET' || method === 'HEAD'
  const stored = isRead ? findFillable(state) : undefined
  if (stored) return async () => fillHoles(state, replayResponse(state, stored), stored.etag)
  const reads = createReads()
  const question = isRead ? watchQuestion(state) : undefined
  const query = isRead && !state.site.manifest.prerendered ? watchQuery(state) : undefined
  if (isRead) watchContext(state, reads)
  return async () => {
    await assertListed(state)
    const readBefore = [...reads.headers]
    reads.headers.clear()
    // No middleware runs for the file.
    if (query) query.isRead = false
    const { reply, site } = state
    const before: HeadersBefore = new Map(reply.headers)
    reply.keepsHoles = isRead
    const answer = await answerRoute(state)
    reply.keepsHoles = false
    if (question) reportReads(state, reads, readBefore, question.isAsked)
    if (query?.isRead) reportQuery(state)
    if (!site.manifest.isPrerendering) return fillHoles(state, answer)
    return answer instanceof Response || !answer.template
      ? answer
      : { ...answer, template: { ...answer.template, changes: findChanges(reply.headers, before) } }
  }
}

/** Finds the page that the build has rendered, if it has personal parts; other pages are files. */
function findFillable({ incoming, site }: RequestState): StoredResponse | undefined {
  const stored = site.manifest.findPrerendered?.(withoutSlash(incoming.pathname))
  return stored?.template && canFill(stored.template) ? stored : undefined
}

/**
 * Records whether the site's code asks for `ctx.isPrerendering`.
 *
 * In development the answer is no, and the code then reads from the request what it does not read during the build.
 */
function watchQuestion({ ctx, site }: RequestState): { isAsked: boolean } {
  const question = { isAsked: false }
  Object.defineProperty(ctx, 'isPrerendering', {
    configurable: true,
    get() {
      question.isAsked = true
      return site.manifest.isPrerendering === true
    },
  })
  return question
}

/** Refuses paths that the build does not render, so that development and production agree. */
async function assertListed({ incoming, plan, site }: RequestState): Promise<void> {
  const { manifest, settings } = site
  if (manifest.isPrerendering || !plan.id.includes('[')) return
  const listed =
    manifest.prerendered ??
    new Set(await listPathnames(plan.module, parseHrefPattern(plan.id), plan.where ?? plan.id, settings.base))
  if (!listed.has(withoutSlash(incoming.pathname))) {
    throw new HttpError(404, 'There is no page at this address.')
  }
}

/**
 * Reports what the page depends on, because the same file is sent to all visitors.
 *
 * A header that only middleware has read is worth a warning: site-wide middleware reads headers for other routes. The
 * headers that say who the visitor is decide about the response, wherever they are read.
 *
 * @param readBefore The headers that middleware has read
 * @param isAsked Whether the site's code makes a difference between the build and other requests
 * @throws Error during the build, if the page depends on the visitor
 */
function reportReads(
  state: RequestState,
  reads: RequestReads,
  readBefore: readonly string[],
  isAsked: boolean,
): void {
  const { plan, reply, site, visitor } = state
  const { isPrerendering, prerendered } = site.manifest
  if (prerendered || (isAsked && !isPrerendering)) return
  const header = readBefore.find((name) => visitorHeaders.has(name)) ?? [...reads.headers][0]
  const reason = findPersonalRead(visitor, reply.isNonceUsed, reads) ?? (header && headerRead(header))
  const where = describeRoute(state)
  if (reason) {
    const place = formatReadLocation(state, reason)
    const message = `${where}: it cannot be prerendered, because ${reason}${place}. Do this in a *.personal.tsx component, skip it if ctx.isPrerendering is true, or remove config.prerender.`
    if (isPrerendering) throw new Error(message)
    site.diagnostics.warnOnce(warningKey(state), plan, message)
  } else if (readBefore.length > 0) {
    const places = readBefore.map((name) => findReadLocation(state, headerRead(name)))
    const files = [...new Set(plan.middleware.map((entry) => entry.where))]
    const readers = places.includes(undefined) ? files : [...new Set(places)]
    site.diagnostics.warnOnce(
      `${files} ${readBefore}`,
      plan,
      `${readers.join(', ')}: the request header ${readBefore.join(', ')} was read before ${where}, which is prerendered without a visitor. Check ctx.isPrerendering before reading it.`,
    )
  }
}

function reportQuery(state: RequestState): void {
  state.site.diagnostics.warnOnce(
    `${queryRead} ${warningKey(state)}`,
    state.plan,
    `${describeRoute(state)}: ${queryRead}${formatReadLocation(state, queryRead)}, but the file of a prerendered page is the same for all queries. Read it in a *.personal.tsx component or an island, or remove config.prerender.`,
  )
}

const visitorHeaders: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'forwarded',
  'x-forwarded-for',
  'x-real-ip',
])
