// Links the stylesheets of a page in development.
import type { EnvironmentModuleNode, ViteDevServer } from 'vite'
import { isCSSRequest } from 'vite'
import { escapeAttribute } from '../../http/escape-html.ts'
import type { BuildSite } from '../site.ts'
import { isStyleValue, orderStylesheets } from '../styles/style-order.ts'
import { manifestId } from '../virtual-modules.ts'

/**
 * Formats links to the stylesheets that the files of a page import, outermost first.
 *
 * Links in the head block rendering, so there is no flash of unstyled content, even without JavaScript. `?direct` makes
 * Vite serve plain CSS; `data-vite-dev-id` lets its client swap the stylesheet when the file changes.
 */
export function collectStyleTags(paths: readonly string[], site: BuildSite, server: ViteDevServer): string {
  const { base } = site.options
  const { moduleGraph } = server.environments.ssr!
  const starts = paths.flatMap((path) => moduleGraph.getModuleById(site.toFile(path)) ?? [])
  const links = orderStylesheets(starts, { isStylesheet, importsOf }).map((module) => {
    const url = `${base.slice(0, -1)}${module.url}${module.url.includes('?') ? '&' : '?'}direct`
    return `<link rel="stylesheet" href="${escapeAttribute(url)}" data-vite-dev-id="${escapeAttribute(module.id ?? '')}">`
  })
  return links.join('')
}

function isStylesheet({ id, url }: EnvironmentModuleNode): boolean {
  return id !== null && isCSSRequest(url) && !isStyleValue(url)
}

function importsOf({
  url: own,
  importedModules,
  transformResult,
}: EnvironmentModuleNode): EnvironmentModuleNode[] {
  // `?raw` only watches the file, but Vite records it as an import.
  if (isStyleValue(own)) return []
  const { deps = [], dynamicDeps = [] } = transformResult ?? {}
  const later = new Set(dynamicDeps.filter((url) => !deps.includes(url)).map(withoutTime))
  const imports = [...importedModules]
  return [
    ...imports.filter(({ url }) => !later.has(url)),
    ...imports.filter((imported) => later.has(imported.url) && !isRoute(imported)),
  ]
}

/** Removes the time of the last change, which Vite adds to the URL of a changed module. */
function withoutTime(url: string): string {
  return url.replace(/\?t=\d+$/, '').replace(/([?&])t=\d+&?/, '$1')
}

/** A page that lists other pages, for example with import.meta.glob(), does not use their styles. */
function isRoute({ importers }: EnvironmentModuleNode): boolean {
  return [...importers].some(({ id }) => id === `\0${manifestId}`)
}
