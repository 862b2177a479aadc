// Client navigation: goes from page to page without a reload. Special cases are left to the browser.
import { announcePage } from './announce-page.ts'
import type { TakePrefetched } from './prefetch-pages.ts'
import { fetchPage } from './fetch-page.ts'
import { findLink, isInside, toPage } from './find-link.ts'
import type { openResponse } from './open-response.ts'
import type { showProgress } from './show-progress.ts'
import type { VisitRequest } from './navigate.ts'
import { isPending, markPending } from './pending-form.ts'
import { readSubmission } from './read-submission.ts'
import { enterPage, leavePage, restorePosition, trackScrollPositions } from './scroll-positions.ts'
import { rememberHead, preparePage, readPage } from './swap-page.ts'

export interface NavigationSettings {
  /** The URL of the script that starts client navigation. It differs between builds. */
  readonly script: string
  /** The public base path, with a slash at both ends. */
  readonly base: string
  /** Loads what few visits need. */
  readonly loadRest: () => Promise<{ showProgress: typeof showProgress; openResponse: typeof openResponse }>
  /** Runs the update as a view transition, if the site has enabled that. */
  readonly transition?: (update: () => void) => Promise<void>
  /** Returns a prefetched page, if the site has enabled that. */
  readonly prefetched?: TakePrefetched
}

/** How the browser would navigate: a method of `location`. */
type Way = 'assign' | 'replace' | 'reload'

/** Marks the form of a visit as pending. Returns how to undo that. */
type Mark = () => () => void

/** Handles links, forms, and the back and forward buttons. */
export function startNavigation({
  script,
  base,
  loadRest,
  transition,
  prefetched: takePrefetched,
}: NavigationSettings): void {
  let running: AbortController | undefined
  let shown = toPage(location)

  trackScrollPositions()
  rememberHead()
  // Again when the page is complete, because it may still be loading.
  addEventListener('DOMContentLoaded', rememberHead)
  addEventListener('click', (event) => {
    const { altKey, button, ctrlKey, metaKey, shiftKey } = event
    const link = findLink(event, base)
    if (link && !button && !altKey && !ctrlKey && !metaKey && !shiftKey) take(event, new URL(link.href))
  })
  addEventListener('submit', (event) => {
    const submission = readSubmission(event, base)
    if (!submission) return
    // Sending it twice could save it twice. A search may be repeated: the last one counts.
    if (submission.init && isPending(event.target as Element)) event.preventDefault()
    else take(event, submission.url, 'assign', submission.init, () => markPending(event))
  })
  document.addEventListener('vial:visit', (event) => {
    const { url, replace } = (event as CustomEvent<VisitRequest>).detail
    const target = new URL(url)
    const isHere = target.hash && toPage(target) === shown
    if (isInside(target, base) && !isHere) take(event, target, replace ? 'replace' : 'assign')
  })
  addEventListener('popstate', () => {
    leavePage()
    running?.abort()
    if (toPage(location) === shown) restorePosition()
    else visit(new URL(location.href), 'reload')
  })

  function take(event: Event, url: URL, way: Way = 'assign', init?: RequestInit, mark?: Mark): void {
    // Another listener has handled the event.
    if (event.defaultPrevented) return
    event.preventDefault()
    visit(url, way, init, mark)
  }

  async function visit(url: URL, way: Way, init?: RequestInit, mark?: Mark): Promise<void> {
    if (!emit('vial:navigate', url) && way !== 'reload') return
    running?.abort()
    const controller = new AbortController()
    const { signal } = controller
    running = controller
    const unmark = mark?.()
    const timer = setTimeout(
      () =>
        loadRest().then(
          (rest) => rest.showProgress(signal),
          () => {},
        ),
      300,
    )
    signal.onabort = () => {
      clearTimeout(timer)
      unmark?.()
    }
    const leave = (to: URL | string): void => {
      // A prefetched page arrives even if the visitor has moved on.
      if (!signal.aborted) location[way](to as string)
    }
    try {
      let response: Response
      let elsewhere: string | null
      let hops = 0
      let isNext: boolean
      do {
        const prefetched = init ? undefined : await takePrefetched?.(url.href)
        response = prefetched?.ok ? prefetched : await fetchPage(url.href, { ...init, signal })
        elsewhere = response.headers.get('x-vial-location')
        if (elsewhere && !response.headers.get('x-vial-repeat')) init = undefined
        // Redirects without an end are left to the browser, which shows an error page.
        isNext = elsewhere?.[0] === '/' && hops++ < 20
        if (isNext) url = new URL(elsewhere!, url)
      } while (isNext)
      const page = new URL(response.url)
      page.hash ||= url.hash
      const { headers } = response
      const isPage =
        isInside(page, base) &&
        headers.get('content-type')?.startsWith('text/html') &&
        !headers.get('content-disposition')?.startsWith('attachment')
      // The response to a form cannot be requested again, because that would submit the form twice.
      const isUnique = !!init && !response.redirected
      if (isPage) {
        const html = await response.text()
        if (signal.aborted) return
        const next = readPage(html, script, isUnique)
        if (!next) return leave(page)
        const swap = await preparePage(next, signal)
        if (!signal.aborted) await show(page, way, swap)
      } else if (!isUnique) leave(elsewhere ?? page)
      // On 204, browsers stay on the page.
      else if (elsewhere || response.status !== 204) {
        const { openResponse } = await loadRest()
        if (!signal.aborted) await openResponse(response, init!.body as FormData)
      }
    } catch {
      // For example, there is no connection. Let the browser show its error page.
      leave(url)
    } finally {
      // It also cancels a response that was not read.
      controller.abort()
    }
  }

  async function show(url: URL, way: Way, swap: () => void): Promise<void> {
    const update = (): void => {
      // Going back may also end in a redirect.
      if (way !== 'reload' || toPage(url) !== toPage(location))
        enterPage(url, way === 'assign' && url.href !== location.href)
      swap()
      shown = toPage(url)
      if (!restorePosition()) scrollToHash()
    }
    if (transition) await transition(update)
    else update()
    announcePage()
    emit('vial:navigated', url)
  }
}

function emit(name: string, { href }: URL): boolean {
  return document.dispatchEvent(new CustomEvent(name, { detail: { url: href }, cancelable: true }))
}

function scrollToHash(): void {
  scrollTo({ top: 0, behavior: 'instant' })
  // A hash that cannot be decoded has no target. Browsers ignore it, too.
  try {
    document
      .getElementById(decodeURIComponent(location.hash.slice(1)))
      ?.scrollIntoView({ behavior: 'instant' })
  } catch {}
}
