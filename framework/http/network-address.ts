// Parses network addresses, as sockets and proxies write them, into one form.

/**
 * Parses an IPv4 or IPv6 address, with or without a port.
 *
 * Accepts `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1` and `[2001:db8::1]:80`. The port may be a name, as in RFC 7239, section
 * 6.3. Without brackets, everything after a colon of an IPv6 address belongs to the address.
 *
 * @returns The address without port, brackets and zone: IPv6 as in RFC 5952, and IPv4 also for an IPv4-mapped IPv6 address.
 * `undefined` for anything else, such as a name or `unknown`
 */
export function parseAddress(text: string): string | undefined {
  const ipv4 = ipv4Form.exec(text)?.[1]
  if (ipv4 !== undefined) return ipv4
  const match = ipv6Form.exec(text)
  if (!match) return undefined
  const url = `http://[${match[1] ?? match[2]}]`
  if (!URL.canParse(url)) return undefined
  const address = new URL(url).hostname.slice(1, -1)
  const mapped = mappedForm.exec(address)
  return mapped ? toIpv4(mapped.slice(1)) : address
}

// Without leading zeros, which some programs read as octal.
const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const port = '(?::(?:\\d{1,5}|_[\\w.-]{1,100}))?'
// A dual-stack socket reports an IPv4 connection as ::ffff:192.0.2.1 (RFC 4291, section 2.5.5.2).
const ipv4Form = new RegExp(`^(?:::ffff:)?(${octet}(?:\\.${octet}){3})${port}$`, 'i')
const ipv6Form = new RegExp(
  `^(?:\\[([\\da-f:.]{2,45})(?:%[^\\]]{1,100})?\\]${port}|([\\da-f:.]{2,45})(?:%.{1,100})?)$`,
  'i',
)
const mappedForm = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/

function toIpv4(groups: readonly string[]): string {
  const numbers = groups.map((group) => Number.parseInt(group, 16))
  return numbers.flatMap((number) => [number >> 8, number & 255]).join('.')
}
