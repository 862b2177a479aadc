// vial({ compat: true }): runs libraries that are written for React on Preact.
import { resolve } from 'node:path'
import type { Alias, AliasOptions, Plugin } from 'vite'
import { type Package, findDependents, findPackages, isCommonJs } from './find-packages.ts'
import { hasReact } from '../browser/react-files.ts'
import { sharedPackages } from './share-preact.ts'

/**
 * Replaces React with `preact/compat`, in browsers and on the server.
 *
 * An author who has set the aliases of Vite wants the same, with these aliases.
 *
 * Vite leaves packages to Node on the server, and Node would load React itself. So every package that leads to React is
 * bundled there. In development, Vite loads only ES modules, so it converts those packages that have none.
 *
 * @param isWanted Whether the author has set `compat`
 */
export function replaceReact(isWanted: boolean): Plugin {
  return {
    name: 'vial:compat',
    async config({ root = '.', resolve: { alias } = {} }) {
      const isReplaced = replacesReact(alias)
      if (!isWanted && !isReplaced) return undefined
      const found = await findReactPackages(resolve(root))
      const converted = found.filter((item) => !item.isForDevelopment && isCommonJs(item))
      return {
        ...(!isReplaced && { resolve: { alias: { react: 'preact/compat', 'react-dom': 'preact/compat' } } }),
        environments: {
          ssr: {
            resolve: { noExternal: [...new Set(found.map(({ name }) => name))] },
            optimizeDeps: { include: converted.flatMap(listEntries), exclude: sharedPackages },
          },
        },
      }
    },
    onLog(_level, { code, id, loc }) {
      // 'use client' of a library, which means nothing here.
      if (code === 'MODULE_LEVEL_DIRECTIVE' && /\/node_modules\//.test(id ?? loc?.file ?? '')) return false
      return undefined
    },
    configResolved(config) {
      if (!isWanted || !hasReact(config)) return
      throw new Error(
        `${config.configFile ?? 'vite.config'}: vial({ compat: true }) replaces React, which react() needs. Remove one of them.`,
      )
    },
  }
}

/** Tells whether an alias leads from React to Preact. */
export function replacesReact(alias: AliasOptions = {}): boolean {
  const list = Array.isArray(alias)
    ? (alias as readonly Alias[]).map(({ find, replacement }) => [find, replacement] as const)
    : Object.entries(alias as Readonly<Record<string, string>>)
  return list.some(
    ([find, replacement]) =>
      (typeof find === 'string' ? find === 'react' : find.test('react')) &&
      /\bpreact\/compat\b/.test(replacement),
  )
}

/** Finds the packages that import React, and those that import them. */
async function findReactPackages(root: string): Promise<readonly Package[]> {
  const found = await findPackages(root, () => true, { isListed: false })
  const names = findDependents(found, ['react', 'react-dom'])
  return found.filter(({ name }) => names.has(name) && !/^(react|react-dom|vial)$/.test(name))
}

/** Lists what can be imported from a package, as `optimizeDeps` names it. */
function listEntries({ chain, json: { exports } }: Package): string[] {
  const paths = Object.keys(typeof exports === 'object' ? (exports ?? {}) : {})
  const listed = paths.filter((path) => /^\.(\/[^*]+)?$/.test(path) && !/\.(json|css)$/.test(path))
  const entries = paths.some((path) => path.startsWith('.')) ? listed : ['.']
  return entries.map((path) => chain + path.slice(1))
}
