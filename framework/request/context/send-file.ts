// Implements ctx.sendFile(): answers with a file on the server, whole or in part.
import { assertOptions } from '../../http/assert-options.ts'
import { assertText } from '../../http/assert-text.ts'
import { formatAttachment } from '../../http/attachment.ts'
import { contentTypeOf } from '../../http/content-type.ts'
import { createFileTag } from '../../http/etag.ts'
import { type FileContent, createFileResponder } from '../../http/file-response.ts'
import { HttpError } from '../../http/http-error.ts'
import { findUnsendable } from '../../http/header-line.ts'
import type { HeaderPairs } from '../../http/response.ts'
import type { RequestState } from './request-state.ts'

/** The options of `ctx.sendFile()`. */
export interface SendFileOptions {
  /** Makes the browser save the file, under its own name (`true`) or the given one (default: the browser shows it). */
  download?: string | boolean
  /** The media type (default: by the extension of the path, or of the download name). */
  type?: string
  /** An absolute folder; the path is relative to it and cannot leave it. */
  root?: string
  /** How long browsers may use the file without revalidating, in seconds (default: 0). */
  maxAge?: number
}

const optionNames = { download: true, type: true, root: true, maxAge: true } satisfies Record<
  keyof SendFileOptions,
  true
>

/**
 * Answers with a file.
 *
 * @param path An absolute path, or with `root` a relative path, which may come from a visitor
 * @returns A response with status 200, 206, 304, 412 or 416
 * @throws HttpError 404 if there is no regular file with that path; Error for a relative path without `root`
 */
export async function sendFile(
  state: RequestState,
  path: string,
  options: SendFileOptions = {},
): Promise<Response> {
  assertText(
    'ctx.sendFile(): the path',
    path,
    'Pass an absolute path, such as fileURLToPath(url) for a file: URL.',
  )
  assertOptions('ctx.sendFile()', options, optionNames)
  const { download, root, maxAge } = options
  if (!state.site.manifest.findFile) throw new Error('ctx.sendFile(): this server cannot send files.')
  const headers: HeaderPairs = []
  if (download) {
    const name = download === true ? nameOf(path) : download
    headers.push(['content-disposition', formatAttachment(name)])
  }
  const type = options.type ?? findType(path, download)
  const problem = findUnsendable([['content-type', type]])
  if (problem) throw new Error(`ctx.sendFile('${path}'): ${problem}`)
  if (canRunScripts.test(type) && !isSet(state, 'content-security-policy')) {
    headers.push(['content-security-policy', 'sandbox'])
  }
  const found = await state.site.manifest.findFile(path, root)
  if (!found) throw new HttpError(404, 'There is no such file.')

  const { size, modified, read } = found
  const respond = createFileResponder({
    size,
    modified,
    etag: createFileTag(size, modified),
    contentType: type,
    ...toCaching(state, maxAge),
    headers,
    read,
  })
  const { method, headers: requested } = state.body.request
  // Conditions and ranges apply to GET and HEAD only.
  return method === 'GET' || method === 'HEAD' ? respond(method, requested) : respond('GET', new Headers())
}

function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}

function findType(path: string, download: string | boolean | undefined): string {
  const name = nameOf(path)
  return contentTypeOf(typeof download === 'string' && !name.includes('.') ? download : name)
}

// Scripts in an uploaded document would run on this origin, with the rights of the site's pages.
const canRunScripts = /^\s*(text\/html|[\w.+-]+\/([\w.-]+\+)?xml)\s*(;|$)/i

/** Tells whether the site's code or the route's `config.headers` set a header. */
function isSet({ plan, reply }: RequestState, name: string): boolean {
  return plan.settings.headers.has(name) || reply.headers?.has(name) === true
}

function toCaching(
  state: RequestState,
  maxAge: number | undefined,
): Pick<FileContent, 'cacheControl' | 'personalCacheControl'> {
  if (isSet(state, 'cache-control')) return { cacheControl: undefined }
  if (maxAge === undefined) {
    return { cacheControl: 'private, no-cache', personalCacheControl: 'private, no-store' }
  }
  if (!Number.isSafeInteger(maxAge) || maxAge < 0) {
    throw new Error(`ctx.sendFile(): maxAge is ${maxAge}. Use a whole number of seconds.`)
  }
  return { cacheControl: `public, max-age=${maxAge}`, personalCacheControl: `private, max-age=${maxAge}` }
}
