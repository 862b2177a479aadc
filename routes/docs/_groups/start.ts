// The documentation pages of the group “Start”, in reading order.
import type { ListedPage } from '../../_site/page-list.tsx'

export const startPages = [
  {
    route: '/docs/get-started',
    title: 'Get started',
    summary: 'Start a site and add a page to it in three steps.',
  },
  {
    route: '/docs/project-structure',
    title: 'Project structure',
    summary: 'The folders and files of a site, and where to put your own.',
  },
  {
    route: '/docs/questions',
    title: 'Questions and answers',
    summary: 'What people ask first about Vial.',
  },
] as const satisfies readonly ListedPage[]
