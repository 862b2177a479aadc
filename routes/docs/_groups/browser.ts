// The documentation pages of the group “In the browser”, in reading order.
import type { ListedPage } from '../../_site/page-list.tsx'

export const browserPages = [
  {
    route: '/docs/styles',
    title: 'Styles',
    summary: 'Import stylesheets where you use them. Each page links only its own, always in the same order.',
  },
  {
    route: '/docs/islands',
    title: 'Islands',
    summary: 'Hydrate one part of a page in the browser, and leave the rest as HTML.',
  },
  {
    route: '/docs/navigation',
    title: 'Navigation',
    summary: 'Make navigation faster with prefetching and view transitions, or with client navigation.',
  },
  {
    route: '/docs/markdown',
    title: 'Markdown pages',
    summary: 'Write pages in Markdown, and use components in them.',
  },
  {
    route: '/docs/single-page-applications',
    title: 'Single-page applications',
    summary: 'Run a Vue, React or Preact application in one part of the site.',
  },
  {
    route: '/docs/security-headers',
    title: 'Security headers',
    summary: 'What a page may load and run by default, and how to allow more.',
  },
] as const satisfies readonly ListedPage[]
