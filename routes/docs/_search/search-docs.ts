// Searches the documentation: in the browser as the visitor types, and on the server for the form without JavaScript.
import type MiniSearch from 'minisearch'
import type { Options, SearchResult } from 'minisearch'

/** A section of a page, as it is indexed. */
export interface IndexedSection {
  /** The path of the page without a base, and the id of the heading. */
  id: string
  /** The title of the page. */
  title: string
  /** The heading; empty for the page itself. */
  heading: string
  /** The title and the words of other frameworks, of the page itself only. */
  keywords: string
  text: string
  code: string
  /** The beginning of the text. */
  excerpt: string
}

/** A section that fits the words of a search. */
export type FoundSection = Pick<IndexedSection, 'id' | 'title' | 'heading' | 'excerpt'>

/** The options of the index. It can only be read with the same options. */
export const indexOptions: Options<IndexedSection> = {
  fields: ['title', 'heading', 'keywords', 'text', 'code'],
  storeFields: ['title', 'heading', 'excerpt'],
  tokenize,
  processTerm: (term) => (stopWords.has(term) ? null : toStem(term)),
}

/** The number of sections that a search returns, and of those on one page. */
const maxResults = 8
const maxOfPage = 3

/** Finds the sections that fit best, in order. */
export function searchDocs(index: MiniSearch<IndexedSection>, text: string): FoundSection[] {
  const found = index.search(text, {
    boost: { keywords: 7, title: 2, heading: 3 },
    prefix: (term) => term.length > 2,
    fuzzy: (term) => (term.length > 4 ? 0.2 : false),
    boostDocument: (id) => toBoost(String(id)),
    weights: { prefix: 0.4, fuzzy: 0.2 },
  })
  const counts = new Map<string, number>()
  return found
    .filter(({ id }) => {
      const page = String(id).split('#', 1)[0] ?? ''
      const count = (counts.get(page) ?? 0) + 1
      counts.set(page, count)
      return count <= maxOfPage
    })
    .slice(0, maxResults)
    .map(toSection)
}

/** A guide comes before a chapter, and both before the reference, which has the name of a function in many signatures. */
function toBoost(id: string): number {
  if (id.startsWith('/docs/reference/')) return 0.4
  return id.startsWith('/docs/tutorial/') ? 0.6 : 1
}

function toSection({ id, title, heading, excerpt }: SearchResult): FoundSection {
  return { id: String(id), title, heading, excerpt }
}

/** Keeps the names of code whole, and splits them too: `url_for` is also `url` and `for`. */
function tokenize(text: string): string[] {
  const names = text.match(/[\p{L}\p{N}_$]+(?:[-.][\p{L}\p{N}_$]+)*/gu) ?? []
  return names.flatMap((name) => {
    const parts = name.split(/[-._$]+|(?<=\p{Ll})(?=\p{Lu})/u).filter(Boolean)
    return [...new Set([name, ...parts].map((part) => part.toLowerCase()))]
  })
}

/** The plural finds the singular. */
function toStem(term: string): string {
  return /^[a-z]{3,}[^su\W\d]s$/.test(term) ? term.slice(0, -1) : term
}

const stopWords = new Set(
  'a an and are as at be by can do does for from get how i if in is it its me my of on or set should so that the then there this to use using want what when where which why will with you your'.split(
    ' ',
  ),
)
