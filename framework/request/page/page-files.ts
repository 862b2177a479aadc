// What a page makes browsers load: stylesheets, inlined styles with their hashes, and the files of islands.
import type { BrowserFiles } from '../../render/page-islands.ts'
import type { Manifest } from '../pipeline/manifest.ts'
import type { PagePlan } from '../route/page-plan.ts'

export interface PageFiles {
  /** Gives the tags for the files of a page. */
  toHeadTags(paths: readonly string[], nonce: () => string): string
  /**
   * Gives the hashes of the stylesheets inside a page for `style-src` of its policy, the same list every time;
   * `undefined` where no stylesheet is inlined.
   *
   * Hashes and not a nonce: the stylesheets are the same for every visitor, so such a page can still be cached.
   */
  styleHashesOf(plan: Pick<PagePlan, 'paths' | 'styleHashes'>): readonly string[] | undefined
  readonly browserFiles: BrowserFiles | undefined
  /** Whether every page loads the script that starts islands, which then does more. */
  readonly hasScript: boolean
}

type FileManifest = Pick<Manifest, 'files' | 'inlinedStyles' | 'headTags' | 'navigation' | 'browserFiles'>

/** Collects what pages load from a manifest. */
export function createPageFiles(manifest: FileManifest): PageFiles {
  const { browserFiles, inlinedStyles, navigation } = manifest
  const stylesheets = new Map(manifest.files.map((file) => [file.path, file.styles ?? []]))
  const toHeadTags = manifest.headTags ?? formatStylesheets
  const tags = navigation?.tags ?? ''
  return {
    toHeadTags: (paths, nonce) => toHeadTags(paths, nonce) + tags,
    styleHashesOf(plan) {
      if (inlinedStyles) {
        plan.styleHashes ??= toUrls(plan.paths).flatMap((url) => inlinedStyles[url]?.hash ?? [])
      }
      return plan.styleHashes
    },
    browserFiles,
    hasScript: navigation?.hasScript ?? false,
  }

  /** Links stylesheets, and writes out the small ones. */
  function formatStylesheets(paths: readonly string[]): string {
    const list = toUrls(paths).map((url) => {
      const inlined = inlinedStyles?.[url]
      return inlined ? `<style>${inlined.text}</style>` : `<link rel="stylesheet" href="${url}">`
    })
    return list.join('')
  }

  function toUrls(paths: readonly string[]): readonly string[] {
    return [...new Set(paths.flatMap((path) => stylesheets.get(path) ?? []))]
  }
}
