// Parses range requests, which ask for a part of a file (RFC 9110, section 14).
import { parseHttpDate } from './etag.ts'

export interface ByteRange {
  /** The first byte, from 0. */
  readonly start: number
  /** The last byte, included. */
  readonly end: number
}

/**
 * Parses a `Range` header with one range.
 *
 * @param size The size of the whole file in bytes
 * @returns `undefined` when the response is the whole file: no header, another unit, a malformed range, or several ranges,
 * which together could be many times the file; `'unsatisfiable'` when the response is 416
 */
export function parseRange(header: string | null, size: number): ByteRange | 'unsatisfiable' | undefined {
  const match = header?.match(/^bytes=[ \t]*(\d{0,30})-(\d{0,30})$/i)
  if (!match) return undefined

  const [, first, last] = match
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
 * Tells whether a part still matches what the client has; otherwise it must get the whole file (section 13.1.5).
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
  // Two versions with the same weak tag may differ in bytes, so their parts must not be combined.
  if (ifRange.startsWith('"')) return ifRange === etag
  // NaN, for a file whose time is unknown, equals no date.
  return Math.floor((modified ?? Number.NaN) / 1000) * 1000 === parseHttpDate(ifRange)
}
