// Hot updates of islands (React Refresh for Preact): an edited component keeps its state.
import { fileURLToPath } from 'node:url'
import { type Plugin, normalizePath } from 'vite'
import type { ReactFiles } from '../browser/react-files.ts'
import { isIsland } from '../browser/read-island.ts'

// The browser part of the connection. It is excluded below because it mentions the same names.
const runtime = normalizePath(fileURLToPath(new URL('../../browser/refresh.js', import.meta.url)))

const ownScript = /^(?!.*\/node_modules\/).*\.[jt]sx?$/
// Oxc compiles the uncompiled files of packages too; the other files of a package are left alone.
const sourceOfPackage = /\/node_modules\/.*\.(ts|[jt]sx)(\?v=\w+)?$/

/**
 * Connects Oxc, which registers the components of a module, with Prefresh, which replaces them.
 *
 * @param react The files whose components React's plugin replaces
 */
export function refreshIslands(react: Pick<ReactFiles, 'has'>): Plugin {
  return {
    name: 'vial:refresh',
    apply: 'serve',
    config: ({ oxc }) => ({
      ...(oxc !== false && typeof oxc?.jsx !== 'string' && { oxc: { jsx: { refresh: true } } }),
      optimizeDeps: { include: ['vial > @prefresh/core', 'vial > @prefresh/utils'] },
    }),
    applyToEnvironment: (environment) => environment.config.consumer === 'client',
    configResolved({ plugins }) {
      // @preact/preset-vite registers the same components a second time, under names that this plugin defines below.
      for (const plugin of plugins)
        if (plugin.name === 'prefresh') Object.assign(plugin, { transform: undefined })
    },
    // In the default order, after Oxc and before Vite's import analysis, which must see the added import.
    transform: {
      filter: { id: { include: [ownScript, sourceOfPackage], exclude: [runtime] } },
      handler(code, id) {
        if (react.has(id)) return undefined
        // Oxc registers nothing in a file whose only component has no name and no hooks.
        if (!isIsland(id) && !/\$Refresh(Reg|Sig)\$\(/.test(code)) return undefined
        // Define the names that Oxc writes, for this module only. On one line, to keep the line numbers.
        const before = `import { createRefresh } from ${JSON.stringify(runtime)}; const { $RefreshReg$, $RefreshSig$, readExports, update, checkUpdates } = createRefresh(${JSON.stringify(id)}); `
        const after = `readExports(import.meta.url).then((before) => { import.meta.hot.accept((after) => after && !update(before, after) && import.meta.hot.invalidate()); checkUpdates(import.meta.url) })`
        return { code: `${before}${code}\n${after}\n`, map: null }
      },
    },
  }
}
