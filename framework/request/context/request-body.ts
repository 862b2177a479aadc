// Prepares the request that the site's code sees: with the canonical URL and a limited body.
import { isWatched, toRawHeaders, watchRequest } from '../../cache/watched-headers.ts'
import { deferBody, limitRequestBody } from '../../http/body-limit.ts'
import { toHref } from './incoming.ts'
import { describeRoute } from './reply.ts'
import type { RequestState, Visitor } from './request-state.ts'

/**
 * Limits the body to the limit of the route, else of the site, however it is read.
 *
 * @throws HttpError 413 if the request announces a longer body
 */
export function limitBody({ body, plan, site }: RequestState): void {
  const { bodyLimit } = plan.settings
  // ctx.uploads() may read a form with files, and has its own limits.
  const mayUpload = bodyLimit === undefined
  body.request = limitRequestBody(
    body.request,
    bodyLimit ?? site.settings.bodyLimit,
    mayUpload,
    toRawHeaders(body.request),
  )
}

/** Returns the request with the canonical URL, so that code which parses the URL sees what the router saw. */
export function openRequest({ body, incoming, visitor }: RequestState): Request {
  const { request } = body
  const href = toHref(incoming)
  if (request.url !== href) body.request = withUrl(request, href)
  if (toRawHeaders(incoming.request).has('cookie')) watchCookies(body.request, visitor)
  return body.request
}

/** Records whether the cookies are read from the headers of a request: the response is then personal. */
function watchCookies(request: Request, visitor: Visitor): void {
  if (isWatched(request)) return
  watchRequest(request, (name) => {
    if (name === undefined || name === 'cookie') visitor.hasReadCookies = true
  })
  watchCopies(request, () => {
    visitor.hasReadCookies = true
  })
}

/** Records copies, because the headers of a copy do not record that they are read. */
function watchCopies(request: Request, record: () => void): void {
  const prototype: Request = Object.getPrototypeOf(request)
  Object.defineProperties(request, {
    clone: {
      configurable: true,
      value() {
        record()
        return prototype.clone.call(request)
      },
    },
    // What `new Request(request)` and `fetch(request)` copy in Node: srvx creates it, the platform has no such property.
    _request: {
      configurable: true,
      get() {
        record()
        return Reflect.get(prototype, '_request', request) ?? request
      },
    },
  })
}

function withUrl(request: Request, url: string): Request {
  const { method, signal } = request
  const headers = toRawHeaders(request)
  const body = method === 'GET' || method === 'HEAD' ? null : deferBody(request, headers)
  return new Request(url, { method, headers, signal, body, duplex: 'half' } as RequestInit)
}

/**
 * Throws if the body is read twice: after `ctx.uploads()`, or by `ctx.uploads()` after something else.
 *
 * @param method The method that is about to read
 */
export function assertFirstReading(state: RequestState, method: string): void {
  const { body, incoming } = state
  const isRead = body.request.bodyUsed || incoming.request.bodyUsed
  if (!body.hasUploads && !(method === 'ctx.uploads()' && isRead)) return
  throw new Error(
    `${describeRoute(state)}: ${method} was called after something else had read the body. Read it once: with ctx.form(), or with ctx.uploads(), whose parts without a filename are the fields.`,
  )
}
