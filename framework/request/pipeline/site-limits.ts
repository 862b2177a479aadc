// Reads the limits that `_server.ts` sets for all requests.
import { findNearMiss } from '../../routing/near-miss.ts'

/** The limits for all requests. What only some routes need, such as `readTimeout`, is a setting of its own. */
export interface LimitOptions {
  /** The longest URL without its origin, in characters; a longer one is 414 (default: 8192). */
  url?: number
  /** The largest number of headers; more are 431 (default: 200). Their size is limited by Node.js, to 16 kB in all. */
  headers?: number
  /** How long the headers may take to arrive, in seconds, before the answer is 408 (default: 15). */
  headersTimeout?: number
  /**
   * How long a connection may stay open between two requests, in seconds (default: 5; 75 behind proxies, which keep unused
   * connections for 60 seconds and must be the ones that close them).
   */
  keepAlive?: number
  /** The largest number of fields of a form (413) and of parameters of a query (400) (default: 1000). */
  fields?: number
}

/** Times are in milliseconds. */
export type SiteLimits = Readonly<Required<LimitOptions>>

/**
 * Reads the limits.
 *
 * @param hops How many trusted proxies are in front of the server
 * @throws Error for an unknown name, or a value out of range
 */
export function readLimits(options: LimitOptions = {}, hops = 0): SiteLimits {
  for (const name of Object.keys(options)) {
    if (name in ranges) continue
    const near = findNearMiss(name, Object.keys(ranges))
    const advice = near ? `Did you mean ${near}?` : `Use ${Object.keys(ranges).join(', ')}.`
    throw new Error(`routes/_server: limits: there is no limit ${name}. ${advice}`)
  }
  const read = (name: keyof LimitOptions, usual: number): number => {
    const value = options[name] ?? usual
    const { most, isTime } = ranges[name]
    if (isTime ? value > 0 && value <= most : Number.isInteger(value) && value >= 1 && value <= most)
      return value
    throw new Error(
      `routes/_server: limits.${name} is ${JSON.stringify(value)}. Set ${isTime ? `seconds, more than 0 and at most ${most}` : `a whole number from 1 to ${most}`}.`,
    )
  }
  return {
    url: read('url', 8192),
    headers: read('headers', 200),
    headersTimeout: Math.ceil(read('headersTimeout', 15) * 1000),
    keepAlive: Math.ceil(read('keepAlive', hops > 0 ? 75 : 5) * 1000),
    fields: read('fields', 1000),
  }
}

// Node.js ignores headers after the first 2,000 without a word.
const ranges: Readonly<Record<keyof LimitOptions, { most: number; isTime?: boolean }>> = {
  url: { most: 1_000_000 },
  headers: { most: 1900 },
  headersTimeout: { most: 3600, isTime: true },
  keepAlive: { most: 3600, isTime: true },
  fields: { most: 1_000_000 },
}
