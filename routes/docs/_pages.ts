// All documentation pages.
import type { Head } from 'vial'
import type { ListedPage } from '../_site/page-list.tsx'
import { docsGroups } from './_groups.ts'

const startPage = {
  route: '/docs',
  title: 'Documentation',
  summary: 'What Vial does, page by page. You can read all of it in an afternoon.',
} as const satisfies ListedPage

export type DocsPage = typeof startPage | (typeof docsGroups)[number]['pages'][number]
export type DocsRoute = DocsPage['route']

/** All pages but the start page, in reading order. */
export const docsOrder: readonly DocsPage[] = docsGroups.flatMap<DocsPage>(({ pages }) => pages)

export const docsPages: readonly DocsPage[] = [startPage, ...docsOrder]

/** Finds a documentation page. */
export function findDocsPage(route: DocsRoute): DocsPage {
  return docsPages.find((page) => page.route === route)!
}

/** Creates the head of a documentation page. */
export function createDocsHead(route: DocsRoute): Head {
  const { title, summary } = findDocsPage(route)
  return { title, meta: [{ name: 'description', content: summary }] }
}
