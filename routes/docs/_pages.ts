// The documentation pages. Their order in the navigation is in _groups.ts.
import type { Head } from 'vial'
import type { ListedPage } from '../_site/page-list.tsx'

export const docsPages = [
  {
    route: '/docs',
    title: 'Documentation',
    summary: 'What Vial does, page by page. You can read all of it in an afternoon.',
  },
  {
    route: '/docs/get-started',
    title: 'Get started',
    summary: 'Start a site and add a page to it in three steps.',
  },
  {
    route: '/docs/routing',
    title: 'Routing',
    summary: 'How file names become URLs, and what a route file may export.',
  },
  {
    route: '/docs/forms-and-sessions',
    title: 'Forms and sessions',
    summary: 'Read and validate a form, show its errors, and remember the visitor.',
  },
  {
    route: '/docs/session-stores',
    title: 'Sessions on the server',
    summary: 'Store sessions in Redis, in memory or in files, so that you can revoke them remotely.',
  },
  {
    route: '/docs/accounts',
    title: 'Accounts',
    summary: 'Authentication and authorization: passwords, logins, roles and rate limits.',
  },
  {
    route: '/docs/endpoints',
    title: 'JSON endpoints',
    summary: 'Route files that return data instead of rendering a page.',
  },
  {
    route: '/docs/files',
    title: 'Uploads and files',
    summary: 'Stream uploads part by part, and send files with ranges and caching headers.',
  },
  {
    route: '/docs/real-time',
    title: 'Real time',
    summary: 'Push updates to open pages with server-sent events, rooms and WebSockets.',
  },
  {
    route: '/docs/errors',
    title: 'Errors',
    summary: 'What to throw, what visitors see, and which file renders it.',
  },
  {
    route: '/docs/markdown',
    title: 'Markdown pages',
    summary: 'Write pages in Markdown, and use components in them.',
  },
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
    route: '/docs/streaming',
    title: 'Streaming',
    summary: 'Send the first part of a page before the rest is ready.',
  },
  {
    route: '/docs/caching',
    title: 'Caching and prerendering',
    summary: 'Render a page once for all visitors: for a minute, or when you build the site.',
  },
  {
    route: '/docs/navigation',
    title: 'Navigation',
    summary: 'Make navigation faster with prefetching and view transitions, or with client navigation.',
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
  {
    route: '/docs/cross-origin',
    title: 'Other origins',
    summary: 'Let pages and servers of other origins call this site, and keep all others out.',
  },
  {
    route: '/docs/languages',
    title: 'Languages',
    summary: 'Serve a site in several languages, each at its own URLs.',
  },
  {
    route: '/docs/testing',
    title: 'Testing',
    summary: 'Test routes with requests, without a browser and without a port.',
  },
  {
    route: '/docs/extensions',
    title: 'Extensions and tasks',
    summary: 'Add features from a package, and run scheduled tasks.',
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
    route: '/docs/command-line',
    title: 'Command line',
    summary: 'List routes, find mistakes, run your own commands, and inspect the site from a prompt.',
  },
  {
    route: '/docs/deploy',
    title: 'Deploy',
    summary: 'Build the site, run it with Node.js, and put it behind an HTTPS proxy.',
  },
  {
    route: '/docs/hosting',
    title: 'Hosting',
    summary: 'Run the built site with systemd, nginx, Caddy, Docker, Kubernetes or on a platform.',
  },
  {
    route: '/docs/operations',
    title: 'Operations',
    summary: 'The log, health checks, metrics and traces of a running site.',
  },
] as const satisfies readonly ListedPage[]

export type DocsPage = (typeof docsPages)[number]
export type DocsRoute = DocsPage['route']

/** Finds a documentation page. */
export function findDocsPage(route: DocsRoute): DocsPage {
  return docsPages.find((page) => page.route === route)!
}

/** Creates the head of a documentation page. */
export function createDocsHead(route: DocsRoute): Head {
  const { title, summary } = findDocsPage(route)
  return { title, meta: [{ name: 'description', content: summary }] }
}
