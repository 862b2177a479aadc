// Explains a site without routes: there is no folder for them, or they are in a folder that another framework uses.
import { existsSync, readdirSync } from 'node:fs'
import { relative } from 'node:path'
import { normalizePath } from 'vite'
import type { RouteFile } from '../../routing/route-file.ts'
import type { SiteOptions } from '../options.ts'

/** What is wrong with the routes of a site as a whole. */
export interface MissingRoutes {
  /** Whether there is not even a folder. */
  readonly isFolderMissing: boolean
  /** What is wrong, and what to do. */
  readonly message: string
}

/**
 * Explains why a site has no routes.
 *
 * @param files The route files of the last scan
 * @returns `undefined` for a site with a route, or with middleware that may answer instead
 */
export function explainMissingRoutes(
  { root, routesFolder }: Pick<SiteOptions, 'root' | 'routesFolder'>,
  files: readonly RouteFile[],
): MissingRoutes | undefined {
  if (files.some(({ kind }) => mayAnswer.has(kind))) return undefined
  const shown = normalizePath(relative(root, routesFolder))
  const isFolderMissing = !existsSync(routesFolder)
  const other = otherFolders.find((folder) => folder !== shown && hasSources(`${root}/${folder}`))
  const what = isFolderMissing ? `There is no folder ${shown} in ${root}.` : `${shown}/ has no routes.`
  const advice = other
    ? `The files in ${other}/ are not served. Move them to ${shown}/, or name the folder: vial({ routes: '${other}' }).`
    : `Create ${shown}/index.tsx, or name the folder: vial({ routes: 'src/routes' }).`
  return { isFolderMissing, message: `${what} ${advice}` }
}

/** The kinds of files that answer requests, or that may: middleware, and `_server.ts` with its extensions. */
const mayAnswer: ReadonlySet<RouteFile['kind']> = new Set(['route', 'middleware', 'server'])

/** Where other frameworks, and other sites, keep their routes. */
const otherFolders = ['routes', 'src/routes', 'app/routes', 'pages', 'src/pages', 'app', 'src/app']

function hasSources(folder: string): boolean {
  if (!existsSync(folder)) return false
  return readdirSync(folder, { recursive: true }).some((path) =>
    /\.([jt]sx?|svelte|astro|vue|mdx?)$/.test(String(path)),
  )
}
