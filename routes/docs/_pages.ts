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
    title: 'Extensions',
    summary: 'Add routes, middleware, commands and tasks from a package.',
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
    route: '/docs/inspector',
    title: 'Inspector',
    summary: 'See routes, requests and their timing, the log and the environment while you develop.',
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
    route: '/docs/tutorial',
    title: 'Tutorial: a reading list',
    summary: 'Build an application in an hour, from an empty folder to a server.',
  },
  {
    route: '/docs/tutorial/1-first-page',
    title: '1. The first page',
    summary: 'Create the project, add a page, and load data for it.',
  },
  {
    route: '/docs/tutorial/2-layout',
    title: '2. Layout and style',
    summary: 'Give all pages a header, a title and a stylesheet.',
  },
  {
    route: '/docs/tutorial/3-database',
    title: '3. The database',
    summary: 'Create tables with migrations, query them, and write a command.',
  },
  {
    route: '/docs/tutorial/4-forms',
    title: '4. Forms',
    summary: 'Add, change and remove books with forms that validate what people type.',
  },
  {
    route: '/docs/tutorial/5-accounts',
    title: '5. Accounts',
    summary: 'Let people sign up and log in, and show them only their own books.',
  },
  {
    route: '/docs/tutorial/6-island',
    title: '6. An island',
    summary: 'Make one part of a page interactive, and leave the rest as HTML.',
  },
  {
    route: '/docs/tutorial/7-real-time',
    title: '7. Real time',
    summary: 'Tell other open tabs that the list has changed.',
  },
  {
    route: '/docs/tutorial/8-tests',
    title: '8. Errors and tests',
    summary: 'Decide what visitors see when something fails, and find it before they do.',
  },
  {
    route: '/docs/tutorial/9-deploy',
    title: '9. Deploy',
    summary: 'Build the application, check its settings, and run it on a server.',
  },
  {
    route: '/docs/coming-from-flask',
    title: 'Coming from Flask',
    summary: 'Flask and Vial side by side: the words, the code, and what differs.',
  },
  {
    route: '/docs/coming-from-express',
    title: 'Coming from Express',
    summary: 'Express and Vial side by side: the words, the code, and how to move step by step.',
  },
  {
    route: '/docs/coming-from-next',
    title: 'Coming from Next',
    summary: 'Next.js and Vial side by side: the words, the code, and what differs.',
  },
  {
    route: '/docs/coming-from-sveltekit',
    title: 'Coming from SvelteKit',
    summary: 'SvelteKit and Vial side by side: the words, the code, and what differs.',
  },
  {
    route: '/docs/coming-from-astro',
    title: 'Coming from Astro',
    summary: 'Astro and Vial side by side: the words, the code, and what differs.',
  },
  {
    route: '/docs/coming-from-fresh',
    title: 'Coming from Fresh or HonoX',
    summary: 'Fresh, HonoX and Vial side by side: the words, the code, and what differs.',
  },
  {
    route: '/docs/project-structure',
    title: 'Project structure',
    summary: 'The folders and files of a site, and where to put your own.',
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
    route: '/docs/mail',
    title: 'Mail',
    summary: 'Send mails after the response, test them, and deliver them when the mail server is down.',
  },
  {
    route: '/docs/webhooks',
    title: 'Webhooks',
    summary: 'Receive requests of other servers, check their signature, and answer quickly.',
  },
  {
    route: '/docs/environment',
    title: 'Environment and settings',
    summary: 'Every environment variable that Vial reads, and how to declare your own.',
  },
  {
    route: '/docs/config-and-context',
    title: 'config and ctx at a glance',
    summary: 'The settings of a route and the context of a request, on one page.',
  },
  {
    route: '/docs/upgrading',
    title: 'Upgrading',
    summary: 'How versions are numbered, and how to move from one to the next.',
  },
  {
    route: '/docs/questions',
    title: 'Questions and answers',
    summary: 'What people ask first about Vial.',
  },
  {
    route: '/docs/error-messages',
    title: 'Error messages',
    summary: 'What each message means, and what to do about it.',
  },
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
