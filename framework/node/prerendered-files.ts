// The files that the build has made of pages, as it tells the server.
import type { HeaderPairs } from '../http/response.ts'

/** What the server has to know of a file that was a page. */
export interface PrerenderedFile {
  /** The canonical paths that it answers. */
  readonly pathnames: readonly string[]
  readonly contentType: string
  /** The headers of the page, those for security included. */
  readonly headers: HeaderPairs
}

/** What `dist/server/prerendered.json` holds: the files by their canonical path below `dist/client`. */
export type PrerenderedFiles = Readonly<Record<string, PrerenderedFile>>
