// Head links that tell search engines the canonical URL of a page and its translations.
import type { HeadLink } from './head.ts'

/** What the address of `canonical()` consists of. */
export interface CanonicalOptions {
  /** The query parameters that are part of the canonical URL, such as `['page']` (default: none). */
  keep?: readonly string[]
  /** The `url` of the page. Required if the first argument is a path. */
  from?: URL
}

/**
 * Creates a link to the canonical URL of a page, without hash and query.
 *
 * @param page The `url` of the page, a path (which requires `from`), or an absolute URL, which may be on another site
 * @throws Error for an invalid URL
 */
export function canonical(page: URL | string, { keep = [], from }: CanonicalOptions = {}): HeadLink {
  const url = toPageUrl('canonical()', page, from)
  const query = keep.flatMap((name) => url.searchParams.getAll(name).map((value) => [name, value]))
  url.search = new URLSearchParams(query).toString()
  url.hash = ''
  return { rel: 'canonical', href: url.href }
}

/**
 * Creates links to all translations of a page. Include the page itself.
 *
 * @param pages Paths or absolute URLs by language tag, such as `{ en: '/en/x', de: '/de/x', 'x-default': '/x' }`
 * @param from The `url` of the page, because search engines require absolute URLs
 * @throws Error for an invalid language tag or URL
 */
export function alternates(pages: Readonly<Record<string, URL | string>>, from: URL): HeadLink[] {
  return Object.entries(pages).map(([hreflang, page]) => {
    if (!/^(x-default|[a-z]{2,3}(-[a-z\d]{2,8})*)$/i.test(hreflang)) {
      throw new Error(
        `alternates(): ${JSON.stringify(hreflang)} is not a language tag. Use one such as en, pt-BR or x-default.`,
      )
    }
    return { rel: 'alternate', hreflang, href: toPageUrl('alternates()', page, from).href }
  })
}

function toPageUrl(where: string, page: URL | string, from: URL | undefined): URL {
  const isAbsolute = page instanceof URL || /^https?:\/\//i.test(page)
  if (!isAbsolute && page.startsWith('/') && !from) {
    throw new Error(
      `${where}: search engines require absolute URLs. Pass the page's url along with the path.`,
    )
  }
  const url = (isAbsolute || page.startsWith('/')) && URL.canParse(page, from) && new URL(page, from)
  // "//elsewhere.example" and "/\elsewhere.example" also start with a slash.
  if (!url || !/^https?:$/.test(url.protocol) || (!isAbsolute && url.origin !== from?.origin)) {
    throw new Error(
      `${where}: ${JSON.stringify(String(page))} is not the URL of a page. Pass a path such as /notes or an absolute URL.`,
    )
  }
  return url
}
