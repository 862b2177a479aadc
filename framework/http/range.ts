// Requests for a part of a file (RFC 9110, section 14).
import { parseHttpDate } from './etag.ts'

export interface ByteRange {
  /** The first byte, from 0. */
  readonly start: number
  /** The last byte, included. */
  readonly end: number
}

/**
 * Parses a `Range` header of one range.
 *
 * @param size The length of the whole in bytes
 * @returns `undefined` when the whole is the answer: no header, another unit, a malformed range, or several ranges, whose
 * sum could be many times the file; `'unsatisfiable'` when 416 is
 */
export function parseRange(header: string | null, size: number): ByteRange | 'unsatisfiable' | undefined {
  if (header === null) return undefined
  const [, first, last] = /^bytes=[ \t]*(\d{0,30})-(\d{0,30})$/i.exec(header) ?? []
  if (first === undefined || last === undefined) return undefined

  if (first === '') {
    if (last === '') return undefined
    const length = Math.min(Number(last), size)
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 }
  }
  const start = Number(first)
  if (last !== '' && Number(last) < start) return undefined
  if (start >= size) return 'unsatisfiable'
  return { start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) }
}

/**
 * Tells whether a part still belongs to what the client has, or whether it must get the whole (section 13.1.5).
 *
 * @param etag The current entity tag with its quotes
 * @param modified When the representation changed last (milliseconds since 1970)
 */
export function isRangeCurrent(
  ifRange: string | null,
  etag: string | undefined,
  modified: number | undefined,
): boolean {
  if (ifRange === null) return true
  // Two versions with one weak tag may differ in bytes, and parts of them must not be put together.
  if (ifRange.startsWith('"')) return ifRange === etag
  const date = parseHttpDate(ifRange)
  return date !== undefined && modified !== undefined && Math.floor(modified / 1000) * 1000 === date
}
