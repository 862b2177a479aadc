// Keeps the URLs of assets and workers within the policy of the site, in a build as in development.
import type { Plugin } from 'vite'

/**
 * Makes a build refer to files, as the dev server does, unless the author sets `build.assetsInlineLimit`.
 *
 * Vite inlines what is smaller than 4 kB as `data:`. A policy that allows the file may refuse that: scripts cannot fetch
 * it, no frame and no `<use>` shows it, and a site may allow images and fonts from itself only.
 */
export function limitInlining(): Plugin {
  return {
    name: 'vial:asset-urls',
    config: ({ build }) =>
      build?.assetsInlineLimit === undefined ? { build: { assetsInlineLimit: 0 } } : undefined,
  }
}

/** Makes each worker a file in a build, even if an import asks for an inlined one, which the default policy forbids. */
export function keepWorkersInFiles(): Plugin {
  return {
    name: 'vial:worker-urls',
    enforce: 'pre',
    sharedDuringBuild: true,
    resolveId: {
      order: 'pre',
      filter: { id: { include: /[?&](shared)?worker(&|$)/, exclude: /^\0/ } },
      handler(id, importer, options) {
        const changed = id.replace(/([?&])inline(&|$)/, '$1').replace(/[?&]$/, '')
        return changed === id ? undefined : this.resolve(changed, importer, { ...options, skipSelf: true })
      },
    },
  }
}
