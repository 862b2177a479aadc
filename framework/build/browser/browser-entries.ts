// Browser entries: importing `./main.ts?browser` gives a page the head that loads the script, without running it.
import { relative } from 'node:path'
import { type Plugin, normalizePath } from 'vite'
import { findServerReason, toName } from './guard-browser.ts'
import { hasReact } from './react-files.ts'
import { isIsland } from './read-island.ts'
import type { BuildSite } from '../site.ts'

/** Marks the import of a browser entry. */
const suffix = '?browser'
const prefix = '\0virtual:vial/entry/'

/** Resolves these imports on the server, and emits the files that browsers load. */
export function buildBrowserEntries(site: BuildSite): Plugin[] {
  return [provideEntries(site), emitEntries(site)]
}

function provideEntries(site: BuildSite): Plugin {
  return {
    name: 'vial:browser-entries',
    enforce: 'pre',
    sharedDuringBuild: true,
    applyToEnvironment: (environment) => environment.config.consumer === 'server',
    resolveId: {
      filter: { id: /\?browser$/ },
      async handler(id, importer) {
        const resolved = await this.resolve(id.slice(0, -suffix.length), importer, { skipSelf: true })
        const where = `${toName(importer ?? '', site)} imports ${id}`
        if (!resolved || resolved.external) {
          return this.error(`${where}, but that file does not exist. Import a script of this project.`)
        }
        const path = normalizePath(resolved.id)
        const reason = findServerReason(path, site)
        if (reason) return this.error(`${where}, ${reason}`)
        // On the server, an island's file is its wrapper.
        if (!/\.[cm]?[jt]sx?$/.test(path) || isIsland(path)) {
          return this.error(
            `${where}, which is not a script. Import it in a script, and import that script here.`,
          )
        }
        return prefix + path
      },
    },
    load: {
      filter: { id: /^\0virtual:vial\/entry\// },
      handler(id) {
        const path = id.slice(prefix.length)
        const file = toEntryFile(path, site)
        site.compiled.entries.set(file, path)
        return site.config.command === 'serve' ? writeDevEntry(path, site) : writeBuiltEntry(file)
      },
    },
  }
}

/** Emits a file for each entry that the server imports. */
function emitEntries(site: BuildSite): Plugin {
  return {
    name: 'vial:emit-entries',
    apply: 'build',
    sharedDuringBuild: true,
    applyToEnvironment: (environment) => environment.name === 'client',
    buildStart() {
      for (const id of site.compiled.entries.values())
        this.emitFile({ type: 'chunk', id, name: toChunkName(id) })
    },
  }
}

/** Names an entry as Vite's manifest does. */
function toEntryFile(path: string, site: BuildSite): string {
  return normalizePath(relative(site.options.root, path))
}

function toChunkName(path: string): string {
  return path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/\.\w+$/, '')
    .replace(/[^\w-]/g, '_')
}

function writeBuiltEntry(file: string): string {
  return [
    `import { readBrowserEntry } from 'vial/server'`,
    `const entry = readBrowserEntry(${JSON.stringify(file)}, import.meta.url)`,
    'export const { src, styles } = entry',
    'export default entry.head',
    '',
  ].join('\n')
}

function writeDevEntry(path: string, site: BuildSite): string {
  const src = toDevUrl(path, site)
  // React Refresh must load before the first component. React's plugin adds it to an HTML file, which a site does not have.
  const first = hasReact(site.config) ? [`${site.options.base}@id/__x00__@vitejs/plugin-react/preamble`] : []
  const script = [...first, src].map((url) => ({ type: 'module', src: url }))
  return [
    `export const src = ${JSON.stringify(src)}`,
    // Vite's client adds the styles when it has loaded the script.
    'export const styles = []',
    `export default ${JSON.stringify({ script })}`,
    '',
  ].join('\n')
}

/** Spells the URL as the imports of other modules do: another spelling would load the module twice. */
function toDevUrl(path: string, { options: { root, base } }: BuildSite): string {
  const name = path.startsWith(`${root}/`) ? path.slice(root.length + 1) : `@fs/${path.replace(/^\//, '')}`
  const url = encodeURI(name).replace(/%5B/g, '[').replace(/%5D/g, ']').replace(/[?#]/g, encodeURIComponent)
  return base + url
}
