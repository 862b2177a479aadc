// Reads what is known about an incoming request: its canonical URL, origin, id and client address.
import { type CanonicalPath, parsePathname, splitTarget } from '../../http/canonical-url.ts'
import { forwardedAddress, forwardedOrigin } from '../../http/forwarded.ts'
import { HttpError, isHttpError } from '../../http/http-error.ts'
import { chooseRequestId } from '../../http/request-id.ts'
import type { RunningSite } from '../pipeline/running-site.ts'

/** The target of a request exactly as received. */
export interface RawTarget {
  /** The scheme and host that the request names, which a proxy may have changed. */
  readonly origin: string
  readonly pathname: string
  /** Including its question mark, or empty. */
  readonly search: string
}

/** A request whose target has been read, and nothing else: enough for files, health checks, and to find a plan. */
export interface ReceivedRequest {
  readonly request: Request
  readonly requestId: string
  readonly target: RawTarget
  /** The canonical path, or the error to answer with if the target has none. */
  readonly path: CanonicalPath | HttpError
  /** Whether the request asks to become a WebSocket. */
  readonly isUpgrade: boolean
}

export interface Incoming {
  readonly request: Request
  readonly method: string
  readonly requestId: string
  /** The public origin, such as `https://example.org`. */
  readonly origin: string
  /** The canonical path, including the base, or the raw path if it has no canonical form. */
  readonly pathname: string
  /** The query, including its question mark, or empty. */
  readonly search: string
  readonly rawTarget: RawTarget
  /** Whether the request asks to become a WebSocket. */
  readonly isUpgrade: boolean
}

/**
 * Reads the target of a request.
 *
 * @param options.isUpgrade Whether the request asks to become a WebSocket (default: false)
 */
export function receiveRequest(
  site: RunningSite,
  request: Request,
  { isUpgrade = false }: { isUpgrade?: boolean } = {},
): ReceivedRequest {
  const target = readTarget(site, request)
  const { hops } = site.settings.trustProxy
  // The headers of a request that no one reads are never parsed.
  const requestId = chooseRequestId(hops > 0 ? request.headers.get('x-request-id') : undefined, hops)
  return { request, requestId, target, path: parseTarget(site, target), isUpgrade }
}

function readTarget({ manifest }: RunningSite, request: Request): RawTarget {
  const received = manifest.receivedTarget?.(request)
  if (received) return { origin: received.origin, ...splitTarget(received.target) }
  const { url } = request
  // Every URL with a host has a path (URL Standard, section 4.5).
  return { origin: url.slice(0, url.indexOf('/', url.indexOf('://') + 3)), ...splitTarget(url) }
}

function parseTarget({ settings }: RunningSite, { pathname, search }: RawTarget): CanonicalPath | HttpError {
  if (pathname.length + search.length > settings.limits.url) {
    return new HttpError(414, 'This address is too long.')
  }
  try {
    return parsePathname(pathname)
  } catch (error) {
    return isHttpError(error) ? error : new HttpError(400)
  }
}

/** Reads the cheap properties of a request. */
export function readIncoming(site: RunningSite, received: ReceivedRequest): Incoming {
  const { manifest, settings } = site
  const { request, requestId, target, path, isUpgrade } = received
  return {
    request,
    method: request.method,
    requestId,
    origin: manifest.origin ?? forwardedOrigin(request, target.origin, settings.trustProxy),
    pathname: isHttpError(path) ? target.pathname : path.pathname,
    search: target.search,
    rawTarget: target,
    isUpgrade,
  }
}

/** Finds the visitor's address: the address that trusted proxies report, else the peer's. */
export function findClientAddress({ manifest, settings }: RunningSite, request: Request): string | undefined {
  return forwardedAddress(request.headers, manifest.clientAddress?.(request), settings.trustProxy)
}

/** Formats the canonical URL of a request. */
export function toHref({ origin, pathname, search }: Incoming): string {
  return origin + pathname + search
}
