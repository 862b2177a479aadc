// What proxies in front say about the visitor, believed only as far as they are ours.
import { parseHost } from './host.ts'

type Readable = Pick<Headers, 'get'>

/**
 * Finds the visitor's address behind trusted proxies.
 *
 * Every proxy appends the address that it was called from, so the entry of the outermost trusted one is the last that
 * no visitor can have written.
 *
 * @param peer The address at the other end of the connection
 * @param hops How many proxies in front are ours
 */
export function forwardedAddress(
  headers: Readable,
  peer: string | undefined,
  hops: number,
): string | undefined {
  if (hops === 0) return peer
  const address = entryOfHop(headers.get('x-forwarded-for'), hops)
  return address && /^[\da-f.:]{2,45}$/i.test(address) ? address : peer
}

/**
 * Finds the public origin behind trusted proxies: `X-Forwarded-Proto` and `X-Forwarded-Host`.
 *
 * @param origin The origin as this server sees it
 * @param hops How many proxies in front are ours
 */
export function forwardedOrigin(headers: Readable, origin: string, hops: number): string {
  if (hops === 0) return origin
  const [ownScheme, ownHost] = origin.split('://')
  const scheme = entryOfHop(headers.get('x-forwarded-proto'), hops)?.toLowerCase()
  const host = entryOfHop(headers.get('x-forwarded-host'), hops)?.toLowerCase()
  const knownScheme = scheme === 'http' || scheme === 'https' ? scheme : ownScheme
  const knownHost = host !== undefined && parseHost(host) ? host : ownHost
  // Browsers leave the default port out of an origin.
  return `${knownScheme}://${knownHost}`.replace(knownScheme === 'https' ? /:443$/ : /:80$/, '')
}

function entryOfHop(header: string | null, hops: number): string | undefined {
  // Only the end of the list is ours to read, so its length does not matter.
  const entries = header?.slice(-2000).split(',')
  return entries?.[Math.max(0, entries.length - hops)]?.trim()
}
