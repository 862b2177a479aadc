// Reads the limits that `_server.ts` sets for all requests.
import { formatSize, parseSize } from '../../http/body-limit.ts'
import { suggestWord } from '../../routing/near-miss.ts'

/** The limits for all requests. What only some routes need, such as `readTimeout`, is a setting of its own. */
export interface LimitOptions {
  /** The longest URL without its origin, in characters; a longer one is 414 (default: 8192). */
  url?: number
  /** The largest number of headers; more are 431 (default: 200). */
  headers?: number
  /** The size of all headers together, in bytes or as `'32kb'`; more is 431 (default: that of Node.js, which is 16 kB). */
  headerSize?: number | string
  /** How long the headers may take to arrive, in seconds, before the answer is 408 (default: 15). */
  headersTimeout?: number
  /** How often the server looks for connections whose headers are late, in seconds (default: 5). */
  checkInterval?: number
  /**
   * The fewest bytes of a body that have to arrive per second, on average over `readTimeout`, while the site waits for it;
   * fewer are 408 (default: 500).
   */
  minReadRate?: number | string
  /**
   * How long a connection may stay open between two requests, in seconds (default: 5; 75 behind proxies, which keep unused
   * connections for 60 seconds and must be the ones that close them).
   */
  keepAlive?: number
  /** The largest number of fields of a form (413) and of parameters of a query (400) (default: 1000). */
  fields?: number
  /**
   * The largest message of a socket, in bytes or as `'4mb'`; the connection of a larger one is closed with code 1009
   * (default: 1 MB).
   */
  socketMessage?: number | string
  /**
   * How much may wait to be sent to a visitor of a socket, in bytes or as `'16mb'`; with more, the connection is closed
   * (default: 8 MB).
   */
  socketQueue?: number | string
  /**
   * How often the visitor of a socket is pinged, in seconds; the connection of one that has not answered the last ping is
   * closed (default: 30).
   */
  socketPing?: number
  /** How many messages wait for a slow subscription to a room before the oldest are dropped (default: 1000). */
  subscriptionQueue?: number
}

/** Times are in milliseconds, sizes in bytes, `minReadRate` in bytes per second. A `headerSize` of 0 is the default of Node.js. */
export type SiteLimits = { readonly [Name in keyof LimitOptions]-?: number }

/**
 * Reads the limits.
 *
 * @param hops How many trusted proxies are in front of the server
 * @throws Error for an unknown name, or a value out of range
 */
export function readLimits(options: LimitOptions = {}, hops = 0): SiteLimits {
  for (const name of Object.keys(options)) {
    if (name in ranges) continue
    const names = Object.keys(ranges)
    const advice = suggestWord(name, names, `Use ${names.join(', ')}.`)
    throw new Error(`routes/_server: limits: there is no limit ${name}. ${advice}`)
  }
  const read = (name: CountName, usual: number): number => {
    const value = options[name] ?? usual
    const { most, isTime } = ranges[name]
    // A text such as '9' would pass the comparisons.
    const isInRange = typeof value === 'number' && value <= most
    if (isInRange && (isTime ? value > 0 : Number.isInteger(value) && value >= 1)) return value
    throw new Error(
      `routes/_server: limits.${name} is ${JSON.stringify(value)}. Set ${isTime ? `seconds, more than 0 and at most ${most}` : `a whole number from 1 to ${most}`}.`,
    )
  }
  const readSize = (name: SizeName, usual: number): number => {
    const value = options[name]
    if (value === undefined) return usual
    const size = parseSize(value, `routes/_server: limits.${name}`)
    const { least, most } = ranges[name]
    if (size >= least && size <= most) return size
    throw new Error(
      `routes/_server: limits.${name} is ${JSON.stringify(value)}. Set a size from ${formatSize(least)} to ${formatSize(most)}.`,
    )
  }
  return {
    url: read('url', 8192),
    headers: read('headers', 200),
    headersTimeout: Math.ceil(read('headersTimeout', 15) * 1000),
    checkInterval: Math.ceil(read('checkInterval', 5) * 1000),
    minReadRate: readSize('minReadRate', 500),
    keepAlive: Math.ceil(read('keepAlive', hops > 0 ? 75 : 5) * 1000),
    fields: read('fields', 1000),
    headerSize: readSize('headerSize', 0),
    socketMessage: readSize('socketMessage', 1024 ** 2),
    socketQueue: readSize('socketQueue', 8 * 1024 ** 2),
    socketPing: Math.ceil(read('socketPing', 30) * 1000),
    subscriptionQueue: read('subscriptionQueue', 1000),
  }
}

type SizeName = 'headerSize' | 'minReadRate' | 'socketMessage' | 'socketQueue'
type CountName = Exclude<keyof LimitOptions, SizeName>

type Ranges = Readonly<
  Record<CountName, { most: number; isTime?: boolean }> & Record<SizeName, { least: number; most: number }>
>

// Node.js ignores headers after the first 2,000 without a word.
const ranges: Ranges = {
  url: { most: 1_000_000 },
  headers: { most: 1900 },
  headerSize: { least: 1024, most: 1024 ** 2 },
  headersTimeout: { most: 3600, isTime: true },
  checkInterval: { most: 3600, isTime: true },
  minReadRate: { least: 10, most: 1024 ** 2 },
  keepAlive: { most: 3600, isTime: true },
  fields: { most: 1_000_000 },
  socketMessage: { least: 1024, most: 1024 ** 3 },
  socketQueue: { least: 1024, most: 1024 ** 3 },
  socketPing: { most: 3600, isTime: true },
  subscriptionQueue: { most: 100_000 },
}
