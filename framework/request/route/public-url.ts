// Defines publicUrl(), which formats URLs of the files in public/.
import { readSiteBase } from './site-href.ts'

/**
 * Formats the URL of a file in `public/`, including the site's base: `publicUrl('/favicon.svg')`.
 *
 * Imported images, fonts and styles need no such URL: their import is one.
 *
 * @param path The path of the file below `public/`, starting with a slash; a query and a hash may follow
 * @throws TypeError for anything else, such as a relative path or another origin
 */
export function publicUrl(path: string): string {
  // "//elsewhere.example" and "/\elsewhere.example" start with a slash, too.
  const isPath = path.startsWith('/') && URL.canParse(path, anyOrigin)
  const url = isPath ? new URL(path, anyOrigin) : undefined
  if (url?.origin !== anyOrigin) {
    throw new TypeError(
      `publicUrl(): ${JSON.stringify(path)} is not a path in public/. Start it with a slash, such as /favicon.svg.`,
    )
  }
  return readSiteBase() + url.pathname.slice(1) + url.search + url.hash
}

const anyOrigin = 'http://public.invalid'
