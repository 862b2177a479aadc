// Checks what a route file exports as soon as Vite has read it.
import type { Plugin } from 'vite'
import { type ModuleExports, readModuleExports } from './route-exports.ts'
import type { BuildSite } from './site.ts'

/** Reports a page with `GET`, and settings that are no literals, with the file's name. */
export function checkRouteExports(site: BuildSite): Plugin {
  return {
    name: 'vial:check-route',
    sharedDuringBuild: true,
    applyToEnvironment: (environment) => environment.config.consumer === 'server',
    async transform(code, id) {
      const path = site.toRoutePath(id)
      if (path === undefined) return
      const file = (await site.files()).find((candidate) => candidate.path === path)
      if (file?.kind !== 'route') return
      const problem = findExportProblem(readModuleExports(code))
      if (problem) this.error({ id, message: `routes/${path}: ${problem}` })
    },
  }
}

/** Finds what is wrong with the exports of a route file: a sentence, and one that says what to do. */
export function findExportProblem({ names, isConfigComputed }: ModuleExports): string | undefined {
  if (names.has('default') && names.has('GET')) {
    return 'a page cannot have both a default export and GET. Rename GET to loader and return the data that the component needs.'
  }
  if (isConfigComputed) {
    return 'config must be made of literals, because the build reads it without running the file. Move what is computed into the handler.'
  }
  return undefined
}
