// React beside Preact: the files that @vitejs/plugin-react is there for are compiled for React, all others for Preact.
import { type Plugin, type ResolvedConfig, createFilter } from 'vite'
import { isIsland } from './read-island.ts'
import { isServedPath } from './scan-routes.ts'
import type { BuildSite } from './site.ts'

export interface ReactFiles {
  readonly plugin: Plugin
  /** Tells whether a file is React's. */
  has(id: string): boolean
}

/** Tells whether the plugin of React is there. */
export function hasReact(config: Pick<ResolvedConfig, 'plugins'>): boolean {
  return config.plugins.some(({ name }) => name === 'vite:react-refresh')
}

/**
 * Takes back what the plugin of React says of all files, and says it of its own ones.
 *
 * Vite has one setting for JSX, which both would like to have.
 */
export function separateReact(site: BuildSite): ReactFiles {
  let runtime = 'react'
  let filter: ((id: string) => boolean) | undefined
  const has = (id: string): boolean => filter?.(id.replace(/\?.*$/, '')) ?? false
  return { plugin: createPlugin(), has }

  function createPlugin(): Plugin {
    return {
      name: 'vial:react-files',
      enforce: 'pre',
      sharedDuringBuild: true,
      config: {
        order: 'post',
        handler({ oxc }) {
          // Set by this plugin only; the filter is what `react({ include, exclude })` was given.
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
          `${config.configFile ?? 'vite.config'}: react() takes the pages and islands, too. Say which files are React's: react({ include: /\\/routes\\/app\\// }).`,
        )
      },
      transform: {
        filter: { id: /\.[jt]sx(\?.*)?$/, code: { exclude: /@jsxImportSource/ } },
        handler(code, id) {
          if (!has(id) || isIsland(id)) return undefined
          const path = site.toRoutePath(id)
          const isRoute = path !== undefined && isServedPath(path, site.options.extensions)
          // On the same line, so that the others keep their numbers.
          return isRoute ? undefined : { code: `/** @jsxImportSource ${runtime} */ ${code}`, map: null }
        },
      },
    }
  }
}
