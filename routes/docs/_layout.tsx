// The layout of the documentation: search, list of pages, table of contents, and links to the next and previous page.
import { type Head, type LayoutProps, href, isActive, publicUrl } from 'vial'
import { headings, sourceUrls } from 'virtual:docs'
import CopyCode from '../_site/copy-code.island.tsx'
import { Contents } from './_contents.tsx'
import { Menu } from './_menu.tsx'
import { Neighbours } from './_neighbours.tsx'
import { type DocsRoute, docsPages } from './_pages.ts'
import SearchBox from './_search/search-box.island.tsx'
import './_search/search.css'
import './docs.css'

export function head({ url }: LayoutProps): Head {
  const current = findPage(url)
  // The search page, the start page and error pages are not Markdown.
  if (current === undefined || !Object.hasOwn(headings, current)) return {}
  return { link: [{ rel: 'alternate', type: 'text/markdown', href: publicUrl(`${current}.md`) }] }
}

export default function DocsLayout({ children, url }: LayoutProps) {
  const current = findPage(url)
  const contents = (current && headings[current]) ?? []
  const sourceUrl = current && sourceUrls[current]
  return (
    <div class="docs site-width">
      <div class="docs-side">
        <SearchBox q={isActive(href('/docs/search')) ? (url.searchParams.get('q') ?? '') : ''} />
        <Menu current={current} />
      </div>
      {contents.length > 1 && <Contents headings={contents} />}
      <article class="prose">
        {children}
        {sourceUrl && (
          <p>
            <a href={sourceUrl}>Edit this page</a>
          </p>
        )}
        {current && <Neighbours current={current} />}
        <CopyCode />
      </article>
    </div>
  )
}

/** Functions for `head` run outside of rendering, where `isActive()` knows no page. */
function findPage({ pathname }: URL): DocsRoute | undefined {
  return docsPages.find(({ route }) => href(route) === pathname)?.route
}
