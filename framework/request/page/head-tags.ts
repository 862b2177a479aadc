// The tags that a page's files need in its head: their style sheets.
import type { Manifest } from '../pipeline/manifest.ts'

type StyleManifest = Pick<Manifest, 'files' | 'inlinedStyles'>

/** Makes the function that gives the tags for the files of a page: links, and the text of small sheets. */
export function createHeadTags(manifest: StyleManifest): (paths: readonly string[]) => string {
  const toUrls = createSheetList(manifest)
  return (paths) =>
    toUrls(paths)
      .map((url) => {
        const inlined = manifest.inlinedStyles?.[url]
        return inlined ? `<style>${inlined.text}</style>` : `<link rel="stylesheet" href="${url}">`
      })
      .join('')
}

/**
 * Makes the function that gives the hashes of the sheets that are part of a page, for `style-src` of its policy.
 *
 * Hashes and not a nonce: the sheets are the same for everyone, so such a page can still be cached.
 */
export function createStyleHashes(manifest: StyleManifest): (paths: readonly string[]) => readonly string[] {
  const toUrls = createSheetList(manifest)
  return (paths) => toUrls(paths).flatMap((url) => manifest.inlinedStyles?.[url]?.hash ?? [])
}

/** Adds tags that are the same on every page. */
export function addHeadTags(
  toHeadTags: NonNullable<Manifest['headTags']>,
  tags: string | undefined,
): NonNullable<Manifest['headTags']> {
  return tags ? (paths, nonce) => toHeadTags(paths, nonce) + tags : toHeadTags
}

function createSheetList(manifest: StyleManifest): (paths: readonly string[]) => readonly string[] {
  const styles = new Map(manifest.files.map((file) => [file.path, file.styles ?? []]))
  return (paths) => [...new Set(paths.flatMap((path) => styles.get(path) ?? []))]
}
