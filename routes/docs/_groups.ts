// The groups of documentation pages in the navigation, and the order of the pages.
import { type DocsPage, type DocsRoute, docsPages } from './_pages.ts'

export interface DocsGroup {
  title: string
  pages: readonly DocsPage[]
}

interface Listed {
  title: string
  routes: readonly DocsRoute[]
}

/** A page that is not listed here is at the end of the guides. */
const start: Listed = {
  title: 'Start',
  routes: ['/docs/get-started', '/docs/project-structure', '/docs/questions'],
}
const tutorial: Listed = {
  title: 'Tutorial',
  routes: [
    '/docs/tutorial',
    '/docs/tutorial/1-first-page',
    '/docs/tutorial/2-layout',
    '/docs/tutorial/3-database',
    '/docs/tutorial/4-forms',
    '/docs/tutorial/5-accounts',
    '/docs/tutorial/6-island',
    '/docs/tutorial/7-real-time',
    '/docs/tutorial/8-tests',
    '/docs/tutorial/9-deploy',
  ],
}
const guides: Listed = {
  title: 'Guides',
  routes: [
    '/docs/routing',
    '/docs/layouts',
    '/docs/middleware',
    '/docs/forms-and-sessions',
    '/docs/session-stores',
    '/docs/accounts',
    '/docs/endpoints',
    '/docs/files',
    '/docs/real-time',
    '/docs/errors',
    '/docs/streaming',
    '/docs/caching',
    '/docs/cross-origin',
    '/docs/languages',
    '/docs/databases',
    '/docs/tasks',
    '/docs/mail',
    '/docs/webhooks',
    '/docs/testing',
    '/docs/extensions',
  ],
}
const browser: Listed = {
  title: 'In the browser',
  routes: [
    '/docs/styles',
    '/docs/islands',
    '/docs/navigation',
    '/docs/markdown',
    '/docs/single-page-applications',
    '/docs/security-headers',
  ],
}
const production: Listed = {
  title: 'In production',
  routes: ['/docs/environment', '/docs/deploy', '/docs/hosting', '/docs/operations', '/docs/upgrading'],
}
const reference: Listed = {
  title: 'Reference',
  routes: [
    '/docs/config-and-context',
    '/docs/command-line',
    '/docs/reference/vial',
    '/docs/reference/server',
    '/docs/reference/client',
    '/docs/reference/auth',
    '/docs/reference/redis',
    '/docs/reference/testing',
    '/docs/reference/vite',
    '/docs/error-messages',
  ],
}
const explanation: Listed = { title: 'Explanation', routes: ['/docs/why', '/docs/how-a-request-travels'] }
const comingFrom: Listed = {
  title: 'Coming from',
  routes: [
    '/docs/coming-from-flask',
    '/docs/coming-from-express',
    '/docs/coming-from-next',
    '/docs/coming-from-sveltekit',
    '/docs/coming-from-astro',
    '/docs/coming-from-fresh',
  ],
}
const listed = [start, tutorial, guides, browser, production, comingFrom, explanation, reference]

const known = new Set<DocsRoute>(['/docs', ...listed.flatMap(({ routes }) => routes)])
const others = docsPages.filter(({ route }) => !known.has(route))

export const docsGroups: readonly DocsGroup[] = listed.map((group) => ({
  title: group.title,
  pages: [...group.routes.map(findPage), ...(group === guides ? others : [])],
}))

/** All pages but the start page, in reading order. */
export const docsOrder: readonly DocsPage[] = docsGroups.flatMap(({ pages }) => pages)

function findPage(wanted: DocsRoute): DocsPage {
  return docsPages.find(({ route }) => route === wanted)!
}
