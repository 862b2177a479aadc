// What the server has to know of the files that browsers load for islands.
import { relative } from 'node:path'
import { type Manifest as ViteManifest, normalizePath } from 'vite'
import type { BrowserFileList } from '../node/browser-files.ts'
import { assetsFolder } from '../node/built-site.ts'
import { type BuildSite, needsScript } from './site.ts'
import { moveSlotsId, clientId, islandId, reviveId, reviveSignalsId } from './virtual-modules.ts'

/**
 * Reads Vite's manifest of the browser's build.
 *
 * @returns `undefined` for a site without islands and without a script of its own for navigation
 */
export function collectBrowserFiles(site: BuildSite, manifest: ViteManifest): BrowserFileList | undefined {
  if (!needsScript(site)) return undefined
  const { base, root } = site.options
  return {
    start: base + findChunk(toKey(clientId)).file,
    revive: toFile(reviveId),
    reviveSignals: toFile(reviveSignalsId),
    moveSlots: toFile(moveSlotsId),
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
    const chunk = findChunk(toKey(id))
    collectImports(chunk, chunks)
    const styles = hasStyles ? [...chunks].flatMap(({ css }) => css ?? []) : []
    return {
      name: chunk.file.slice(assetsFolder.length + 1),
      urls: [...chunks].map(({ file }) => base + file),
      ...(styles.length > 0 && { styles: styles.map((style) => base + style) }),
    }
  }

  /** As Vite names modules there: it takes ours for files below the folder in which it was started. */
  function toKey(id: string): string {
    return normalizePath(relative(root, `\0${id}`)).replaceAll('\0', '')
  }

  function findChunk(key: string): ViteManifest[string] {
    const chunk = manifest[key]
    if (!chunk) throw new Error(`${key} is missing in what Vite built for browsers.`)
    return chunk
  }

  function collectImports(chunk: ViteManifest[string], found: Set<ViteManifest[string]>): void {
    if (found.has(chunk)) return
    found.add(chunk)
    for (const key of chunk.imports ?? []) collectImports(findChunk(key), found)
  }
}
