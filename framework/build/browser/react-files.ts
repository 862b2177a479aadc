// React beside Preact: compiles the files of @vitejs/plugin-react for React and all others for Preact.
import { type Plugin, type ResolvedConfig, createFilter } from 'vite'
import { isPersonalPart } from './personal-parts.ts'
import { isIsland } from './read-island.ts'
import { isServedPath } from '../routes/scan-routes.ts'
import type { BuildSite } from '../site.ts'

export interface ReactFiles {
  readonly plugin: Plugin
  /** Tells whether a file is compiled for React. */
  has(id: string): boolean
}

/** Tells whether React's plugin is in use. */
export function hasReact(config: Pick<ResolvedConfig, 'plugins'>): boolean {
  return config.plugins.some(({ name }) => name === 'vite:react-refresh')
}

/**
 * Limits the settings that React's plugin makes for all files to the files that it includes.
 *
 * Vite has only one setting for JSX, which React and Preact would both set.
 */
export function separateReact(site: BuildSite): ReactFiles {
  let runtime = 'react'
  let filter: ((id: string) => boolean) | undefined
  const has = (id: string): boolean => filter?.(id.replace(/\?.*$/, '')) ?? false
  site.isReactFile = has
  return { plugin: createPlugin(), has }

  function createPlugin(): Plugin {
    return {
      name: 'vial:react-files',
      enforce: 'pre',
      sharedDuringBuild: true,
      config: {
        order: 'post',
        handler({ oxc }) {
          // Only React's plugin sets these; they are what `react({ include, exclude })` was given.
          if (!oxc || !(oxc.jsxRefreshInclude || oxc.jsxRefreshExclude)) return
          filter = createFilter(oxc.jsxRefreshInclude, oxc.jsxRefreshExclude)
          delete oxc.jsxRefreshInclude
          delete oxc.jsxRefreshExclude
          if (typeof oxc.jsx !== 'object') return
          if (oxc.jsx.importSource !== 'preact') runtime = oxc.jsx.importSource ?? runtime
          oxc.jsx.importSource = 'preact'
        },
      },
      configResolved(config) {
        if (!hasReact(config)) filter = undefined
        if (!has(`${site.options.routesFolder}/_.island.tsx`)) return
        throw new Error(
          `${config.configFile ?? 'vite.config'}: react() includes the pages and islands. Limit it to React files: react({ include: /\\/routes\\/app\\// }).`,
        )
      },
      transform: {
        filter: { id: /\.[jt]sx(\?.*)?$/, code: { exclude: /@jsxImportSource/ } },
        handler(code, id) {
          if (!has(id) || isIsland(id) || isPersonalPart(id.replace(/\?.*$/, ''))) return undefined
          const path = site.toRoutePath(id)
          const isRoute = path !== undefined && isServedPath(path, site.options.extensions)
          // On the same line, to keep the line numbers.
          return isRoute ? undefined : { code: `/** @jsxImportSource ${runtime} */ ${code}`, map: null }
        },
      },
    }
  }
}
