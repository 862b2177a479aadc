// The pages of the documentation, in reading order.
import type { Head } from 'vial'
import type { ListedPage } from '../_site/page-list.tsx'

export const docsPages = [
  {
    route: '/docs',
    title: 'Documentation',
    summary: 'What Vial does, page by page. The whole of it takes an afternoon.',
  },
  {
    route: '/docs/get-started',
    title: 'Get started',
    summary: 'Run a site, and add a page to it in three steps.',
  },
  {
    route: '/docs/routing',
    title: 'Routing',
    summary: 'How the names of files become URLs, and what a route file may export.',
  },
  {
    route: '/docs/forms-and-sessions',
    title: 'Forms and sessions',
    summary: 'Read a form, check it, show what is wrong, and remember the visitor.',
  },
  {
    route: '/docs/session-stores',
    title: 'Sessions on the server',
    summary: 'Keep sessions in Redis, in memory or in files, so that they can be ended from afar.',
  },
  {
    route: '/docs/accounts',
    title: 'Accounts',
    summary: 'Passwords, logins, roles and limits: who is it, and may they?',
  },
  {
    route: '/docs/endpoints',
    title: 'JSON endpoints',
    summary: 'Route files without a page: what they return is what is sent.',
  },
  {
    route: '/docs/files',
    title: 'Uploads and files',
    summary: 'Take files in part by part, and send files out whole or in pieces.',
  },
  {
    route: '/docs/real-time',
    title: 'Real time',
    summary: 'Tell visitors what happens while they look, with events, rooms and WebSockets.',
  },
  {
    route: '/docs/errors',
    title: 'Errors',
    summary: 'What to throw, who sees what, and which file shows it.',
  },
  {
    route: '/docs/markdown',
    title: 'Markdown pages',
    summary: 'Write a page in Markdown, with components where you want them.',
  },
  {
    route: '/docs/styles',
    title: 'Styles',
    summary:
      'Import style sheets where they are used: each page links its own, in the same order everywhere.',
  },
  {
    route: '/docs/islands',
    title: 'Islands',
    summary: 'Let a part of a page run in the browser, and leave the rest HTML.',
  },
  {
    route: '/docs/streaming',
    title: 'Streaming',
    summary: 'Send a page before all of it is ready.',
  },
  {
    route: '/docs/caching',
    title: 'Caching and prerendering',
    summary: 'Make a page once for everybody, for a minute or when the site is built.',
  },
  {
    route: '/docs/navigation',
    title: 'Navigation',
    summary: 'Get from page to page faster, by the browser or by a script.',
  },
  {
    route: '/docs/single-page-applications',
    title: 'Single-page applications',
    summary: 'Give a part of the site to an application in the browser, of Vue, React or Preact.',
  },
  {
    route: '/docs/security-headers',
    title: 'Security headers',
    summary: 'What every page may load and run, and how to allow more.',
  },
  {
    route: '/docs/extensions',
    title: 'Extensions and tasks',
    summary: 'Add what a package brings to a site, and let the site work by the clock.',
  },
  {
    route: '/docs/command-line',
    title: 'Command line',
    summary: 'List routes, find mistakes, run your own commands, and look inside a running site.',
  },
  {
    route: '/docs/deploy',
    title: 'Deploy',
    summary: 'Build the site, start it with Node.js, and put HTTPS in front of it.',
  },
] as const satisfies readonly ListedPage[]

export type DocsRoute = (typeof docsPages)[number]['route']

/** Finds a page of the documentation. */
export function findDocsPage(route: DocsRoute): (typeof docsPages)[number] {
  return docsPages.find((page) => page.route === route)!
}

/** Makes the head of a page of the documentation. */
export function createDocsHead(route: DocsRoute): Head {
  const { title, summary } = findDocsPage(route)
  return { title, meta: [{ name: 'description', content: summary }] }
}
