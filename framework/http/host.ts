// The `Host` header: whom the visitor wanted to talk to.

export interface Host {
  /** In lower case, an IPv6 address in brackets, a final dot as it was sent. */
  readonly hostname: string
  readonly port?: number
}

/**
 * Parses a `Host` header strictly (RFC 9110, section 7.2): whatever passes can stand in a URL.
 *
 * @returns `undefined` for anything but one name or address with at most one port from 1 to 65535
 */
export function parseHost(header: string | undefined): Host | undefined {
  // 253 for a name, its final dot, and `:65535`.
  if (header === undefined || header.length > 260) return undefined

  const [, name, digits] = hostAndPort.exec(header) ?? []
  const hostname = name === undefined ? undefined : toHostname(name.toLowerCase())
  if (hostname === undefined) return undefined
  if (digits === undefined) return { hostname }
  const port = Number(digits)
  return port >= 1 && port <= 65535 ? { hostname, port } : undefined
}

const hostAndPort = /^([\w.-]+|\[[\da-f:.]+\])(?::(\d{1,5}))?$/i

function toHostname(name: string): string | undefined {
  if (name.startsWith('.') || name.includes('..')) return undefined
  if (!needsUrlParser.test(name)) return name
  if (!URL.canParse(`http://${name}`)) return undefined
  const hostname = new URL(`http://${name}`).hostname
  // "127.1" and "0x7f.1" are 127.0.0.1 in disguise: an address has one spelling.
  return name.startsWith('[') || hostname === name || `${hostname}.` === name ? hostname : undefined
}

// IPv6, a last label that starts with a digit ("1.2.3.999"), or punycode: the URL parser reads these and throws when it
// cannot, so ask it in time.
const needsUrlParser = /^\[|(?:^|\.)\d[\da-fx]*\.?$|xn--/

/**
 * Tells whether this site answers for a host name.
 *
 * @param hostname As `parseHost` gives it
 * @param allowedHosts Host names, whose ports are ignored; `.example.org` stands for every name below `example.org`, but
 * not for itself
 */
export function isAllowedHost(hostname: string, allowedHosts: readonly string[]): boolean {
  if (allowedHosts.includes(hostname)) return true

  const wanted = toComparable(hostname)
  return allowedHosts.some((entry) => {
    const allowed = toComparable(entry)
    return allowed.startsWith('.') ? wanted.endsWith(allowed) : wanted === allowed
  })
}

function toComparable(host: string): string {
  const name = host.trim().toLowerCase()
  const isAddress = name.startsWith('[') || name.indexOf(':') !== name.lastIndexOf(':')
  if (!isAddress) return name.replace(/:\d+$/, '').replace(/\.$/, '')
  const address = name.startsWith('[') ? name.slice(0, name.indexOf(']') + 1) : `[${name}]`
  return toHostname(address) ?? address
}
