// The documentation pages of the group “Reference”, in reading order.
import type { ListedPage } from '../../_site/page-list.tsx'

export const referencePages = [
  {
    route: '/docs/config-and-context',
    title: 'config and ctx at a glance',
    summary: 'The settings of a route and the context of a request, on one page.',
  },
  {
    route: '/docs/command-line',
    title: 'Command line',
    summary: 'List routes, find mistakes, run your own commands, and inspect the site from a prompt.',
  },
  {
    route: '/docs/reference/vial',
    title: 'vial',
    summary: 'What route files import: responses, links, forms, and the types of everything around them.',
  },
  {
    route: '/docs/reference/server',
    title: 'vial/server',
    summary:
      'What middleware and custom servers import: CORS, rate limits, session stores and the handler of a site.',
  },
  {
    route: '/docs/reference/client',
    title: 'vial/client',
    summary: 'What browser code imports: links, fields and client navigation.',
  },
  {
    route: '/docs/reference/auth',
    title: 'vial/auth',
    summary: 'Passwords, logins, tokens and guards.',
  },
  {
    route: '/docs/reference/redis',
    title: 'vial/redis',
    summary: 'Sessions in Redis, and the connection to it.',
  },
  {
    route: '/docs/reference/testing',
    title: 'vial/testing',
    summary: 'A client that sends requests to the site, without a port.',
  },
  {
    route: '/docs/reference/vite',
    title: 'vial/vite',
    summary: 'The plugin in vite.config.ts, and its options.',
  },
  {
    route: '/docs/error-messages',
    title: 'Error messages',
    summary: 'What each message means, and what to do about it.',
  },
] as const satisfies readonly ListedPage[]
