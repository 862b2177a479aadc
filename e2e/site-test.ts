// `test` for this site: a page that logs anything or loads something in vain fails its test.
import { type Page, expect, test as base } from '@playwright/test'

export { expect }

interface Fixtures {
  /** Lets the page of a test log what fits the pattern. */
  allowConsole(pattern: RegExp): void
  allowed: RegExp[]
}

export const test = base.extend<Fixtures>({
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

/** Runs in the page: keeps what its Content-Security-Policy has refused, in `window.violations`. */
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
    // Vite's own client says so on every page of the dev server.
    if (message.type() === 'debug' && message.text().startsWith('[vite] connect')) return
    // So does the browser where pages that were fetched ahead are dropped.
    if (message.type() === 'info' && message.text().endsWith('Cleared data types: "prefetchCache".')) return
    // A test may be in a field before the page has moved the focus to what is wrong with the form.
    if (message.text().endsWith('a document already has a focused element.')) return
    problems.push({ url, text: `${message.type()}: ${message.text()} (${url})` })
  })
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? ''
    // Without JavaScript, Chromium refuses to preload modules and calls that a matter of the policy.
    if (reason === 'csp' && !hasScripts) return
    if (reason !== 'net::ERR_ABORTED') problems.push({ url: '', text: `${reason}: ${request.url()}` })
  })
  page.on('response', (response) => {
    const isDocument = response.request().isNavigationRequest() && response.frame() === page.mainFrame()
    if (isDocument && response.status() >= 400) failedDocuments.add(response.url().replace(/#.*/, ''))
  })

  // Chromium reports the status of an error page as a console error of that page: those tests check it themselves.
  return () =>
    problems
      .filter(({ url, text }) => !(failedDocuments.has(url) && text.includes('Failed to load resource')))
      .map(({ text }) => text)
}
