// Keeps `*.server.*` files out of the browser.
import type { Plugin } from 'vite'

/** Fails the build, naming who imported whom, when a server file would be sent to visitors. */
export function guardServerFiles(): Plugin {
  return {
    name: 'vial:server-files',
    enforce: 'pre',
    sharedDuringBuild: true,
    applyToEnvironment: (environment) => environment.config.consumer === 'client',
    resolveId: {
      filter: { id: /\.server(\.[cm]?[jt]sx?)?$/ },
      handler(id, importer) {
        if (!importer) return undefined
        return this.error(
          `${importer} imports ${id}, which may never reach a browser. Do the work in a loader and pass its result as a prop.`,
        )
      },
    },
  }
}
