// ctx.sendFile(): answers with a file of the server, whole or in part.
import formatDisposition from 'content-disposition'
import { contentTypeOf } from '../../http/content-type.ts'
import { toDisplayName } from '../../http/file-name.ts'
import { createFileResponder } from '../../http/file-response.ts'
import { HttpError } from '../../http/http-error.ts'
import { findUnsendable, type HeaderPairs } from '../../http/response.ts'
import type { Exchange } from './request-state.ts'

export interface SendFileOptions {
  /** Lets the browser save the file, under its own name (`true`) or another one (default: it is shown). */
  download?: string | boolean
  /** The media type (default: by the ending of the path, or of the name to save it under). */
  type?: string
  /** An absolute folder that the path is relative to, and that it never leaves. */
  root?: string
  /** How long browsers may use it without asking, in seconds (default: they ask every time). */
  maxAge?: number
}

/**
 * Answers with a file.
 *
 * @param path An absolute path of the site's own, or with `root` one that a visitor may have written
 * @returns 200, 206, 304, 412 or 416
 * @throws HttpError 404 when there is no such file, or it is no regular one; Error for a relative path without `root`
 */
export async function sendFile(
  exchange: Exchange,
  path: string,
  options: SendFileOptions = {},
): Promise<Response> {
  const { download, root, maxAge } = options
  if (!exchange.manifest.findFile) throw new Error('ctx.sendFile(): this server cannot send files.')
  const headers: HeaderPairs = []
  if (download) {
    const name = toDisplayName(download === true ? nameOf(path) : download)
    headers.push(['content-disposition', formatDisposition(name)])
  }
  const type = options.type ?? findType(path, download)
  const problem = findUnsendable([['content-type', type]])
  if (problem) throw new Error(`ctx.sendFile('${path}'): ${problem}`)
  if (canRunScripts.test(type) && !says(exchange, 'content-security-policy')) {
    headers.push(['content-security-policy', 'sandbox'])
  }
  const found = await exchange.manifest.findFile(path, root)
  if (!found) throw new HttpError(404, 'There is no such file.')

  const { size, modified, read } = found
  const respond = createFileResponder({
    size,
    modified,
    etag: `"${size.toString(36)}-${Math.floor(modified).toString(36)}"`,
    contentType: type,
    cacheControl: toCacheControl(exchange, maxAge),
    headers,
    read,
  })
  const { method, headers: asked } = exchange.request
  // What a form's answer is has nothing to do with conditions and parts.
  return method === 'GET' || method === 'HEAD' ? respond(method, asked) : respond('GET', new Headers())
}

function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}

function findType(path: string, download: string | boolean | undefined): string {
  const name = nameOf(path)
  return contentTypeOf(typeof download === 'string' && !name.includes('.') ? download : name)
}

// A document of a stranger that runs here could do whatever this site's own pages can.
const canRunScripts = /^\s*(text\/html|[\w.+-]+\/([\w.-]+\+)?xml)\s*(;|$)/i

/** Whether middleware or the route's settings speak for themselves. */
function says(exchange: Exchange, name: string): boolean {
  const ofRoute = Object.keys(exchange.routeHeaders ?? {}).some((other) => other.toLowerCase() === name)
  return ofRoute || exchange.headers?.has(name) === true
}

function toCacheControl(exchange: Exchange, maxAge: number | undefined): string | undefined {
  if (says(exchange, 'cache-control')) return undefined
  if (maxAge !== undefined && (!Number.isSafeInteger(maxAge) || maxAge < 0)) {
    throw new Error(`ctx.sendFile(): maxAge is ${maxAge}. Write a whole number of seconds.`)
  }
  // Middleware may touch the session after this.
  exchange.fileCaching =
    maxAge === undefined
      ? { shared: 'private, no-cache', personal: 'private, no-store' }
      : { shared: `public, max-age=${maxAge}`, personal: `private, max-age=${maxAge}` }
  return exchange.fileCaching.shared
}
