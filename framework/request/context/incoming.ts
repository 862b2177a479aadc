// Reads what is known about an incoming request: its canonical URL, origin, id and client address.
import { splitTarget } from '../../http/canonical-url.ts'
import { forwardedAddress, forwardedOrigin } from '../../http/forwarded.ts'
import { createRequestId } from '../../http/request-id.ts'
import type { RunningSite } from '../pipeline/running-site.ts'

/** The target of a request exactly as received. */
export interface RawTarget {
  /** The scheme and host that the request names, which a proxy may have changed. */
  readonly origin: string
  readonly pathname: string
  /** Including its question mark, or empty. */
  readonly search: string
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

/** Reads the target of a request. */
export function readTarget({ manifest }: RunningSite, request: Request): RawTarget {
  const received = manifest.receivedTarget?.(request)
  if (received) return { origin: received.origin, ...splitTarget(received.target) }
  const { url } = request
  // Every URL with a host has a path (URL Standard, section 4.5).
  return { origin: url.slice(0, url.indexOf('/', url.indexOf('://') + 3)), ...splitTarget(url) }
}

/**
 * Reads the cheap properties of a request.
 *
 * @param pathname The canonical path; `undefined` if the target has none
 * @param isUpgrade Whether the request asks to become a WebSocket
 */
export function readIncoming(
  site: RunningSite,
  request: Request,
  rawTarget: RawTarget,
  pathname: string | undefined,
  isUpgrade: boolean,
): Incoming {
  const { manifest, settings } = site
  return {
    request,
    method: request.method,
    requestId: readRequestId(request, settings.trustProxy.hops) ?? createRequestId(),
    origin: manifest.origin ?? forwardedOrigin(request, rawTarget.origin, settings.trustProxy),
    pathname: pathname ?? rawTarget.pathname,
    search: rawTarget.search,
    rawTarget,
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

/** Reads the id that a trusted proxy sent, if it is short and safe to log. */
export function readRequestId(request: Request, hops: number): string | undefined {
  if (hops === 0) return undefined
  const id = request.headers.get('x-request-id')
  return id && /^[\w.:-]{1,128}$/.test(id) ? id : undefined
}
