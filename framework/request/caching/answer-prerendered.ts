// Answers a route that has `config.prerender`: during the build, in development, and for what the build has not made.
import { HttpError } from '../../http/http-error.ts'
import { parseHrefPattern } from '../../routing/href.ts'
import { answerRoute } from '../pipeline/answer-route.ts'
import type { Context } from '../context/context.ts'
import type { Draft } from '../response/response-parts.ts'
import type { Exchange } from '../context/request-state.ts'
import { findTouch } from './find-touch.ts'
import { listPathnames, withoutSlash } from './prerendered-paths.ts'
import type { RoutePlan } from '../route/route-plan.ts'
import type { RunningSite } from '../pipeline/running-site.ts'
import { type ReadNotes, watchContext } from './watched-request.ts'

type Answer = Draft | Response

/** Prepares to answer; call it before the middleware, and its result after them. */
export function answerPrerendered(
  site: RunningSite,
  ctx: Context,
  exchange: Exchange,
  plan: RoutePlan,
): () => Promise<Answer> {
  const { method } = exchange.request
  const isRead = method === 'GET' || method === 'HEAD'
  const notes: ReadNotes = { names: new Set(), obstacle: undefined }
  if (isRead) watchContext(ctx, exchange, notes)
  return async () => {
    await refuseUnlisted(site, exchange, plan)
    const answer = await answerRoute(site, ctx, exchange, plan)
    if (isRead) reportPersonal(site, exchange, notes)
    return answer
  }
}

/** Whatever the list of the build does not have is not there, so that development and production agree. */
async function refuseUnlisted(
  { manifest, base }: RunningSite,
  { route, file, pathname }: Exchange,
  { module }: RoutePlan,
): Promise<void> {
  if (manifest.isPrerendering || !route.includes('[')) return
  const listed =
    manifest.prerendered ?? new Set(await listPathnames(module, parseHrefPattern(route), file ?? route, base))
  if (!listed.has(withoutSlash(pathname))) throw new HttpError(404, 'There is no page at this address.')
}

function reportPersonal({ manifest, warned }: RunningSite, exchange: Exchange, notes: ReadNotes): void {
  if (manifest.prerendered) return
  const [name] = notes.names
  const reason = findTouch(exchange, notes) ?? (name && `the request header ${name} was read`)
  if (!reason) return
  const { file, route, log } = exchange
  const where = file ?? route
  const message = `${where}: it cannot be prerendered, because ${reason}. Leave that out of the page, its layouts, the shell and their middleware (config.session: false hides the session from layouts), or remove config.prerender.`
  if (manifest.isPrerendering) throw new Error(message)
  if (!warned.has(where)) log.warn({ route, file }, message)
  warned.add(where)
}
