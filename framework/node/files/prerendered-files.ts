// The list of prerendered files that the build hands to the server.
import type { PageTemplate } from '../../http/page-template.ts'
import type { HeaderPairs } from '../../http/response.ts'

/** What the server has to know about a prerendered file. */
export interface PrerenderedFile {
  /** The canonical paths that it answers. */
  readonly pathnames: readonly string[]
  readonly contentType: string
  /** The headers of the page, including the security headers. */
  readonly headers: HeaderPairs
  /** Of a page with personal parts: its holes. The server fills them for every visitor. */
  readonly template?: PageTemplate
  /** The hash of such a page, which must not change after the build. */
  readonly hash?: string
}

/** The content of `dist/server/prerendered.json`: files by their canonical path below `dist/client`. */
export type PrerenderedFiles = Readonly<Record<string, PrerenderedFile>>
