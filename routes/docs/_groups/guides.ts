// The documentation pages of the group “Guides”, in reading order.
import type { ListedPage } from '../../_site/page-list.tsx'

export const guidesPages = [
  {
    route: '/docs/routing',
    title: 'Routing',
    summary: 'How file names become URLs, and what a route file may export.',
  },
  {
    route: '/docs/layouts',
    title: 'Layouts, document and head',
    summary: 'Wrap pages in layouts, change the document, and describe pages to browsers and search engines.',
  },
  {
    route: '/docs/middleware',
    title: 'Middleware',
    summary:
      'Run code before and after the routes of a folder: guards, headers, timing and data for the request.',
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
    route: '/docs/databases',
    title: 'Databases and migrations',
    summary:
      'Open a database when the server starts, change its tables with migrations, and query it in routes.',
  },
  {
    route: '/docs/tasks',
    title: 'Tasks and background work',
    summary: 'Run work after a response, on a schedule, or in a queue.',
  },
  {
    route: '/docs/mail',
    title: 'Mail',
    summary: 'Send email after the response, test it, and deliver it even if the mail server is down.',
  },
  {
    route: '/docs/webhooks',
    title: 'Webhooks',
    summary: 'Receive requests from other servers, check their signature, and answer quickly.',
  },
  {
    route: '/docs/testing',
    title: 'Testing',
    summary: 'Test routes with requests, without a browser and without a port.',
  },
  {
    route: '/docs/extensions',
    title: 'Extensions',
    summary: 'Add routes, middleware, commands and tasks from a package.',
  },
  {
    route: '/docs/inspector',
    title: 'Inspector',
    summary: 'See routes, requests and their timing, the log and the environment while you develop.',
  },
] as const satisfies readonly ListedPage[]
