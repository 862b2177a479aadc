// Reads what trusted proxies say about a request: `X-Forwarded-*`, or `Forwarded` (RFC 7239).
import { parseHost } from './host.ts'
import { parseAddress } from './network-address.ts'

/** Which proxies to trust. */
export interface ProxyTrust {
  /** How many trusted proxies are in front of this server. */
  readonly hops: number
  /** Which header they write; `x-forwarded-for` stands for `X-Forwarded-Proto` and `X-Forwarded-Host` too (default). */
  readonly header?: 'x-forwarded-for' | 'forwarded'
}

type Readable = Pick<Headers, 'get'>

/**
 * Checks the setting `trustProxy`.
 *
 * @param setting The number of hops, or the whole setting
 * @throws Error for anything but 0 to 100 hops and a known header
 */
export function toProxyTrust(setting: number | ProxyTrust): ProxyTrust {
  const trust = typeof setting === 'number' ? { hops: setting } : setting
  const { hops, header = 'x-forwarded-for' }: Partial<ProxyTrust> = trust ?? {}
  const isKnown = header === 'x-forwarded-for' || header === 'forwarded'
  if (isKnown && Number.isInteger(hops) && hops! >= 0 && hops! <= 100) return trust
  throw new Error(
    `trustProxy is ${JSON.stringify(setting)}. Set the number of proxies, from 0 to 100, or { hops: 1, header: 'forwarded' }.`,
  )
}

/**
 * Finds the visitor's address behind trusted proxies.
 *
 * Every proxy appends the address of its client, so the entry of the outermost trusted proxy is the last one that a
 * visitor cannot forge. An entry that is not an address, such as `unknown`, counts as missing.
 *
 * @param peer The address at the other end of the connection
 * @returns The address in one form, without a port; the one of `peer` if the proxies report none
 */
export function forwardedAddress(
  headers: Readable,
  peer: string | undefined,
  trust: ProxyTrust,
): string | undefined {
  const reported = trust.hops > 0 ? parseAddress(readAddress(headers, trust) ?? '') : undefined
  return reported ?? (peer && (parseAddress(peer) ?? peer))
}

/**
 * Finds the public origin behind trusted proxies, in the one form in which browsers write it.
 *
 * @param origin The origin as this server sees it
 */
export function forwardedOrigin(
  request: { readonly headers: Readable },
  origin: string,
  trust: ProxyTrust,
): string {
  if (trust.hops === 0) return toCanonicalOrigin(origin)
  const [ownScheme, ownHost] = origin.split('://')
  const { proto, host } = readOrigin(request.headers, trust)
  const scheme = schemes.get(proto?.toLowerCase() ?? '') ?? ownScheme
  // A final dot, which a server without a proxy refuses, would make it another origin for browsers.
  const isKnown = parseHost(host)?.hostname.endsWith('.') === false
  return toCanonicalOrigin(`${scheme}://${isKnown ? host : ownHost}`)
}

/** Writes a host in lower case, as hosts are compared (RFC 9110, section 4.2.3), and leaves out the default port. */
function toCanonicalOrigin(origin: string): string {
  if (origin === knownOrigin) return origin
  if (!plainOrigin.test(origin)) return URL.canParse(origin) ? new URL(origin).origin : origin
  knownOrigin = origin
  return origin
}

// Nearly all requests name the same origin, so check it once.
let knownOrigin: string | undefined

// Nearly all origins are, so that no URL has to be parsed.
const plainOrigin = /^https?:\/\/[a-z\d_.-]+(?::(?!(?:80|443)$)[1-9]\d*)?$/

/** Some proxies report the scheme of the socket for WebSockets. */
const schemes: ReadonlyMap<string, string> = new Map([
  ['http', 'http'],
  ['https', 'https'],
  ['ws', 'http'],
  ['wss', 'https'],
])

function readAddress(headers: Readable, { hops, header }: ProxyTrust): string | undefined {
  return header === 'forwarded'
    ? parseForwarded(findEntry(headers.get('forwarded'), hops))?.get('for')
    : unquote(findEntry(headers.get('x-forwarded-for'), hops))
}

function readOrigin(
  headers: Readable,
  { hops, header }: ProxyTrust,
): { proto?: string | undefined; host?: string | undefined } {
  if (header === 'forwarded') {
    return Object.fromEntries(parseForwarded(findEntry(headers.get('forwarded'), hops)) ?? [])
  }
  const [proto, host] = ['x-forwarded-proto', 'x-forwarded-host'].map((name) =>
    findEntry(headers.get(name), hops),
  )
  return { proto, host }
}

/**
 * Finds the entry that the outermost trusted proxy has appended to a list.
 *
 * Searches from the end: the visitor chooses the beginning, so a quotation mark there must not change what follows. Empty
 * elements do not count (RFC 9110, section 5.6.1.2); they come from programs that join lists.
 */
function findEntry(list: string | null, hops: number): string | undefined {
  if (list === null) return undefined
  let end = list.length
  let left = hops
  let isQuoted = false
  let entry: string | undefined
  for (let index = end - 1; index >= -1 && left > 0; index--) {
    const character = list[index] ?? ','
    if (character === '"' && !isEscaped(list, index)) isQuoted = !isQuoted
    if (character !== ',' || (isQuoted && index >= 0)) continue
    const element = list.slice(index + 1, end).trim()
    end = index
    if (element === '') continue
    entry = element
    left--
  }
  return entry
}

function isEscaped(text: string, index: number): boolean {
  let start = index
  while (text[start - 1] === '\\') start--
  return (index - start) % 2 === 1
}

/**
 * Parses one element of `Forwarded` (RFC 7239, section 4).
 *
 * @returns The parameters by name in lower case; `undefined` if the element is malformed or repeats a parameter
 */
function parseForwarded(element: string | undefined): ReadonlyMap<string, string> | undefined {
  if (!element) return undefined
  const found = new Map<string, string>()
  for (const pair of element.matchAll(pairForm)) {
    const [whole, name, value] = pair
    const key = name!.toLowerCase()
    if (found.has(key)) return undefined
    found.set(key, unquote(value)!)
    if (pair.index + whole.length === element.length) return found
  }
  return undefined
}

// Sticky, so that nothing is skipped. Some proxies forget the quotation marks around a port or an IPv6 address.
const pairForm = /\s*([\w!#$%&'*+.^`|~-]+)=("(?:[^"\\]|\\.)*"|[^\s";]*)\s*(?:;|$)/gy

/** Reads a quoted string (RFC 9110, section 5.6.4); other text stays as it is. */
function unquote(text: string | undefined): string | undefined {
  if (!text?.startsWith('"') || !text.endsWith('"')) return text
  return text.slice(1, -1).replace(/\\(.)/g, '$1')
}
