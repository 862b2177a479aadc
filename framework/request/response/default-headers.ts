// Lists the default headers of every response, which `_server.ts`, the route and the response may override.
import { shareHeaders } from '../../http/header-line.ts'
import type { HeaderPairs } from '../../http/response.ts'

const defaultHeaders: HeaderPairs = [
  ['x-content-type-options', 'nosniff'],
  ['referrer-policy', 'strict-origin-when-cross-origin'],
  ['x-frame-options', 'SAMEORIGIN'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
]

/**
 * Lists the default headers of a site.
 *
 * @param changes The `securityHeaders` of `_server.ts`: values by name, or `false` to remove a header
 */
export function createDefaultHeaders(changes: Readonly<Record<string, string | false>> = {}): HeaderPairs {
  const headers = new Map<string, string>(defaultHeaders)
  for (const [name, value] of Object.entries(changes)) {
    if (value === false) headers.delete(name.toLowerCase())
    else headers.set(name.toLowerCase(), value)
  }
  return shareHeaders([...headers])
}
