// Decides which network addresses count as one visitor.

/**
 * Gives the block that an address belongs to: the address itself, or its /64 for IPv6, which usually belongs to one visitor.
 *
 * @param address As the connection or a trusted proxy reports it
 */
export function toAddressBlock(address: string): string {
  const text = address.toLowerCase().replace(/%.*$/, '')
  if (!text.includes(':')) return text
  // An IPv4 connection to a dual-stack socket: ::ffff:192.0.2.1 (RFC 4291, section 2.5.5.2).
  const [, mapped] = /^(?:0{0,4}:){0,5}:?ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(text) ?? []
  if (mapped !== undefined) return mapped
  const [head = '', tail] = text.split('::')
  const groups = toGroups(head)
  if (tail !== undefined) {
    // The four digits of an IPv4 address at the end stand for two groups.
    const after = toGroups(tail)
    const missing = 8 - groups.length - after.length - (tail.includes('.') ? 1 : 0)
    for (let index = 0; index < missing; index++) groups.push('0')
    groups.push(...after)
  }
  const network = groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''))
  return `${network.join(':')}::/64`
}

function toGroups(text: string): string[] {
  return text === '' ? [] : text.split(':')
}
