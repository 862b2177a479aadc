// A Vite plugin for pages that show source files: `import source from 'virtual:source/routes/index.tsx?source'`.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { highlightCode } from './highlight-code.ts'

const prefix = 'virtual:source/'
const root = join(import.meta.dirname, '../..')

/** Serves each source file of the site as a module: its name, its text, and the text highlighted. */
export function sources(): Plugin {
  return {
    name: 'sources',
    // The end keeps other plugins from compiling the module as the file that it describes.
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}.js` : undefined),
    async load(id) {
      const file = readName(id)
      if (file === undefined) return undefined
      this.addWatchFile(join(root, file))
      const code = (await readFile(join(root, file), 'utf8')).trim()
      const html = await highlightCode(code, file.split('.').at(-1) ?? '')
      return `export default ${JSON.stringify({ file, code, html })}`
    },
    hotUpdate({ file, timestamp }) {
      const { moduleGraph } = this.environment
      const name = file.slice(root.length + 1)
      const module = moduleGraph.getModuleById(`\0${prefix}${name}?source.js`)
      if (module) moduleGraph.invalidateModule(module, new Set(), timestamp)
    },
  }
}

function readName(id: string): string | undefined {
  return id.startsWith(`\0${prefix}`) ? id.slice(prefix.length + 1).replace(/\?.*/, '') : undefined
}
