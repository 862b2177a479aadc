// The head tags of a page in dev: its style sheets as links, and Vite's client.
import type { EnvironmentModuleNode, ViteDevServer } from 'vite'
import { isCSSRequest } from 'vite'
import { escapeAttribute } from './escape-html.ts'
import type { BuildSite } from './site.ts'

/**
 * Finds the style sheets that the files of a page import, outermost first.
 *
 * Links in the head block rendering, so there is no flash, with and without JavaScript. `?direct` makes Vite serve
 * plain CSS; `data-vite-dev-id` lets its client swap the sheet when the file changes.
 */
export function collectHeadTags(
  paths: readonly string[],
  site: BuildSite,
  server: ViteDevServer,
  nonce: string,
): string {
  const { base, routesFolder } = site.options
  const graph = server.environments.ssr!.moduleGraph
  const styles = new Map<string, EnvironmentModuleNode>()
  const seen = new Set<EnvironmentModuleNode>()
  for (const path of paths) {
    for (const module of graph.getModulesByFile(`${routesFolder}/${path}`) ?? []) collect(module)
  }
  const links = [...styles.values()].map((module) => {
    const url = `${base.slice(0, -1)}${module.url}${module.url.includes('?') ? '&' : '?'}direct`
    return `<link rel="stylesheet" href="${escapeAttribute(url)}" data-vite-dev-id="${escapeAttribute(module.id ?? '')}">`
  })
  return `${links.join('')}${viteClient(base, nonce)}`

  function collect(module: EnvironmentModuleNode): void {
    if (seen.has(module)) return
    seen.add(module)
    for (const imported of module.importedModules) collect(imported)
    // `?url`, `?raw` and `?inline` are values for the module that asked, not styles of the page.
    const isStyle = isCSSRequest(module.url) && !/[?&](url|raw|inline)\b/.test(module.url)
    if (isStyle && module.id) styles.set(module.id, module)
  }
}

/** The tags of Vite's client, which reloads the page and swaps its styles, and of the nonce that it puts on them. */
export function viteClient(base: string, nonce: string): string {
  return `<meta property="csp-nonce" nonce="${nonce}"><script type="module" src="${base}@vite/client" nonce="${nonce}"></script>`
}
