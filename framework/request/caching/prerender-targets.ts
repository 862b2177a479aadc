// Which pages the build renders, and which links of theirs lead to something.
import { parsePathname } from '../../http/canonical-url.ts'
import { type Pattern, parsePattern } from '../../routing/pattern.ts'
import { isNotFoundPage } from '../../routing/route-file.ts'
import { matchRoute } from '../../routing/table.ts'
import type { Manifest, TrailingSlash } from '../pipeline/manifest.ts'
import { createModuleLoader } from '../route/module-loader.ts'
import { listPathnames, withoutSlash } from './prerendered-paths.ts'
import { type RouteModule, checkRouteModule } from '../route/route-module.ts'
import { createRouteTree as createSite } from '../route/route-tree.ts'

/** A page, an endpoint, or one of many that a file answers. */
export interface PrerenderTarget {
  /** The route file, for messages. */
  readonly where: string
  /** The canonical paths that it answers, first the one to ask. */
  readonly pathnames: readonly string[]
  /** What the answer is to be: 404 for the page that hosts of static files show where there is none. */
  readonly status: 200 | 404
}

/** Tells which addresses of a site are answered. */
export interface PrerenderTable {
  /**
   * @param segments Of the path below the base
   * @param pathname The whole canonical path without a slash at the end
   */
  answers(segments: readonly string[], pathname: string): boolean
}

/**
 * Lists what is to be rendered.
 *
 * @param wanted The files that have `config.prerender`, below `routes/`
 * @throws Error for `paths` that do not fit their pattern
 */
export async function listTargets(
  manifest: Manifest,
  wanted: ReadonlySet<string>,
): Promise<{ targets: PrerenderTarget[]; table: PrerenderTable }> {
  const load = createModuleLoader(true)
  const params = manifest.files.find((file) => /^_params\.\w+$/.test(file.path))
  const { routes } = createSite(manifest.files, params && (await load(params)))
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
          `${where}: routes/${answering} answers ${pathname}, so no 404.html can be made. Remove config.prerender.`,
        )
      }
      targets.push({ where, pathnames: [pathname], status: 404 })
      continue
    }
    const module = checkRouteModule(await load(file), file.path)
    for (const pathname of new Set(await listPathnames(module, toPattern(file.path), where, base))) {
      const answering = matchRoute(routes, toSegments(pathname, base))?.entry.file
      if (answering !== file.path) {
        const other = answering === undefined ? 'nobody, as its matchers refuse it' : `routes/${answering}`
        throw new Error(`${where}: paths gives ${pathname}, which is answered by ${other}. Leave it out.`)
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

/** How the addresses of a route end: those of endpoints with no slash, unless they ask for it. */
function toSlash(
  { config, default: page }: RouteModule,
  { trailingSlash = 'never' }: Manifest,
): TrailingSlash {
  return config?.trailingSlash ?? (page ? trailingSlash : 'never')
}

function toForms(pathname: string, base: string, slash: TrailingSlash): string[] {
  if (pathname.length < base.length) return [base]
  if (slash === 'never') return [pathname]
  return slash === 'always' ? [`${pathname}/`] : [pathname, `${pathname}/`]
}
