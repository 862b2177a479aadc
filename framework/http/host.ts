// Parses the `Host` header and checks it against the allowed hosts.

export interface Host {
  /** In lower case, an IPv6 address in brackets, a final dot as it was sent. */
  readonly hostname: string
  readonly port?: number
}

/**
 * Parses a `Host` header strictly (RFC 9110, section 7.2): the result is always valid in a URL.
 *
 * @returns `undefined` for anything but one name or address with at most one port from 1 to 65535
 */
export function parseHost(header: string | undefined): Host | undefined {
  // 253 for a name, its final dot, and `:65535`.
  if (header === undefined || header.length > 260) return undefined

  const match = hostAndPort.exec(header)
  if (!match) return undefined
  const [, name, digits] = match
  const hostname = toHostname(name!.toLowerCase())
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
  // "127.1" and "0x7f.1" are other spellings of 127.0.0.1: accept only the canonical one.
  return name.startsWith('[') || hostname === name || `${hostname}.` === name ? hostname : undefined
}

// IPv6, a last label that starts with a digit ("1.2.3.999"), or punycode: the URL parser interprets these and throws for
// invalid ones, so check them before a URL is built.
const needsUrlParser = /^\[|(?:^|\.)\d[\da-fx]*\.?$|xn--/

/**
 * Tells whether a host name is among the allowed hosts.
 *
 * @param hostname As `parseHost` returns it
 * @param allowedHosts Host names, whose ports are ignored; `.example.org` allows every name below `example.org`, but not
 * `example.org` itself
 */
export function isAllowedHost(hostname: string, allowedHosts: readonly string[]): boolean {
  if (allowedHosts.includes(hostname)) return true

  const wanted = toComparable(hostname)
  return allowedHosts.some((entry) => {
    const allowed = toComparable(entry)
    return allowed.startsWith('.') ? wanted.endsWith(allowed) : wanted === allowed
  })
}

/** Finds what is wrong with an entry of a list of allowed hosts, which would never match: what is wrong, and what to do. */
export function findAllowedHostProblem(entry: unknown): string | undefined {
  if (typeof entry !== 'string')
    return `${String(entry)} is not text. Write host names, such as 'example.org'.`
  if (entry.includes('*'))
    return `"${entry}" has an asterisk. Write .example.org for all subdomains of example.org.`
  if (!/^[^\s/@]+$/.test(entry.trim())) {
    return `"${entry}" is not a host name. Write it without a scheme or a path, such as example.org.`
  }
  return undefined
}

function toComparable(host: string): string {
  const name = host.trim().toLowerCase()
  const isAddress = name.indexOf(':') !== name.lastIndexOf(':')
  if (!isAddress) return name.replace(/:\d+$/, '').replace(/\.$/, '')
  const address = name.startsWith('[') ? name.slice(0, name.indexOf(']') + 1) : `[${name}]`
  return toHostname(address) ?? address
}
