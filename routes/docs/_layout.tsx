// The layout of the documentation: the search, the list of all pages, the table of contents, and links to the neighbouring pages.
import { type LayoutProps, href, isActive } from 'vial'
import { headings } from 'virtual:docs'
import { Contents } from './_contents.tsx'
import { Menu } from './_menu.tsx'
import { Neighbours } from './_neighbours.tsx'
import { docsPages } from './_pages.ts'
import SearchBox from './_search/search-box.island.tsx'
import './_search/search.css'
import './docs.css'

export default function DocsLayout({ children, url }: LayoutProps) {
  const current = docsPages.find(({ route }) => isActive(href(route)))?.route
  const contents = (current && headings[current]) ?? []
  return (
    <div class="docs site-width">
      <div class="docs-side">
        <SearchBox q={isActive(href('/docs/search')) ? (url.searchParams.get('q') ?? '') : ''} />
        <Menu current={current} />
      </div>
      {contents.length > 1 && <Contents headings={contents} />}
      <article class="prose">
        {children}
        {current && <Neighbours current={current} />}
      </article>
    </div>
  )
}
