// Makes the framework's own part of a built server small: it is minified, and has no source maps.
import { minify, type Plugin } from 'vite'
import { readBuildOptions } from '../author-settings.ts'
import { bundledPackages, frameworkFolder } from '../configure.ts'

/**
 * Minifies the chunks of the server that hold nothing of the site, and drops their source maps, unless the author sets
 * `minify` or `sourcemap`.
 *
 * The site's own chunks stay readable. Names of functions stay in all of them, for stacks and profiles.
 */
export function compactFramework(): Plugin {
  let isWanted = true
  return {
    name: 'vial:compact-framework',
    // Its config() must see what the author sets, without the defaults of the other plugins.
    enforce: 'pre',
    sharedDuringBuild: true,
    applyToEnvironment: ({ name }) => name === 'ssr',
    config(user) {
      const given = readBuildOptions(user, 'ssr')
      isWanted = given.minify === undefined && given.sourcemap === undefined
    },
    async generateBundle(_options, bundle) {
      if (!isWanted) return
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk' || !isOfFramework(chunk.moduleIds)) continue
        delete bundle[`${chunk.fileName}.map`]
        const { code } = await minify(chunk.fileName, chunk.code.replace(mapComment, ''), options)
        chunk.code = code
        // Vite's list of files would show it.
        chunk.map = null
      }
    },
  }
}

const mapComment = /\n\/\/# sourceMappingURL=.*\s*$/
const keepNames = { function: true, class: true }
const options = {
  module: true,
  compress: { keepNames },
  mangle: { toplevel: true, keepNames },
  sourcemap: false,
}

function isOfFramework(ids: readonly string[]): boolean {
  return ids.length > 0 && ids.every((id) => frameworkModule.test(id))
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
// Rolldown's runtime belongs to no package, and the virtual modules only list the files of the site.
const frameworkModule = new RegExp(
  `^\0?(${escapeRegExp(frameworkFolder)}|rolldown/|virtual:vial/|.*/node_modules/(vial|preact|${bundledPackages.join('|')})/)`,
)
