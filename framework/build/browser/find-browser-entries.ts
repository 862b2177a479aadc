// Finds the browser entries of a site before the first request.
import { readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { type Plugin, normalizePath } from 'vite'
import { type VialOptions, resolveOptions, sourceExtensions } from '../options.ts'
import { scanRoutes, toRealFile } from '../routes/scan-routes.ts'

/** Tells Vite which entries to scan: it reloads the page when it discovers a dependency later. */
export function prepareBrowserEntries(options: VialOptions): Plugin {
  return {
    name: 'vial:prepare-entries',
    apply: (_, { command, isPreview }) => command === 'serve' && !isPreview,
    async config({ root = '.', optimizeDeps }) {
      if (optimizeDeps?.noDiscovery) return undefined
      const folder = normalizePath(resolve(root))
      const { routesFolder } = resolveOptions(options, { root: folder, base: '/' })
      const paths = await findBrowserEntries(routesFolder, folder)
      const entries = paths.map((path) => escapePattern(normalizePath(relative(folder, path))))
      return { optimizeDeps: { entries } }
    },
  }
}

/**
 * Finds the `?browser` imports of the files below a folder by searching their text.
 *
 * @param root The folder of imports that start with a slash
 * @returns Absolute paths without duplicates
 */
async function findBrowserEntries(folder: string, root: string): Promise<string[]> {
  const { files, links } = await scanRoutes(folder, sourceExtensions)
  const found = files.flatMap((file) => {
    const path = toRealFile(folder, file.path, links)
    // Synchronous: reading all routes at once would open them all, and takes seven times the CPU time.
    const text = readFileSync(path, 'utf8')
    if (!text.includes('?browser')) return []
    return [...text.matchAll(/['"](\.{0,2}\/[^'"\n]+)\?browser['"]/g)].map(([, id]) =>
      id!.startsWith('/') ? root + id! : normalizePath(resolve(dirname(path), id!)),
    )
  })
  return [...new Set(found)]
}

/** Escapes glob characters: `[id]` in a folder's name is not a character class. */
export function escapePattern(path: string): string {
  return path.replace(/[()[\]{}!*?@+|\\]/g, '\\$&')
}
