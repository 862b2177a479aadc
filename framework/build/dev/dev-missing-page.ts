// Builds the panel that development adds to the page for a path without a route: what was meant, and what answers.
import { toPattern } from '../routes/check-routes.ts'
import { escapeAttribute, escapeText } from '../../http/escape-html.ts'
import { pathBelowBase } from '../../routing/base-path.ts'
import { describeMatch } from '../project/describe-match.ts'
import { findNearestRoutes } from './nearest-routes.ts'
import type { BuildSite } from '../site.ts'

/**
 * Describes a path without a route: the nearest routes, and what `vial match` says.
 *
 * The panel has only style attributes, because a page may contain a `<style>` in its head alone.
 *
 * @param importModule Imports a file of the site
 * @returns `undefined` for a path outside the base
 */
export async function describeMissingRoute(
  { method, url }: Pick<Request, 'method' | 'url'>,
  site: BuildSite,
  importModule: (file: string) => Promise<object>,
): Promise<string | undefined> {
  const { base } = site.options
  const { pathname } = new URL(url)
  const path = pathBelowBase(pathname, base)
  if (path === undefined) return undefined
  const routes = new Map(
    (await site.files())
      .filter(({ kind }) => kind === 'route')
      .map((file) => [toPattern(file).id, file.path]),
  )
  const nearest = findNearestRoutes(decode(path), [...routes.keys()])
  const [answer = ''] = await describeMatch(site, importModule, method, pathname)
  const items = nearest.map((pattern) => formatRoute(pattern, routes.get(pattern)!, base))
  const query = new URLSearchParams({ method, url: pathname })
  return [
    `<aside aria-label="Development" style="${panelStyle}">`,
    `<p style="margin:0"><strong>No route answers ${escapeText(decode(path))}</strong> (shown only in development)</p>`,
    `<p style="margin:.25rem 0">${escapeText(answer)}</p>`,
    items.length > 0
      ? `<p style="margin:.25rem 0">The nearest routes:</p><ul style="margin:0">${items.join('')}</ul>`
      : '',
    `<p style="margin:.25rem 0 0"><a href="${escapeAttribute(`${base}__vial?${query}`)}">All routes</a></p></aside>`,
  ].join('')
}

const panelStyle =
  'margin:1rem auto;max-width:40rem;padding:1rem;border:1px solid;border-radius:.5rem;background:Canvas;color:CanvasText;font:.875rem/1.5 system-ui,sans-serif;text-align:left;overflow-wrap:anywhere'

function formatRoute(pattern: string, file: string, base: string): string {
  const shown = escapeText(pattern)
  const link = pattern.includes('[')
    ? shown
    : `<a href="${escapeAttribute(base.slice(0, -1) + encodeURI(pattern))}">${shown}</a>`
  return `<li>${link} (routes/${escapeText(file)})</li>`
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    // A malformed path is shown as it was received.
    return path
  }
}
