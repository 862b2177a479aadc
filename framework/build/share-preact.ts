// Keeps one copy of Preact on the server: two copies do not know each other's hooks, contexts and signals.
import type { Plugin } from 'vite'

/** The packages that hold state which everything on a page shares. */
export const sharedPackages: string[] = ['preact', '@preact/signals', '@preact/signals-core']

/**
 * Leaves Preact to Node, whatever else Vite loads itself: packages that Vite leaves to Node import it too.
 *
 * Only a build that bundles everything bundles Preact as well.
 */
export function sharePreact(): Plugin {
  return {
    name: 'vial:share-preact',
    config: () => ({ resolve: { dedupe: sharedPackages } }),
    configEnvironment(name, { resolve = {} }, { command }) {
      const { external, noExternal } = resolve
      if (name !== 'ssr' || external === true) return undefined
      const isWhole = command === 'build' && noExternal === true && !external?.length
      return isWhole ? undefined : { resolve: { external: sharedPackages } }
    },
  }
}
