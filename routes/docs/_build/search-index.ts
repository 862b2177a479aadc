// Builds the index of the documentation's search.
import MiniSearch from 'minisearch'
import { docsKeywords } from '../_keywords.ts'
import { docsPages } from '../_pages.ts'
import { type IndexedSection, indexOptions } from '../_search/search-docs.ts'
import { findDocsFiles } from './docs-files.ts'
import { listSections } from './page-sections.ts'
import { parsePage } from './parse-page.ts'

/** The length of an excerpt in characters. */
const excerptLength = 140

/** Indexes all sections of all pages. */
export function createSearchIndex(): MiniSearch<IndexedSection> {
  const index = new MiniSearch(indexOptions)
  const files = findDocsFiles()
  for (const page of docsPages) {
    const file = files.get(page.route)
    const sections = file ? listSections(parsePage(file)) : []
    const [first, ...others] = sections
    index.add({
      id: page.route,
      title: page.title,
      heading: '',
      keywords: `${page.title} ${docsKeywords[page.route] ?? ''}`,
      text: `${page.summary} ${first?.text ?? ''}`,
      code: first?.code ?? '',
      excerpt: page.summary,
    })
    index.addAll(
      others.map(({ id, heading, text, code }) => ({
        id: `${page.route}#${id}`,
        title: page.title,
        heading,
        keywords: '',
        text,
        code,
        excerpt: toExcerpt(text),
      })),
    )
  }
  return index
}

function toExcerpt(text: string): string {
  return text.length > excerptLength ? `${text.slice(0, excerptLength).replace(/\W+\w*$/, '')} …` : text
}
