// The request as the site's code sees it: with the canonical URL, and with a body that stays within its limit.
import { limitRequestBody } from '../../http/body-limit.ts'
import { toHref } from './incoming.ts'
import { describeRoute } from './reply.ts'
import type { RequestState } from './request-state.ts'

/**
 * Limits the body to what the route allows, or else the site, whichever way it is read.
 *
 * @throws HttpError 413 when the request announces a longer body
 */
export function limitBody({ body, plan, site }: RequestState): void {
  const { bodyLimit } = plan.settings
  // A form with files may be read by ctx.uploads(), which has limits of its own.
  const mayUpload = bodyLimit === undefined
  body.request = limitRequestBody(body.request, bodyLimit ?? site.settings.bodyLimit, mayUpload)
}

/** Gives the request with the canonical URL, so that code which parses its URL sees what the router saw. */
export function openRequest({ body, incoming }: RequestState): Request {
  const { request } = body
  const href = toHref(incoming)
  if (request.url !== href) body.request = withUrl(request, href)
  return body.request
}

function withUrl(request: Request, url: string): Request {
  const { method, headers, signal } = request
  const body = method === 'GET' || method === 'HEAD' ? null : request.body
  return new Request(url, { method, headers, signal, body, duplex: 'half' } as RequestInit)
}

/**
 * Refuses to read a body again that `ctx.uploads()` reads, or for `ctx.uploads()` one that was already read.
 *
 * @param method The method that wants to read
 */
export function assertFirstReading(state: RequestState, method: string): void {
  const { body, incoming } = state
  const isRead = body.request.bodyUsed || incoming.request.bodyUsed
  if (!body.hasUploads && !(method === 'ctx.uploads()' && isRead)) return
  throw new Error(
    `${describeRoute(state)}: ${method} comes after something else has read the body. Read it once: with ctx.form(), or with ctx.uploads(), whose parts without a filename are the fields.`,
  )
}
