// What the server has to know of the files that browsers load for islands.
import type { Manifest as ViteManifest } from 'vite'
import type { BrowserFileList } from '../node/browser-files.ts'
import { assetsFolder } from '../node/built-site.ts'
import { type BuildSite, needsScript } from './site.ts'
import { adoptSlotsId, clientId, islandId, reviveId, reviveSignalsId } from './virtual-modules.ts'

/**
 * Reads Vite's manifest of the browser's build.
 *
 * @returns `undefined` for a site without islands and without a script of its own for navigation
 */
export function collectBrowserFiles(site: BuildSite, manifest: ViteManifest): BrowserFileList | undefined {
  if (!needsScript(site)) return undefined
  const { base } = site.options
  return {
    start: base + findChunk(clientId).file,
    revive: toFile(reviveId),
    reviveSignals: toFile(reviveSignalsId),
    adoptSlots: toFile(adoptSlotsId),
    islands: Object.fromEntries(
      [...site.islands].map(([file, { isForBrowserOnly }]) => [
        file,
        toFile(islandId(file), isForBrowserOnly),
      ]),
    ),
  }

  /** @param hasStyles Whether the server's own files do not bring the styles */
  function toFile(id: string, hasStyles = false): BrowserFileList['revive'] {
    const chunks = new Set<ViteManifest[string]>()
    collectImports(findChunk(id), chunks)
    const styles = hasStyles ? [...chunks].flatMap(({ css }) => css ?? []) : []
    return {
      name: findChunk(id).file.slice(assetsFolder.length + 1),
      urls: [...chunks].map(({ file }) => base + file),
      ...(styles.length > 0 && { styles: styles.map((style) => base + style) }),
    }
  }

  function findChunk(id: string): ViteManifest[string] {
    const chunk = manifest[id]
    if (!chunk) throw new Error(`${id} is missing in what Vite built for browsers.`)
    return chunk
  }

  function collectImports(chunk: ViteManifest[string], found: Set<ViteManifest[string]>): void {
    if (found.has(chunk)) return
    found.add(chunk)
    for (const key of chunk.imports ?? []) collectImports(findChunk(key), found)
  }
}
