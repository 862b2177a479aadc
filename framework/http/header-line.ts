// Formats headers for the wire. Headers that many responses share are checked and formatted only once.
import type { HeaderPair, HeaderPairs } from './response.ts'

const sharedLine: unique symbol = Symbol('sharedLine')
type SharedPair = HeaderPair & { [sharedLine]?: string }

const token = /^[\w!#$%&'*+.^`|~-]+$/
// Everything but tab, printable ASCII and the upper half of Latin-1 (RFC 9110, section 5.5).
const unsendable = /[^\t -~\u0080-\u00ff]/

/** Headers that decide whether a connection stays open, and the date: only the server itself writes these. */
const connectionHeaders: ReadonlySet<string> = new Set([
  'connection',
  'date',
  'expect',
  'keep-alive',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/**
 * Formats headers that many responses share, so that a server need not do it again for each of them.
 *
 * @param headers Pairs that do not change any more
 * @returns The same list
 */
export function shareHeaders(headers: HeaderPairs): HeaderPairs {
  for (const pair of headers as SharedPair[]) {
    const line = formatLine(pair)
    if (line !== undefined) pair[sharedLine] = line
  }
  return headers
}

/**
 * Formats a header as a line.
 *
 * @returns `undefined` for a header that cannot be sent, or that only the server itself may write
 */
export function toHeaderLine(pair: HeaderPair): string | undefined {
  return (pair as SharedPair)[sharedLine] ?? formatLine(pair)
}

function formatLine(pair: HeaderPair): string | undefined {
  const [name, value] = pair
  if (connectionHeaders.has(name.toLowerCase()) || findUnsendable([pair])) return undefined
  return `${name}: ${value}\r\n`
}

/**
 * Finds a header that cannot be sent.
 *
 * @returns A sentence and what to do, or `undefined`
 */
export function findUnsendable(headers: HeaderPairs): string | undefined {
  for (const [name, value] of headers) {
    if (!token.test(name))
      return `${JSON.stringify(name)} is not a valid header name. Use letters, digits and hyphens.`
    if (unsendable.test(value)) {
      return `the header ${name} has a line break or a character beyond Latin-1. Encode the value, for example with encodeURIComponent().`
    }
  }
  return undefined
}
