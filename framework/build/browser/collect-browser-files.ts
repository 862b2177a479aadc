// Lists the files that browsers load for islands, for the server.
import { relative } from 'node:path'
import { type Manifest as ViteManifest, normalizePath } from 'vite'
import type { BrowserFileList } from '../../node/files/browser-files.ts'
import { type BuildSite, needsScript } from '../site.ts'
import { clientId, islandId, supportIds } from '../virtual-modules.ts'

/**
 * Lists the files of each island, from Vite's manifest of the client build.
 *
 * @returns `undefined` for a site without islands and without client navigation
 */
export function collectBrowserFiles(site: BuildSite, manifest: ViteManifest): BrowserFileList | undefined {
  if (!needsScript(site)) return undefined
  const { base, root } = site.options
  return {
    start: base + findChunk(toKey(clientId)).file,
    revive: toFile(supportIds.revive),
    reviveSignals: toFile(supportIds.reviveSignals),
    moveSlots: toFile(supportIds.moveSlots),
    scheduleHydration: toFile(supportIds.scheduleHydration),
    islands: Object.fromEntries(
      [...site.compiled.islands].map(([file, { isForBrowserOnly }]) => [
        file,
        toFile(islandId(file), isForBrowserOnly),
      ]),
    ),
  }

  /** @param hasStyles Whether to list the styles, because the server build does not include them */
  function toFile(id: string, hasStyles = false): BrowserFileList['revive'] {
    const chunks = new Set<ViteManifest[string]>()
    const chunk = findChunk(toKey(id))
    collectImports(chunk, chunks)
    const styles = hasStyles ? [...chunks].flatMap(({ css }) => css ?? []) : []
    return {
      name: chunk.file.slice(site.assetsFolder.length + 1),
      urls: [...chunks].map(({ file }) => base + file),
      ...(styles.length > 0 && { styles: styles.map((style) => base + style) }),
    }
  }

  /** Names a module as Vite's manifest does: it takes virtual modules for files below the working directory. */
  function toKey(id: string): string {
    return normalizePath(relative(root, `\0${id}`)).replaceAll('\0', '')
  }

  function findChunk(key: string): ViteManifest[string] {
    const chunk = manifest[key]
    if (!chunk) throw new Error(`${key} is missing from Vite's client build.`)
    return chunk
  }

  function collectImports(chunk: ViteManifest[string], found: Set<ViteManifest[string]>): void {
    if (found.has(chunk)) return
    found.add(chunk)
    for (const key of chunk.imports ?? []) collectImports(findChunk(key), found)
  }
}
