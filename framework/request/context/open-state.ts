// Starts the bookkeeping of a request.
import { readRawCookie } from '../../http/cookie.ts'
import { forwardedAddress, forwardedOrigin } from '../../http/forwarded.ts'
import type { Context } from './context.ts'
import type { Exchange } from './request-state.ts'
import type { RunningSite } from '../pipeline/running-site.ts'

/** Makes the exchange of a request; costly parts are left for later. */
export function openExchange(
  site: RunningSite,
  request: Request,
  target: { pathname: string; search: string },
  startAfterwards: (exchange: Exchange) => void,
): Exchange {
  const { manifest } = site
  const exchange: Exchange = {
    request,
    received: request,
    requestId: readRequestId(site, request) ?? crypto.randomUUID(),
    origin: manifest.origin ?? forwardedOrigin(request.headers, originOf(request.url), site.trustProxy),
    pathname: target.pathname,
    searchText: target.search,
    url: undefined,
    query: undefined,
    route: '',
    params: {},
    file: undefined,
    wantsProblem: false,
    manifest,
    app: site.app,
    env: site.app.env,
    log: manifest.log,
    clientAddress: () =>
      forwardedAddress(request.headers, manifest.clientAddress?.(request), site.trustProxy),
    sessionConfig: site.sessionConfig,
    readSessionCookie: () => readRawCookie(request.headers.get('cookie'), site.sessionConfig.cookie.name),
    bodyLimit: undefined,
    hasUploads: false,
    sessionDisabled: false,
    sessionSlot: undefined,
    storeAnswer: undefined,
    isErrorPage: false,
    cookieJar: undefined,
    cookieDefaults: site.cookieDefaults,
    locals: undefined,
    headers: undefined,
    routeHeaders: undefined,
    nonce: undefined,
    isNonceUsed: false,
    seenPolicy: undefined,
    fileCaching: undefined,
    styleHashes: undefined,
    level: 0,
    closedFolder: undefined,
    cached: undefined,
    failure: undefined,
    afterwards: [],
    startAfterwards: () => startAfterwards(exchange),
    sent: false,
    streams: site.streams,
    upgrade: undefined,
    lasting: undefined,
    reportLate: (error, ctx) => {
      const { requestId, route } = exchange
      site.errorPages.report({ error, requestId, request, route, files: [] }, ctx as Context)
    },
  }
  return exchange
}

/** Believes the id of a proxy in front, if it is one that a log can hold. */
function readRequestId(site: RunningSite, request: Request): string | undefined {
  if (site.trustProxy === 0) return undefined
  const id = request.headers.get('x-request-id')
  return id && /^[\w.:-]{1,128}$/.test(id) ? id : undefined
}

function originOf(url: string): string {
  const end = url.indexOf('/', url.indexOf('://') + 3)
  return end < 0 ? url : url.slice(0, end)
}
