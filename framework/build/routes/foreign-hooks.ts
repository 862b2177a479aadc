// Finds files of other frameworks that would run around every request there, and that nothing runs here.
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { normalizePath } from 'vite'
import type { SiteOptions } from '../options.ts'

/**
 * Finds `hooks.server.ts` of SvelteKit and `middleware.ts` of Next.js and Astro, by their names and what is in them.
 *
 * A guard in such a file protects nothing.
 *
 * @returns One message for each: what is wrong, and what to do
 */
export function findForeignHooks({
  root,
  routesFolder,
}: Pick<SiteOptions, 'root' | 'routesFolder'>): string[] {
  const routes = normalizePath(relative(root, routesFolder))
  const folders = new Set(['', 'src/', `${routes}/`])
  return [...folders].flatMap((folder) =>
    hooks.flatMap(({ name, content }) => {
      // As a route it has a warning of its own.
      if (name === 'middleware' && folder === `${routes}/`) return []
      const extension = ['ts', 'js'].find((candidate) =>
        content.test(tryRead(`${root}/${folder}${name}.${candidate}`)),
      )
      if (extension === undefined) return []
      return `${folder}${name}.${extension} never runs, because its name has no meaning here. Write routes/_middleware.${extension} with export default (ctx, next) => … for what runs around requests, and onError in routes/_server.${extension} for errors.`
    }),
  )
}

const ofMiddleware =
  /\bfrom\s+['"](next\/server|astro:middleware|astro\/middleware)['"]|\bexport\s+const\s+config\s*=\s*\{\s*matcher\b/

/** What such a file contains: without it, the name may be the site's choice. */
const hooks = [
  {
    name: 'hooks.server',
    content:
      /\bexport\s+(async\s+)?(const|let|function)\s+(handle|handleError|handleFetch|handleValidationError)\b/,
  },
  { name: 'middleware', content: ofMiddleware },
  // What Next.js 16 calls it.
  { name: 'proxy', content: ofMiddleware },
]

function tryRead(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // There is no such file in most sites.
    return ''
  }
}
