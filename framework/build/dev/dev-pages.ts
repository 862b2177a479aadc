// Reloads the pages that browsers show, including those that were still loading when a file changed.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { ViteDevServer } from 'vite'
import type { BuildSite } from '../site.ts'
import { devPrefix, pageId } from '../virtual-modules.ts'

/** What had changed when a request arrived. */
export interface PageVersion {
  /** How many changes browsers had been told about. */
  readonly updates: number
  readonly creations: number
  /** How many changes of the code the site had seen. */
  readonly changes: number
}

const versions = new AsyncLocalStorage<PageVersion>()

/** Answers a request; its page will report and be cached as the version that the site has now. */
export function runWithPageVersion(site: BuildSite, answer: () => void): void {
  const { updates, creations } = site.dev.pages
  versions.run({ updates, creations, changes: site.dev.changes }, answer)
}

/**
 * Counts the changes of the code before the current request.
 *
 * A request that has loaded a file may be cached after the file has changed. Its response belongs to the old code.
 */
export function countChanges(site: BuildSite): number {
  return (versions.getStore() ?? site.dev).changes
}

/**
 * Formats the tags of Vite's client, which reloads the page and swaps its styles, and of the script that reports the
 * version of the page.
 *
 * @param nonce For the scripts; Vite's client also puts it on its styles
 * @param isErrorPage Whether a new file may fix the page (default: false)
 */
export function formatClientTags(site: BuildSite, nonce: string, isErrorPage = false): string {
  const { base } = site.options
  const { updates, creations } = versions.getStore() ?? site.dev.pages
  const scripts = [`${base}@vite/client`, base + devPrefix + pageId.replace('virtual:vial/', '')]
  return [
    `<meta property="csp-nonce" nonce="${nonce}">`,
    `<meta name="vial-page" content="${isErrorPage ? `${updates} ${creations}` : updates}">`,
    ...scripts.map((src) => `<script type="module" src="${src}" nonce="${nonce}"></script>`),
  ].join('')
}

/**
 * Reloads a page that reports an older version than the current one.
 *
 * A page misses the updates between its request and the moment its socket opens. Without this it would show the old code
 * until the next edit.
 */
export function answerPageReports(site: BuildSite, { environments }: ViteDevServer): void {
  const { client, ssr } = environments
  client.hot.on('vial:page', (report: unknown, { send }) => {
    const [updates, creations] = String(report).split(' ').map(Number)
    const isBroken = creations !== undefined && creations < site.dev.pages.creations
    // The new file may be the one whose import failed.
    if (isBroken) ssr!.moduleGraph.invalidateAll()
    if (isBroken || updates! < site.dev.pages.updates) send({ type: 'full-reload', path: '*' })
  })
}

/** Reloads all pages, after Vite has handled the change. */
export function reloadPages(site: BuildSite, { environments, ws }: ViteDevServer): void {
  // If no page is connected, Vite saves the message for the next page, which is already up to date. Only Vite's own error
  // page needs the saved message: it sends no report.
  const { isErrorOfVite } = site.dev.pages
  site.dev.isErrorShown = false
  site.dev.pages.isErrorOfVite = false
  // Vite marks modules as stale only after its hook has run for all environments.
  setTimeout(() => {
    site.dev.pages.updates++
    if (isErrorOfVite || ws.clients.size > 0) environments.client.hot.send({ type: 'full-reload', path: '*' })
  }, 0)
}
