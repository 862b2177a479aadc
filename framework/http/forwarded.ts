// Reads `X-Forwarded-*` headers, as far as the proxies that write them are trusted.
import { parseHost } from './host.ts'

type Readable = Pick<Headers, 'get'>

/**
 * Finds the visitor's address behind trusted proxies.
 *
 * Every proxy appends the address of its client, so the entry of the outermost trusted proxy is the last one that a
 * visitor cannot forge.
 *
 * @param peer The address at the other end of the connection
 * @param hops How many trusted proxies are in front of this server
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
 * @param hops How many trusted proxies are in front of this server
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
  // Only the end of the list is trustworthy, so cut it: a client chooses its length.
  const entries = header?.slice(-2000).split(',')
  return entries?.[Math.max(0, entries.length - hops)]?.trim()
}
