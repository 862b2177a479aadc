// The documentation pages of the group “Explanation”, in reading order.
import type { ListedPage } from '../../_site/page-list.tsx'

export const explanationPages = [
  {
    route: '/docs/why',
    title: 'Why Vial',
    summary: 'What Vial is for, what it costs, and what it is not for.',
  },
  {
    route: '/docs/how-a-request-travels',
    title: 'How a request travels',
    summary: 'What happens between a URL and the HTML of a page, in order.',
  },
] as const satisfies readonly ListedPage[]
