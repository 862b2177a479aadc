// Collects what browsers load for a page: stylesheets, inlined styles with their hashes, and the files of islands.
import type { BrowserFiles } from '../../render/page-islands.ts'
import type { Manifest } from '../pipeline/manifest.ts'
import type { PagePlan } from '../route/page-plan.ts'

export interface PageFiles {
  /** Formats the head tags for the files of a page. */
  toHeadTags(paths: readonly string[], nonce: () => string): string
  /**
   * Lists the hashes of a page's inlined stylesheets for `style-src`; `undefined` if the site inlines none.
   *
   * It returns the same list object every time. Hashes are used instead of a nonce, so that the page can still be cached.
   */
  styleHashesOf(plan: Pick<PagePlan, 'paths' | 'memo'>): readonly string[] | undefined
  readonly browserFiles: BrowserFiles | undefined
  /** Whether every page loads the browser script, with or without islands. */
  readonly hasScript: boolean
}

type FileManifest = Pick<Manifest, 'files' | 'inlinedStyles' | 'headTags' | 'navigation' | 'browserFiles'>

/** Reads from a manifest what pages load. */
export function createPageFiles(manifest: FileManifest): PageFiles {
  const { browserFiles, inlinedStyles, navigation } = manifest
  const stylesheets = new Map(manifest.files.map((file) => [file.path, file.styles ?? []]))
  const toHeadTags = manifest.headTags ?? formatStylesheets
  const tags = navigation?.tags ?? ''
  return {
    toHeadTags: (paths, nonce) => toHeadTags(paths, nonce) + tags,
    styleHashesOf({ paths, memo }) {
      if (inlinedStyles) {
        memo.styleHashes ??= toUrls(paths).flatMap((url) => inlinedStyles[url]?.hash ?? [])
      }
      return memo.styleHashes
    },
    browserFiles,
    hasScript: navigation?.hasScript ?? false,
  }

  /** Formats stylesheets: small ones inline, others as links. */
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
