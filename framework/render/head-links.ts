// Links in the head that tell search engines which address a page has, and in which languages.
import type { HeadLink } from './head.ts'

export interface CanonicalOptions {
  /** The parameters of the query that make it another page, such as `['page']` (default: none). */
  keep?: readonly string[]
  /** The `url` of the page, when the address is given as a path. */
  from?: URL
}

/**
 * Links to the one address of a page, without its hash and query.
 *
 * @param page The `url` of the page; a path needs `from`; a whole URL may lead to another site
 * @throws Error for what is no address of a page
 */
export function canonical(page: URL | string, { keep = [], from }: CanonicalOptions = {}): HeadLink {
  const url = toPageUrl('canonical()', page, from)
  const query = keep.flatMap((name) => url.searchParams.getAll(name).map((value) => [name, value]))
  url.search = new URLSearchParams(query).toString()
  url.hash = ''
  return { rel: 'canonical', href: url.href }
}

/**
 * Links to a page in its languages, itself included.
 *
 * @param pages Paths or whole URLs by language tag, such as `{ en: '/en/x', de: '/de/x', 'x-default': '/x' }`
 * @param from The `url` of the page: search engines want whole addresses
 * @throws Error for what is no language tag or no address of a page
 */
export function alternates(pages: Readonly<Record<string, URL | string>>, from: URL): HeadLink[] {
  return Object.entries(pages).map(([hreflang, page]) => {
    if (!/^(x-default|[a-z]{2,3}(-[a-z\d]{2,8})*)$/i.test(hreflang)) {
      throw new Error(
        `alternates(): ${JSON.stringify(hreflang)} is no language tag. Write one such as en, pt-BR or x-default.`,
      )
    }
    return { rel: 'alternate', hreflang, href: toPageUrl('alternates()', page, from).href }
  })
}

function toPageUrl(where: string, page: URL | string, from: URL | undefined): URL {
  const isWhole = page instanceof URL || /^https?:\/\//i.test(page)
  if (!isWhole && page.startsWith('/') && !from) {
    throw new Error(`${where}: search engines want whole addresses. Pass the page's url with the path.`)
  }
  const url = (isWhole || page.startsWith('/')) && URL.canParse(page, from) && new URL(page, from)
  // "//elsewhere.example" and "/\elsewhere.example" begin with a slash, too.
  if (!url || !/^https?:$/.test(url.protocol) || (!isWhole && url.origin !== from?.origin)) {
    throw new Error(
      `${where}: ${JSON.stringify(String(page))} is no address of a page. Pass a path such as /notes, or a whole URL.`,
    )
  }
  return url
}
