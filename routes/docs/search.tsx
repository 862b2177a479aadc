// The search of the documentation without JavaScript: the form leads here.
import MiniSearch from 'minisearch'
import { type Context, type Head, type PageProps, publicUrl } from 'vial'
import { indexText } from 'virtual:docs-search'
import { type FoundSection, type IndexedSection, indexOptions, searchDocs } from './_search/search-docs.ts'
import '../_site/page-list.css'

let index: MiniSearch<IndexedSection> | undefined

export function loader({ query }: Context<'/docs/search'>): { q: string; sections: FoundSection[] } {
  index ??= MiniSearch.loadJSON<IndexedSection>(indexText, indexOptions)
  // The field of the form has the same limit.
  const q = (query.get('q') ?? '').trim().slice(0, 200)
  return { q, sections: searchDocs(index, q) }
}

export const head = ({ data }: PageProps<'/docs/search'>): Head => ({
  title: data.q ? `Search for “${data.q}”` : 'Search',
  meta: [{ name: 'robots', content: 'noindex' }],
})

export default function Search({ data: { q, sections } }: PageProps<'/docs/search'>) {
  return (
    <>
      <h1>Search</h1>
      <p class="lead">{q ? describe(sections.length, q) : 'Type a word, such as the name of a function.'}</p>
      <ol class="page-list">
        {sections.map(({ id, title, heading, excerpt }) => (
          <li key={id}>
            <h2>
              <a href={publicUrl(id)}>{heading || title}</a>
            </h2>
            <p>{heading ? `${title} · ${excerpt}` : excerpt}</p>
          </li>
        ))}
      </ol>
    </>
  )
}

function describe(count: number, q: string): string {
  if (count === 0) return `No page contains “${q}”.`
  return `${count === 1 ? 'One result' : `${count} results`} for “${q}”.`
}
