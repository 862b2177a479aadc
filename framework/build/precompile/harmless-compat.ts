// Keeps elements precompiled in a site that takes `Suspense` from preact/compat.
import type { Plugin } from 'vite'
import { replacesReact } from '../packages/compat.ts'
import type { BuildSite } from '../site.ts'

/**
 * Marks the hook with which preact/compat translates the attributes of React, as `markHarmless()` does: precompiled
 * elements have these attributes in HTML's spelling already.
 *
 * Without the mark, one page that streams would make the elements of the whole site ordinary nodes, because the hook is
 * global. A site that replaces React keeps ordinary nodes: libraries for React look into them. So does development, in
 * which Node loads Preact.
 */
export function markCompatHarmless(site: BuildSite): Plugin {
  return {
    name: 'vial:harmless-compat',
    apply: 'build',
    sharedDuringBuild: true,
    applyToEnvironment: (environment) => environment.config.consumer === 'server',
    transform: {
      filter: { id: /\/preact\/compat\/dist\/compat\.mjs$/ },
      handler(code) {
        if (site.options.precompile === false || replacesReact(site.config.resolve.alias)) return undefined
        // On the first line, so that the source map stays right.
        return {
          code: `import { options as $options } from 'preact'; const $before = $options.vnode; ${code}
$options.vnode[Symbol.for('vial.harmless')] = $before === undefined || $before[Symbol.for('vial.harmless')] === true`,
          map: null,
        }
      },
    },
  }
}
