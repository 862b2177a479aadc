// Checks what a route file exports as soon as Vite has read it.
import type { Plugin, Rollup } from 'vite'
import { findExportHints, findExportProblem, findPathsProblem } from '../routing/export-rules.ts'
import { isNotFoundPage, parseRouteFile } from '../routing/route-file.ts'
import { toPattern } from './routes/check-routes.ts'
import { toLanguage } from './parse-tree.ts'
import { sourceExtensions } from './options.ts'
import { isServed } from './routes/scan-routes.ts'
import { type ModuleExports, readModuleExports } from './routes/route-exports.ts'
import type { BuildSite } from './site.ts'
import { formatPlace } from './source-position.ts'

/** Reports invalid exports of route files, such as a page with `GET` or a computed `config`. */
export function checkRouteExports(site: BuildSite): Plugin {
  return {
    name: 'vial:check-route',
    // After the plugin that compiles Markdown pages, wherever it is in the list.
    enforce: 'post',
    sharedDuringBuild: true,
    applyToEnvironment: (environment) => environment.config.consumer === 'server',
    transform(code, id) {
      // With a query it is what another plugin makes of a file, such as the code of an island.
      if (id.includes('?')) return
      const errors: string[] = []
      // Source files have been parsed before they were compiled. Their trees are not kept.
      const known = site.compiled.sourceExports.get(id)
      site.compiled.sourceExports.delete(id)
      for (const path of site.toRoutePaths(id)) {
        const problem = checkRoute(code, path, known, site, this)
        if (problem === undefined) continue
        if (site.config.command !== 'build') this.error({ id, message: problem })
        errors.push(problem)
      }
      site.compiled.exportErrors.set(id, errors)
    },
  }
}

/** Finds what is wrong with the exports of a route file: the file, what is wrong, and what to do. */
function checkRoute(
  code: string,
  path: string,
  known: ModuleExports | undefined,
  site: BuildSite,
  context: Pick<Rollup.TransformPluginContext, 'warn'>,
): string | undefined {
  const file = parseRouteFile(path, site.options.extensions)
  if (!file || !isServed(file)) return undefined
  const exports = known ?? readExports(code, path)
  if (file.kind === 'route' || isNotFoundPage(path)) {
    if (exports.config?.prerender === true) site.compiled.prerendered.add(path)
    else site.compiled.prerendered.delete(path)
  }
  if (file.kind === 'route') {
    const problem = findExportProblem(exports) ?? findPathsProblem(exports, toPattern(file))
    if (problem) {
      return `${formatPlace(`routes/${path}`, known?.locate(problem))}: ${problem}`
    }
  }
  // In source files they are found with their lines, before anything is compiled.
  if (toLanguage(path)) return undefined
  for (const { message } of findExportHints(exports, file.kind)) context.warn(`routes/${path}: ${message}`)
  return undefined
}

function readExports(code: string, path: string): ModuleExports {
  try {
    return readModuleExports(code)
  } catch (cause) {
    if (sourceExtensions.some((extension) => path.endsWith(extension))) throw cause
    throw new Error(
      `routes/${path}: this is not JavaScript yet. Add a plugin that compiles it to vite.config, such as @mdx-js/rollup.`,
      { cause },
    )
  }
}
