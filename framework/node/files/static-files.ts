// Serves the files that visitors may download. They are listed at the start, so that no request can reach any other.
import { createHash } from 'node:crypto'
import { lstatSync, readFileSync, type Stats } from 'node:fs'
import { parsePathname } from '../../http/canonical-url.ts'
import { contentTypeOf } from '../../http/content-type.ts'
import { createFileTag } from '../../http/etag.ts'
import { createFileResponder, type FileResponder } from '../../http/file-response.ts'
import { preferredEncoding } from '../../http/negotiate.ts'
import type { HeaderPairs } from '../../http/response.ts'
import type { StaticFiles } from '../../request/pipeline/manifest.ts'
import { isOutOfFiles } from '../out-of-files.ts'
import { streamFile } from './file-stream.ts'
import type { PrerenderedFile, PrerenderedFiles } from './prerendered-files.ts'
import { findPublicFiles } from './public-files.ts'

export interface StaticFilesOptions {
  /** The prefix of every path, such as `/app/` (default: /). */
  base?: string | undefined
  /** The prefix of files whose names contain a hash, such as `/app/assets/`: browsers may cache them for a year. */
  immutable?: string | undefined
  /** Headers of every response, such as the security headers. */
  headers?: HeaderPairs | undefined
  /** Prerendered pages, by the path of their file: they are served at the URL of the page and with its headers. */
  pages?: PrerenderedFiles | undefined
  /**
   * Connects this folder with those of other releases, whose immutable files are served too, with the function that adds one:
   * while a new version replaces the old one, a page and its scripts may be requested from processes of different versions.
   */
  shareFiles?: ((folder: string, add: (folder: string) => Promise<void>) => Promise<void>) | undefined
}

/**
 * Lists the files of a folder and answers requests for them.
 *
 * `x.br` and `x.gz` beside `x` are its compressed forms. `respond` takes the canonical path, still percent-encoded: an
 * encoded slash in it never separates folders.
 *
 * @param folder Its path; a missing folder has no files
 */
export async function openStaticFiles(
  folder: string,
  options: StaticFilesOptions = {},
): Promise<StaticFiles> {
  const { base = '/', immutable, headers = [], pages = {}, shareFiles } = options
  const prefix = parsePathname(base).pathname.replace(/\/$/, '')
  const store: Store = { headers, freeBytes: 64 * 1024 * 1024 }
  const found = await findPublicFiles(folder)
  const files = new Map<string, StaticFile>()
  for (const [pathname, path] of found) {
    if (isCompressedForm(pathname, found)) continue
    const page = pages[pathname]
    if (page) {
      // The server fills its personal parts.
      if (page.template) continue
      const file = describePage(page, describeFile(pathname, path, found, false))
      for (const url of page.pathnames) files.set(url, file)
      continue
    }
    const url = prefix + pathname
    files.set(url, describeFile(pathname, path, found, isImmutable(url)))
  }
  await shareFiles?.(folder, addRelease)

  return {
    respond(request, pathname) {
      const file = files.get(pathname)
      // Most requests are for a route, so their headers are not looked at before this.
      const { method } = request
      if (!file || (method !== 'GET' && method !== 'HEAD')) return undefined
      const { headers } = request
      const coding = preferredEncoding(headers.get('accept-encoding'), file.codings)
      try {
        const form = (coding && readForm(file, coding, store)) || readForm(file, plain, store)
        return form?.respond(method, headers)
      } catch (error) {
        if (!isOutOfFiles(error)) throw error
        return new Response(busy, {
          status: 503,
          headers: [...store.headers, ...tryLater],
        })
      }
    },
  }

  function isImmutable(url: string): boolean {
    return immutable !== undefined && url.startsWith(immutable)
  }

  async function addRelease(other: string): Promise<void> {
    try {
      const added = await findPublicFiles(other)
      for (const [pathname, path] of added) {
        const url = prefix + pathname
        if (!isImmutable(url) || found.has(pathname) || isCompressedForm(pathname, added)) continue
        // The release that comes last wins: the folders of older ones may be deleted.
        if (files.get(url)?.paths.get(plain) === path) continue
        files.set(url, describeFile(pathname, path, added, true))
      }
    } catch {
      // This release is complete without the files of another one, whose folder may be unreadable.
    }
  }
}

const busy = '503 Service Unavailable\n'

const tryLater: HeaderPairs = [
  ['content-length', String(busy.length)],
  ['content-type', 'text/plain; charset=utf-8'],
  ['cache-control', 'no-store'],
  ['retry-after', '1'],
]

interface Store {
  readonly headers: HeaderPairs
  /** How many more bytes of files may be held in memory. */
  freeBytes: number
}

interface StaticFile {
  readonly contentType: string
  readonly cacheControl: string
  /** The file's own headers, which replace those of every file. */
  readonly headers?: HeaderPairs
  readonly codings: readonly string[]
  /** The path of each form, by coding. */
  readonly paths: ReadonlyMap<string, string>
  /** The forms that have been requested, by coding. */
  readonly forms: Map<string, Form>
}

interface Form {
  readonly size: number
  readonly modified: number
  /** Whether the content is in memory, so that the disk is not read again. */
  readonly isInMemory: boolean
  readonly respond: FileResponder
}

const plain = 'identity'
const endings: ReadonlyMap<string, string> = new Map([
  ['br', '.br'],
  ['gzip', '.gz'],
])

function isCompressedForm(pathname: string, found: ReadonlyMap<string, string>): boolean {
  return [...endings.values()].some(
    (end) => pathname.endsWith(end) && found.has(pathname.slice(0, -end.length)),
  )
}

function describeFile(
  pathname: string,
  path: string,
  found: ReadonlyMap<string, string>,
  isImmutable: boolean,
): StaticFile {
  const paths = new Map([[plain, path]])
  for (const [coding, ending] of endings) {
    const compressed = found.get(pathname + ending)
    if (compressed !== undefined) paths.set(coding, compressed)
  }
  return {
    contentType: contentTypeOf(path),
    cacheControl: isImmutable ? 'public, max-age=31536000, immutable' : 'public, max-age=0, must-revalidate',
    codings: [...paths.keys()].filter((coding) => coding !== plain),
    paths,
    forms: new Map(),
  }
}

/** Describes the file of a prerendered page, whose own headers win over those of files. */
function describePage({ contentType, headers }: PrerenderedFile, file: StaticFile): StaticFile {
  const own = headers.find(([name]) => name === 'cache-control')?.[1]
  return {
    ...file,
    contentType,
    cacheControl: own ?? file.cacheControl,
    headers: headers.filter(([name]) => name !== 'cache-control'),
  }
}

/** Reads a form of a file on its first request, and again when a large file has changed. */
function readForm(file: StaticFile, coding: string, store: Store): Form | undefined {
  const known = file.forms.get(coding)
  if (known?.isInMemory) return known

  const path = file.paths.get(coding)
  // Do not use `stat`: a link that has replaced the file could point anywhere.
  const stats = path === undefined ? undefined : lstatSync(path, { throwIfNoEntry: false })
  if (path === undefined || !stats?.isFile()) return undefined
  if (known && known.size === stats.size && known.modified === stats.mtimeMs) return known

  const form = createForm(file, coding, path, stats, store)
  file.forms.set(coding, form)
  return form
}

function createForm(file: StaticFile, coding: string, path: string, stats: Stats, store: Store): Form {
  const { size, mtimeMs: modified } = stats
  const isInMemory = size <= Math.min(256 * 1024, store.freeBytes)
  const bytes = isInMemory ? readFileSync(path) : undefined
  store.freeBytes -= bytes?.byteLength ?? 0
  const vary: HeaderPairs = file.codings.length > 0 ? [['vary', 'Accept-Encoding']] : []
  const respond = createFileResponder({
    size: bytes?.byteLength ?? size,
    modified,
    // The hash is the same on all servers behind a load balancer; for large files, size and time must do.
    etag: bytes ? `"${hash(bytes)}"` : createFileTag(size, modified, coding),
    contentType: file.contentType,
    cacheControl: file.cacheControl,
    encoding: coding === plain ? undefined : coding,
    headers: [...vary, ...(file.headers ?? store.headers)],
    read: (start, end) => bytes?.subarray(start, end + 1) ?? streamFile(path, start, end, modified),
  })
  return { size, modified, isInMemory, respond }
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
}
