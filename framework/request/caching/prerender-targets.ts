// Lists the pages that the build renders, and tells which of their links the site answers.
import { parsePathname } from '../../http/canonical-url.ts'
import { type Pattern, parsePattern } from '../../routing/pattern.ts'
import { isNotFoundPage } from '../../routing/route-file.ts'
import { matchRoute } from '../../routing/table.ts'
import { type TrailingSlash, toSlashRule } from '../../routing/canonical-slash.ts'
import type { Manifest } from '../pipeline/manifest.ts'
import { createModuleLoader } from '../route/module-loader.ts'
import { listPathnames, withoutSlash } from './prerendered-paths.ts'
import { type RouteModule, checkRouteModule } from '../route/route-module.ts'
import { createRouteTree } from '../route/route-tree.ts'

/** One page or endpoint to render. */
export interface PrerenderTarget {
  /** The route file, for messages. */
  readonly where: string
  /** The canonical paths that it answers; the build requests the first one. */
  readonly pathnames: readonly string[]
  /** The expected status: 404 for the page that static hosts show for missing files. */
  readonly status: 200 | 404
}

/** Knows which addresses the site answers. */
export interface PrerenderTable {
  /**
   * Tells whether the site answers a path.
   *
   * @param segments The segments of the path below the base
   * @param pathname The whole canonical path, without a trailing slash
   */
  answers(segments: readonly string[], pathname: string): boolean
}

/**
 * Lists what the build renders.
 *
 * @param wanted The files with `config.prerender`, relative to `routes/`
 * @throws Error for `paths` that do not match their pattern
 */
export async function listTargets(
  manifest: Manifest,
  wanted: ReadonlySet<string>,
): Promise<{ targets: PrerenderTarget[]; table: PrerenderTable }> {
  const load = createModuleLoader(true)
  const params = manifest.files.find(({ kind }) => kind === 'params')
  const { routes } = createRouteTree(manifest.files, params && (await load(params)))
  const base = manifest.base ?? '/'
  const targets: PrerenderTarget[] = []
  const known = new Set<string>()
  for (const file of manifest.files) {
    if (!wanted.has(file.path)) continue
    const where = `routes/${file.path}`
    if (isNotFoundPage(file.path)) {
      const pathname = `${base}404`
      const answering = matchRoute(routes, toSegments(pathname, base))?.entry.file
      if (answering !== undefined) {
        throw new Error(
          `${where}: routes/${answering} answers ${pathname}, so 404.html cannot be written. Remove config.prerender.`,
        )
      }
      targets.push({ where, pathnames: [pathname], status: 404 })
      continue
    }
    const module = checkRouteModule(await load(file), file.path)
    for (const pathname of new Set(await listPathnames(module, toPattern(file.path), where, base))) {
      const answering = matchRoute(routes, toSegments(pathname, base))?.entry.file
      if (answering !== file.path) {
        const reason = answering === undefined ? 'its matchers refuse' : `routes/${answering} answers`
        throw new Error(`${where}: paths returns ${pathname}, which ${reason}. Remove it from paths.`)
      }
      known.add(withoutSlash(pathname))
      targets.push({ where, pathnames: toForms(pathname, base, toSlash(module, manifest)), status: 200 })
    }
  }
  return {
    targets,
    table: {
      answers(segments, pathname) {
        const match = matchRoute(routes, segments)
        if (!match) return false
        const isClosed = wanted.has(match.entry.file) && match.entry.pattern.id.includes('[')
        return !isClosed || known.has(pathname)
      },
    },
  }
}

function toPattern(path: string): Pattern {
  return parsePattern(path.slice(0, path.lastIndexOf('.')))
}

function toSegments(pathname: string, base: string): readonly string[] {
  return parsePathname(`/${pathname.slice(base.length)}`).segments
}

function toSlash(
  { config, default: page }: RouteModule,
  { trailingSlash = 'never' }: Manifest,
): TrailingSlash {
  return config?.trailingSlash ?? toSlashRule(trailingSlash, page ? 'page' : 'endpoint')
}

function toForms(pathname: string, base: string, slash: TrailingSlash): string[] {
  if (pathname.length < base.length) return [base]
  if (slash === 'never') return [pathname]
  return slash === 'always' ? [`${pathname}/`] : [pathname, `${pathname}/`]
}
