// Explains a path that no route answers, in development: with the route that was probably meant.
import { parsePathname } from '../../http/canonical-url.ts'
import { pathBelowBase } from '../../routing/base-path.ts'
import { findNearMiss } from '../../routing/near-miss.ts'
import { matchRoute } from '../../routing/table.ts'
import type { BuildSite } from '../site.ts'

/**
 * Describes why a page is missing.
 *
 * @param url What a visitor has navigated to
 * @returns `undefined` if a route answers the path, and for a path outside the base
 */
export async function describeMissingPage(url: string, site: BuildSite): Promise<string | undefined> {
  const path = pathBelowBase(new URL(url).pathname, site.options.base)
  if (path === undefined) return undefined
  const { pathname, segments } = parsePathname(path)
  if (matchRoute(await site.table(), segments) !== undefined) return undefined
  const routes = (await site.files()).filter(({ kind }) => kind === 'route')
  const files = new Map(routes.map(({ path: file }) => [toPath(file), file]))
  // As Next.js would name it.
  const foreign = ['page', 'route'].map((name) => `${pathname.replace(/\/$/, '')}/${name}`)
  const meant = foreign.find((known) => files.has(known))
  if (meant !== undefined) {
    const file = files.get(meant)!
    return `no route answers ${pathname}. Did you mean ${meant} (routes/${file})? To answer ${pathname}, name it index${file.slice(file.lastIndexOf('.'))}.`
  }
  const fixed = [...files.keys()].filter((known) => !known.includes('['))
  const near = findNearMiss(pathname, fixed)
  const hint =
    near === undefined
      ? `Add routes${pathname === '/' ? '/index' : pathname}.tsx, or list the routes with npx vial routes.`
      : `Did you mean ${near} (routes/${files.get(near)})?`
  return `no route answers ${pathname}. ${hint}`
}

/** Returns the path that a route file answers, without its base. */
function toPath(file: string): string {
  const names = file.replace(/\.[^./]+$/, '').split('/')
  const visible = names.filter((name) => !/^\(.*\)$/.test(name))
  if (visible.at(-1) === 'index') visible.pop()
  return `/${visible.join('/')}`
}
