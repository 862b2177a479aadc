// Translates the limits of `_server.ts` to the properties of a `node:http` server.
import { type SiteLimits, readLimits } from '../../request/pipeline/site-limits.ts'

/** Properties of `http.Server`; `createServer()` takes the same names. Times are in milliseconds, sizes in bytes. */
export interface ServerLimits {
  readonly headersTimeout: number
  readonly maxHeaderSize: number
  readonly keepAliveTimeout: number
  readonly requestTimeout: number
  readonly connectionsCheckingInterval: number
}

/**
 * Translates the limits of a site for its server.
 *
 * Slow headers are cut off well before Node's default of 60 s, which lets a few hundred clients hold every socket. A request
 * as a whole has no limit: Node would limit the duration of a body, however fast it arrives, while `readTimeout` limits how
 * long nothing arrives.
 *
 * @param limits Those of the site (default: those of a site that sets none)
 */
export function toServerLimits(limits: SiteLimits = readLimits()): ServerLimits {
  return {
    headersTimeout: limits.headersTimeout,
    maxHeaderSize: limits.headerSize,
    keepAliveTimeout: limits.keepAlive,
    requestTimeout: 0,
    connectionsCheckingInterval: Math.min(limits.checkInterval, limits.headersTimeout),
  }
}
