// `test` for this site: a test fails if its page logs anything or a request of it fails.
import { type BrowserContext, type Page, expect, test as base } from '@playwright/test'
import { createName, sendAccount } from './notes-visitor.ts'

export { expect }

interface Fixtures {
  /** Allows console messages that match the pattern. */
  allowConsole(pattern: RegExp): void
  allowed: RegExp[]
}

interface WorkerFixtures {
  /**
   * The user of this worker, with the cookies of a login. It is here and not in user-test.ts, because
   * Playwright starts other workers, with other browsers, for tests with other fixtures of workers.
   */
  account: { readonly name: string; readonly cookies: Awaited<ReturnType<BrowserContext['cookies']>> }
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  account: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the parameters what a fixture needs.
    async ({}, use, { project }) => {
      const name = createName()
      await use({ name, cookies: await sendAccount('/notes/signup', name, project.use.baseURL) })
    },
    { scope: 'worker' },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the parameters what a fixture needs.
  allowed: async ({}, use) => use([]),
  allowConsole: async ({ allowed }, use) => use((pattern) => allowed.push(pattern)),
  page: async ({ page, allowed, javaScriptEnabled }, use) => {
    const listProblems = watchPage(page, javaScriptEnabled !== false)
    await page.addInitScript(noteViolations)
    await use(page)
    const problems = listProblems().filter((text) => !allowed.some((pattern) => pattern.test(text)))
    expect(problems, 'console messages, errors and failed requests').toEqual([])
  },
})

declare global {
  interface Window {
    /** What has violated the policy of the page: directives and blocked addresses. */
    readonly violations: readonly string[]
  }
}

/** Runs in the page: records violations of its Content-Security-Policy in `window.violations`. */
function noteViolations(): void {
  const violations: string[] = []
  Object.assign(window, { violations })
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
    violations.push(`${effectiveDirective} ${blockedURI}`)
  })
}

function watchPage(page: Page, hasScripts: boolean): () => string[] {
  const problems: { url: string; text: string }[] = []
  const failedDocuments = new Set<string>()

  page.on('pageerror', (error) => problems.push({ url: '', text: `uncaught: ${error.message}` }))
  page.on('console', (message) => {
    const url = message.location().url.replace(/#.*/, '')
    // Vite's client logs this on every page of the dev server.
    if (message.type() === 'debug' && message.text().startsWith('[vite] connect')) return
    // The browser logs this when prefetched pages are dropped.
    if (message.type() === 'info' && message.text().endsWith('Cleared data types: "prefetchCache".')) return
    // A test may focus a field before the page has moved the focus to the error summary.
    if (message.text().endsWith('a document already has a focused element.')) return
    problems.push({ url, text: `${message.type()}: ${message.text()} (${url})` })
  })
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? ''
    // Without JavaScript, Chromium refuses to preload modules and blames the policy.
    if (reason === 'csp' && !hasScripts) return
    if (reason !== 'net::ERR_ABORTED') problems.push({ url: '', text: `${reason}: ${request.url()}` })
  })
  page.on('response', (response) => {
    const isDocument = response.request().isNavigationRequest() && response.frame() === page.mainFrame()
    if (isDocument && response.status() >= 400) failedDocuments.add(response.url().replace(/#.*/, ''))
  })

  // Chromium logs the status of an error page as a console error. Those tests check the status themselves.
  return () =>
    problems
      .filter(({ url, text }) => !(failedDocuments.has(url) && text.includes('Failed to load resource')))
      .map(({ text }) => text)
}
