// Keeps the URLs of assets and workers within the site's default policy, in a build as in development.
import type { Plugin } from 'vite'

/** What the default Content-Security-Policy allows as a `data:` URL: images and fonts. */
const isInlineable =
  /\.(apng|avif|bmp|cur|gif|ico|jfif|jpe?g|jxl|pjpeg|pjp|png|svg|webp|eot|otf|ttf|woff2?)$/i

/**
 * Makes a build refer to files where browsers would refuse inlined ones.
 *
 * Vite inlines what is smaller than 4 kB as `data:`, and workers as `blob:`. Scripts may fetch neither, nor play them, nor
 * start a worker from them.
 */
export function limitInlining(): Plugin {
  let isOfAuthor = false
  return {
    name: 'vial:asset-urls',
    enforce: 'pre',
    sharedDuringBuild: true,
    config({ build }) {
      isOfAuthor = build?.assetsInlineLimit !== undefined
      if (isOfAuthor) return undefined
      // `undefined` is Vite's own limit.
      return { build: { assetsInlineLimit: (file) => (isInlineable.test(file) ? undefined : false) } }
    },
    resolveId: {
      order: 'pre',
      filter: { id: /\?(url|(shared)?worker&inline|inline&(shared)?worker)$/ },
      handler(id, importer, options) {
        const [path = '', query = ''] = id.split('?')
        const isUrl = query === 'url'
        if (isUrl && (isOfAuthor || !isInlineable.test(path))) return undefined
        const changed = isUrl ? `${id}&no-inline` : `${path}?${query.replace(/&?inline&?/, '')}`
        return this.resolve(changed, importer, { ...options, skipSelf: true })
      },
    },
  }
}
