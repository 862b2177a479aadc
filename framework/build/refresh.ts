// Hot updates of islands: an edited component replaces the old one and keeps its state.
import { fileURLToPath } from 'node:url'
import { type Plugin, normalizePath } from 'vite'
import type { ReactFiles } from './react-files.ts'
import { isIsland } from './read-island.ts'

// What connects the two in the browser; it mentions the same names.
const runtime = normalizePath(fileURLToPath(new URL('../browser/refresh.js', import.meta.url)))

const ownScript = /^(?!.*\/node_modules\/).*\.[jt]sx?$/
// Oxc takes what is still to be compiled, in packages too; the rest of a package is none of our business.
const sourceOfPackage = /\/node_modules\/.*\.(ts|[jt]sx)(\?v=\w+)?$/

/**
 * Connects what Oxc says of the components in a module with Prefresh, which exchanges them.
 *
 * @param react Files whose components are exchanged by the plugin of React
 */
export function refreshIslands(react: Pick<ReactFiles, 'has'>): Plugin {
  return {
    name: 'vial:refresh',
    apply: 'serve',
    config: () => ({
      oxc: { jsx: { refresh: true } },
      optimizeDeps: { include: ['vial > @prefresh/core', 'vial > @prefresh/utils'] },
    }),
    applyToEnvironment: (environment) => environment.config.consumer === 'client',
    // Neither before nor after the other plugins: Oxc is done by then, and Vite has still to see the import.
    transform: {
      filter: { id: { include: [ownScript, sourceOfPackage], exclude: [runtime] } },
      handler(code, id) {
        if (react.has(id)) return undefined
        // Oxc notes nothing in a file whose only component has no name and no hooks.
        if (!isIsland(id) && !/\$Refresh(Reg|Sig)\$\(/.test(code)) return undefined
        // The names that Oxc writes, for this module alone. On one line, so that the others keep their numbers.
        const before = `import { createRefresh } from ${JSON.stringify(runtime)}; const { $RefreshReg$, $RefreshSig$, readExports, update, checkUpdates } = createRefresh(${JSON.stringify(id)}); `
        const after = `readExports(import.meta.url).then((before) => { import.meta.hot.accept((after) => after && !update(before, after) && import.meta.hot.invalidate()); checkUpdates(import.meta.url) })`
        return { code: `${before}${code}\n${after}\n`, map: null }
      },
    },
  }
}
