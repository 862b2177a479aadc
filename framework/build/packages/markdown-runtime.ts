// Compiles Markdown pages for Preact instead of React.
import type { Plugin } from 'vite'
import { sourceExtensions } from '../options.ts'
import type { BuildSite } from '../site.ts'

/**
 * Replaces React's JSX runtime, MDX's default, with Preact's in Markdown pages.
 *
 * Edits the code, because plugins do not resolve the names of external packages.
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
        // Replace only the first match, which is MDX's own import. No source map is needed: no line moves.
        return { code: code.replace(/(from ["'])react(?=\/jsx-)/, '$1preact'), map: null }
      },
    },
  }
}
