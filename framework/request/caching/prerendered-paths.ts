// Lists the addresses of a prerendered route.
import { parsePathname } from '../../http/canonical-url.ts'
import { missingPaths } from '../../routing/export-rules.ts'
import { formatHref } from '../../routing/href.ts'
import { type Pattern, listParams } from '../../routing/pattern.ts'
import type { RouteModule } from '../route/route-module.ts'

/**
 * Lists the addresses of a route: its only one, or one for each entry of `paths`.
 *
 * @param where For messages, such as `routes/blog/[slug].tsx`
 * @param base The site's base path
 * @returns Canonical paths, without a trailing slash
 * @throws Error if `paths` is missing or does not match the pattern
 */
export async function listPathnames(
  { paths }: RouteModule,
  pattern: Pattern,
  where: string,
  base: string,
): Promise<string[]> {
  if (listParams(pattern).length === 0) return [toPathname({})]
  const list = typeof paths === 'function' ? await paths() : undefined
  if (!Array.isArray(list) || list.some((params) => typeof params !== 'object' || params === null)) {
    throw new Error(`${where}: ${missingPaths}`)
  }
  return list.map(toPathname)

  function toPathname(params: Record<string, unknown>): string {
    try {
      return withoutSlash(parsePathname(formatHref(pattern, params, {}, base)).pathname)
    } catch (error) {
      // The prefix names a call that the author has not written. Other errors say nothing about the parameters.
      const reason = /^href\('.*?'\)(.*)/s.exec((error as Error).message)?.[1]
      throw new Error(
        `${where}: paths returns ${JSON.stringify(params)}${reason ?? ', which is not a valid path.'}`,
        { cause: error },
      )
    }
  }
}

/** Removes the trailing slash of a path, except from the root. */
export function withoutSlash(pathname: string): string {
  return pathname.length > 1 && pathname.endsWith('/') ? pathname.slice(0, -1) : pathname
}
