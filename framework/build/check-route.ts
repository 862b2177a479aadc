// Checks what a route file exports as soon as Vite has read it.
import type { Plugin } from 'vite'
import { findConfigProblem } from '../http/route-config.ts'
import { listParams } from '../routing/pattern.ts'
import { findNearMiss } from '../routing/near-miss.ts'
import { type RouteFile, isNotFoundPage, parseRouteFile } from '../routing/route-file.ts'
import { toPattern } from './check-routes.ts'
import { sourceExtensions } from './options.ts'
import { type ModuleExports, readModuleExports } from './route-exports.ts'
import type { BuildSite } from './site.ts'

/** Reports invalid exports, such as a page with `GET` or a `config` that is computed, with the file's name. */
export function checkRouteExports(site: BuildSite): Plugin {
  return {
    name: 'vial:check-route',
    // After the plugin that compiles Markdown to JavaScript, wherever it is in the list.
    enforce: 'post',
    sharedDuringBuild: true,
    applyToEnvironment: (environment) => environment.config.consumer === 'server',
    transform(code, id) {
      const path = site.toRoutePath(id)
      if (path === undefined) return
      const file = parseRouteFile(path, site.options.extensions)
      if (file?.kind !== 'route' && !isNotFoundPage(path)) return
      const exports = readExports(code, path)
      if (exports.config?.prerender === true) site.prerendered.add(path)
      else site.prerendered.delete(path)
      if (file?.kind !== 'route') return
      const problem = findExportProblem(exports) ?? findPathsProblem(exports, file)
      if (problem) this.error({ id, message: `routes/${path}: ${problem}` })
      for (const hint of findHints(exports)) this.warn(`routes/${path}: ${hint}`)
    },
  }
}

function readExports(code: string, path: string): ModuleExports {
  try {
    return readModuleExports(code)
  } catch (cause) {
    if (sourceExtensions.some((extension) => path.endsWith(extension))) throw cause
    throw new Error(
      `routes/${path}: this is not JavaScript yet. Add a plugin that compiles it, such as @mdx-js/rollup, to vite.config.`,
      { cause },
    )
  }
}

/** Finds exports that are allowed but probably a mistake. */
export function findHints({ names, config }: ModuleExports): string[] {
  const idle = names.has('paths') && !config?.prerender
  const misspelt = [...names].flatMap((name) => {
    const meant = exportNames.includes(name) ? undefined : findNearMiss(name, exportNames)
    return meant ? [`the export ${name} has no meaning. Did you mean ${meant}?`] : []
  })
  return idle ? ['the export paths has no effect without config.prerender.', ...misspelt] : misspelt
}

const answering = ['default', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'socket']
const exportNames = [...answering, 'loader', 'head', 'search', 'config', 'middleware', 'paths']

/** Finds a prerendered page with parameters that does not export `paths`. */
function findPathsProblem({ names, config, isOpen }: ModuleExports, file: RouteFile): string | undefined {
  if (!config?.prerender || isOpen || names.has('paths') || listParams(toPattern(file)).length === 0)
    return undefined
  return 'config.prerender needs the parameters of every page. Write export const paths = async () => [{ … }].'
}

/** Finds what is wrong with the exports of a route file: a sentence, and one that says what to do. */
export function findExportProblem({
  names,
  isOpen,
  config,
  isConfigComputed,
}: ModuleExports): string | undefined {
  if (!isOpen && !answering.some((name) => names.has(name))) {
    return 'nothing answers here. Export a default component, GET, POST, PUT, PATCH, DELETE or socket, or start the name with an underscore to make the file private.'
  }
  if (names.has('default') && names.has('GET')) {
    return 'a page cannot have both a default export and GET. Rename GET to loader and return the data that the component needs.'
  }
  if (isConfigComputed) {
    return 'config must be made of literals, because the build reads it without running the file. Move what is computed into the handler.'
  }
  return config && findConfigProblem(config, names.has('default'))
}
