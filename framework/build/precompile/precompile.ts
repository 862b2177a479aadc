// Precompiles the JSX of the server: elements become functions that join their HTML.
import { type Plugin, normalizePath } from 'vite'
import { toLanguage } from '../parse-tree.ts'
import type { BuildSite } from '../site.ts'
import { formatPlace } from '../source-position.ts'
import { precompileSource } from './precompile-source.ts'

/** Precompiles every source file with JSX that the server loads. */
export function precompileElements(site: BuildSite): Plugin {
  return {
    name: 'vial:precompile',
    // Before JSX and types are compiled.
    enforce: 'pre',
    sharedDuringBuild: true,
    applyToEnvironment: (environment) => environment.config.consumer === 'server',
    transform: {
      filter: { id: /\.[jt]sx(\?(island|personal)&lang\.[jt]sx)?$/, code: /<[a-z]/ },
      async handler(code, id) {
        const { precompile, root } = site.options
        const file = normalizePath(id.replace(/\?.*$/, ''))
        if (precompile === false || site.isReactFile(file) || !compilesForPreact(site)) return undefined
        const isDev = site.config.command === 'serve'
        const result = await precompileSource(code, toLanguage(file)!, isDev ? file : undefined)
        if (!result) return undefined
        if (precompile === 'explain') {
          const name = file.startsWith(`${root}/`) ? file.slice(root.length + 1) : file
          for (const { position, reason } of result.ordinary) {
            site.config.logger.info(`${formatPlace(name, position)}: not precompiled: ${reason}.`)
          }
        }
        return { code: result.code, map: result.map }
      },
    },
  }
}

/** Tells whether JSX is compiled as the precompiled code expects it. */
function compilesForPreact({ config: { oxc } }: BuildSite): boolean {
  if (!oxc || typeof oxc.jsx !== 'object') return false
  const { runtime, importSource } = oxc.jsx
  return runtime === 'automatic' && importSource === 'preact'
}
