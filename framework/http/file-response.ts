// Answers with a file: whole, in part, or not at all because the client has it.
import { isFresh, isPreconditionFailed } from './etag.ts'
import { isRangeCurrent, parseRange } from './range.ts'
import { shareHeaders } from './header-line.ts'
import { type HeaderPairs, toResponse } from './response.ts'

export interface FileContent {
  /** In bytes. */
  readonly size: number
  /** When it changed last (milliseconds since 1970). */
  readonly modified: number
  /** A strong entity tag with its quotes. */
  readonly etag: string
  readonly contentType: string
  /** `undefined` leaves it to middleware and the route's settings. */
  readonly cacheControl: string | undefined
  /** What `cacheControl` becomes when the response is for one visitor only. */
  readonly personalCacheControl?: string | undefined
  /** The coding of a compressed form. */
  readonly encoding?: string | undefined
  /** More headers for every answer. */
  readonly headers?: HeaderPairs | undefined
  /** Gives a part of the content; called once for each response that has one. */
  read(start: number, end: number): BodyInit
}

const sniffing = 'x-content-type-options'

/** Answers a GET or HEAD request for one file. */
export type FileResponder = (method: string, headers: Pick<Headers, 'get'>) => Response

/**
 * Makes the function that answers for a file, with all its headers ready.
 *
 * Preconditions are judged in the order of RFC 9110, section 13.2.2. One range is honoured, several give the whole file.
 */
export function createFileResponder(content: FileContent): FileResponder {
  const { size, modified, etag, personalCacheControl, headers: extra = [] } = content
  const refusal: HeaderPairs = [['cache-control', 'no-store'], ['content-length', '0'], ...extra]
  // 304 repeats what a cache needs to know (section 15.4.5), and nothing else.
  const caching: HeaderPairs = content.cacheControl ? [['cache-control', content.cacheControl]] : []
  const fresh = shareHeaders([['etag', etag], ...caching, ...extra])
  const part: HeaderPairs = [
    ['content-type', content.contentType],
    ...(content.encoding ? [['content-encoding', content.encoding] as [string, string]] : []),
    ['last-modified', new Date(modified).toUTCString()],
    ['accept-ranges', 'bytes'],
    ...(extra.some(([name]) => name === sniffing) ? [] : [[sniffing, 'nosniff'] as [string, string]]),
    ...fresh,
  ]
  const whole = shareHeaders([...part, ['content-length', String(size)]])

  return (method, headers) => {
    if (isPreconditionFailed(headers, etag, modified)) return respond(412, refusal, null)
    if (isFresh(headers, etag, modified)) return respond(304, fresh, null)
    // Ranges are for GET alone (section 14.2).
    if (method === 'HEAD') return respond(200, whole, null)

    const wanted = headers.get('range')
    const isPart = wanted !== null && isRangeCurrent(headers.get('if-range'), etag, modified)
    const range = isPart ? parseRange(wanted, size) : undefined
    if (!range) return respond(200, whole, content.read(0, size - 1))
    if (range === 'unsatisfiable') {
      return respond(416, [['content-range', `bytes */${size}`], ...refusal], null)
    }
    const bounds: HeaderPairs = [
      ['content-range', `bytes ${range.start}-${range.end}/${size}`],
      ['content-length', String(range.end - range.start + 1)],
    ]
    return respond(206, [...part, ...bounds], content.read(range.start, range.end))
  }

  function respond(status: number, headers: HeaderPairs, body: BodyInit | null): Response {
    return toResponse({ kind: 'file', status, headers, body, personalCacheControl })
  }
}
