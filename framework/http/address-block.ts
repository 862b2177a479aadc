// Decides which network addresses count as one visitor.
import { parseAddress } from './network-address.ts'

/**
 * Gives the block that an address belongs to: the address itself, or its /64 for IPv6, which usually belongs to one visitor.
 *
 * @param address As the connection or a trusted proxy reports it
 */
export function toAddressBlock(address: string): string {
  const text = parseAddress(address) ?? address
  if (!text.includes(':')) return text
  const [head, tail] = text.split('::')
  const groups = toGroups(head!)
  if (tail !== undefined) {
    const after = toGroups(tail)
    for (let missing = 8 - groups.length - after.length; missing > 0; missing--) groups.push('0')
    groups.push(...after)
  }
  return `${groups.slice(0, 4).join(':')}::/64`
}

function toGroups(text: string): string[] {
  return text === '' ? [] : text.split(':')
}
