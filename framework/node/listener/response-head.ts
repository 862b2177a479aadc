// Writes the head of a response as text.
import { STATUS_CODES, type ServerResponse } from 'node:http'
import { toHeaderLine } from '../../http/header-line.ts'
import type { HeaderPairs } from '../../http/response.ts'
import { findOtherRuntime } from '../other-runtime.ts'

// The node:http of other runtimes keeps the head elsewhere, and would send none of these headers.
const isNode = findOtherRuntime() === undefined

/**
 * The properties that `writeHead` of Node.js sets as well. It checks and formats each header of each response, which takes
 * longer than the rest of a small response.
 */
interface HeadOwner {
  /** The whole head. `end` sends it together with the body. */
  _header: string | null
  readonly _keepAliveTimeout?: number
  /** Writes the head with the first text of the body. */
  _send(text: string, encoding: 'latin1' | 'utf8'): boolean
}

/**
 * Sets the head of a response, as `res.writeHead` does.
 *
 * @param length The `Content-Length`, if it is not among the headers
 * @returns `false` if only Node.js can write this head: then nothing was set
 */
export function setHead(res: ServerResponse, status: number, headers: HeaderPairs, length?: string): boolean {
  if (!isNode || !res.shouldKeepAlive || res.req.httpVersion !== '1.1') return false
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\n`
  for (const pair of headers) {
    const line = toHeaderLine(pair)
    if (line === undefined) return false
    head += line
  }
  if (length !== undefined) head += `content-length: ${length}\r\n`
  const owner = res as unknown as HeadOwner
  const seconds = Math.floor((owner._keepAliveTimeout ?? 0) / 1000)
  res.statusCode = status
  owner._header = `${head}${formatDate(Date.now())}Connection: keep-alive\r\n${seconds > 0 ? `Keep-Alive: timeout=${seconds}\r\n` : ''}\r\n`
  return true
}

/**
 * Ends a response whose head `setHead` has set, with a text that is not empty.
 *
 * `end(text)` of Node.js 20 and 22 writes the head with the text and an empty piece after it, in two buffers. This writes one.
 *
 * @param size The size of the text in UTF-8, in bytes
 */
export function endWithText(res: ServerResponse, text: string, size: number): void {
  const owner = res as unknown as HeadOwner
  // Text of as many bytes as characters is ASCII, the same in both encodings, and Latin-1 is only copied.
  owner._send(text, size === text.length ? 'latin1' : 'utf8')
  res.end()
}

let knownSecond = 0
let knownDate = ''

/** The date has a resolution of one second (RFC 9110, section 5.6.7). */
function formatDate(time: number): string {
  const second = Math.floor(time / 1000)
  if (second !== knownSecond) knownDate = `Date: ${new Date(time).toUTCString()}\r\n`
  knownSecond = second
  return knownDate
}
