// Gives Markdown pages Preact.
import type { Plugin } from 'vite'
import { sourceExtensions } from './options.ts'
import type { BuildSite } from './site.ts'

/**
 * Makes pages take Preact's JSX runtime where MDX, when nobody tells it another, writes React's.
 *
 * In their text, because the name of a package that runs outside of the build is never resolved by a plugin.
 */
export function provideMarkdownRuntime(site: BuildSite): Plugin {
  return {
    name: 'vial:markdown-runtime',
    enforce: 'post',
    sharedDuringBuild: true,
    transform: {
      filter: { code: /from ["']react\/jsx-(dev-)?runtime["']/ },
      handler(code, id) {
        const extensions = site.options.extensions.slice(sourceExtensions.length)
        if (!extensions.some((extension) => id.endsWith(extension))) return undefined
        // The first import of what MDX has written. No map: no line moves.
        return { code: code.replace(/(from ["'])react(?=\/jsx-)/, '$1preact'), map: null }
      },
    },
  }
}
