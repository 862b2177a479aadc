// Answers a route that has `config.prerender`: during the build, in development, and for requests without a built file.
import { type RequestReads, createReads, findPersonalRead } from '../../cache/cacheability.ts'
import { HttpError } from '../../http/http-error.ts'
import type { Answer } from '../../http/response.ts'
import { parseHrefPattern } from '../../routing/href.ts'
import { describeRoute } from '../context/reply.ts'
import type { RequestState } from '../context/request-state.ts'
import type { AnswerRoute } from './answer-cached.ts'
import { listPathnames, withoutSlash } from './prerendered-paths.ts'
import { watchContext } from './watched-request.ts'

/**
 * Prepares to answer a request for a prerendered route.
 *
 * @returns A function that answers. Call this function before middleware runs, and the returned one afterwards
 */
export function preparePrerenderedAnswer(
  state: RequestState,
  answerRoute: AnswerRoute,
): () => Promise<Answer> {
  const { method } = state.incoming
  const isRead = method === 'GET' || method === 'HEAD'
  const reads = createReads()
  if (isRead) watchContext(state, reads)
  return async () => {
    await assertListed(state)
    const answer = await answerRoute(state)
    if (isRead) reportPersonal(state, reads)
    return answer
  }
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

function reportPersonal(state: RequestState, reads: RequestReads): void {
  const { plan, reply, site, visitor } = state
  const { log, isPrerendering, prerendered } = site.manifest
  if (prerendered) return
  const [header] = reads.headers
  const reason =
    findPersonalRead(visitor, reply.isNonceUsed, reads) ?? (header && `the request header ${header} was read`)
  if (!reason) return
  const where = describeRoute(state)
  const message = `${where}: it cannot be prerendered, because ${reason}. Remove that from the page, its layouts, the app document and their middleware (config.session: false hides the session: a layout's loader checks ctx.hasSession), or remove config.prerender.`
  if (isPrerendering) throw new Error(message)
  if (!site.diagnostics.warned.has(where)) log.warn({ route: plan.id, file: plan.where }, message)
  site.diagnostics.warned.add(where)
}
