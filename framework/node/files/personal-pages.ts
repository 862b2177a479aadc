// Finds the prerendered pages that have personal parts: the server fills them, so they are not static files.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StoredResponse } from '../../cache/cache-store.ts'
import { parsePathname } from '../../http/canonical-url.ts'
import { withoutSlash } from '../../request/caching/prerendered-paths.ts'
import type { PrerenderedFile, PrerenderedFiles } from './prerendered-files.ts'

/**
 * Lists the pages with personal parts, and reads them on their first request.
 *
 * @param folder The path of `dist/client`
 * @returns A function that finds a page by its canonical path without a trailing slash; `undefined` for other pages and
 *   for a file that has changed since the build, in which the places of the parts are not known
 */
export function listPersonalPages(
  pages: PrerenderedFiles,
  folder: string,
): (pathname: string) => StoredResponse | undefined {
  const found = new Map<string, () => StoredResponse | undefined>()
  for (const [path, page] of Object.entries(pages)) {
    if (!page.template) continue
    let stored: StoredResponse | undefined
    let isRead = false
    const read = (): StoredResponse | undefined => {
      if (!isRead) stored = readPage(join(folder, ...parsePathname(path).segments), page)
      isRead = true
      return stored
    }
    for (const pathname of page.pathnames) found.set(withoutSlash(pathname), read)
  }
  return (pathname) => found.get(pathname)?.()
}

/** Hashes the content of a page, to notice that its file has changed. */
export function hashContent(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('base64url')
}

function readPage(path: string, page: PrerenderedFile): StoredResponse | undefined {
  const content = readFileSync(path)
  const hash = hashContent(content)
  if (hash !== page.hash) return undefined
  return {
    kind: 'page',
    headers: [['content-type', page.contentType]],
    body: content.toString('utf8'),
    isResponse: false,
    changes: page.template?.changes ?? [],
    vary: [],
    etag: hash,
    madeAt: 0,
    ...(page.template && { template: page.template }),
  }
}
