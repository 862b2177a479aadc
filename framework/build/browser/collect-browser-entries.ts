// Lists the files of the browser entries in a build, and removes stylesheets that no page loads.
import { readFileSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Manifest as ViteManifest } from 'vite'
import type { BrowserEntryList } from '../../node/files/browser-entry.ts'
import type { BuildSite } from '../site.ts'

type Chunk = ViteManifest[string]

/** Lists the files of each browser entry, from Vite's manifest of the client build. */
export function collectBrowserEntries(
  { compiled: { entries }, options: { base } }: BuildSite,
  manifest: ViteManifest,
): BrowserEntryList {
  return Object.fromEntries(
    [...entries.keys()].map((file) => {
      const entry = manifest[file]
      if (!entry) throw new Error(`${file} is missing from Vite's client build.`)
      const chunks = listChunks(entry, manifest, new Set())
      const styles = new Set(chunks.flatMap(({ css = [] }) => css))
      const imports = chunks.filter((chunk) => chunk !== entry)
      const toUrl = (path: string): string => base + path
      return [
        file,
        {
          src: toUrl(entry.file),
          styles: [...styles].map(toUrl),
          imports: imports.map((chunk) => toUrl(chunk.file)),
        },
      ]
    }),
  )
}

/** Lists a chunk after its imports: its styles come later and therefore win. */
function listChunks(chunk: Chunk, manifest: ViteManifest, seen: Set<Chunk>): Chunk[] {
  if (seen.has(chunk)) return []
  seen.add(chunk)
  const imported = (chunk.imports ?? []).flatMap((key) => listChunks(manifest[key]!, manifest, seen))
  return [...imported, chunk]
}

/**
 * Removes the stylesheets of islands, which duplicate those of the server build.
 *
 * @param folder The path of `dist/client`
 * @param used The URLs of the stylesheets that pages link
 */
export async function removeUnusedStylesheets(
  folder: string,
  manifest: ViteManifest,
  used: ReadonlySet<string>,
  { assetsFolder, options: { base } }: BuildSite,
): Promise<void> {
  const stylesheets = new Set(Object.values(manifest).flatMap(({ css = [] }) => css))
  const candidates = [...stylesheets].filter((stylesheet) => !used.has(base + stylesheet))
  if (candidates.length === 0) return
  const names = (await readdir(join(folder, assetsFolder))).filter((name) => name.endsWith('.js'))
  // Synchronous: the limit of open files may be low.
  const scripts = names.map((name) => readFileSync(join(folder, assetsFolder, name), 'utf8'))
  // A stylesheet that is loaded later is named in the script that loads it.
  const unused = candidates.filter(
    (stylesheet) => !scripts.some((text) => text.includes(basename(stylesheet))),
  )
  await Promise.all(unused.map((stylesheet) => rm(join(folder, stylesheet))))
}
