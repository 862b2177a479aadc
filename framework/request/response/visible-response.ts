// Creates the response that middleware sees.
import { withMutableHeaders } from '../../http/mutable-headers.ts'
import { type Answer, type HeaderPairs, toResponse } from '../../http/response.ts'
import type { RequestState } from '../context/request-state.ts'
import { cspName } from './document-headers.ts'
import { describesReplaced } from './page-only-headers.ts'

/**
 * Creates the response that middleware sees.
 *
 * Pages already have their policy, so that a response made from one (`new Response(page.body, page)`) has it too.
 */
export function toVisibleResponse(state: RequestState, answer: Answer): Response {
  if (answer instanceof Response) return withMutableHeaders(answer)
  const headers = applySiteHeaders(state, answer.headers)
  if (answer.kind !== 'page') return toResponse({ ...answer, headers })
  const { reply, site } = state
  reply.visiblePolicy = new Map(site.headers.ofDocument(reply)).get(cspName)
  if (reply.visiblePolicy !== undefined) headers.push([cspName, reply.visiblePolicy])
  return toResponse({ ...answer, headers })
}

/** Lets `ctx.headers` and `config.headers` override the framework's headers, as on routes without middleware. */
function applySiteHeaders({ plan, reply }: RequestState, headers: HeaderPairs): HeaderPairs {
  return headers.map(([name, value]) => [
    name,
    reply.headers?.get(name) ??
      (describesReplaced(reply, name) ? undefined : plan.settings.headers.get(name)) ??
      value,
  ])
}
