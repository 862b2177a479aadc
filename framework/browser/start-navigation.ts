// Goes from page to page without a reload. Whatever is out of the ordinary is left to the browser.
import { announcePage } from './announce-page.ts'
import type { TakeAhead } from './fetch-ahead.ts'
import { fetchPage } from './fetch-page.ts'
import { findLink, isInside, toPage } from './find-link.ts'
import type { VisitRequest } from './navigate.ts'
import { readSubmission } from './read-submission.ts'
import { readPositions } from './scroll-positions.ts'
import { showProgress } from './show-progress.ts'
import { noteHead, preparePage, readPage } from './swap-page.ts'

export interface NavigationSettings {
  /** The URL of the script that starts it; pages of another build have another one. */
  readonly script: string
  /** The public base path, with a slash at both ends. */
  readonly base: string
  /** Shows how one page becomes the other, if the site wants that. */
  readonly blend?: (update: () => void) => Promise<void>
  /** Gives what was fetched ahead, if the site wants that. */
  readonly takeAhead?: TakeAhead
}

/** How the browser would go there: these are methods of `location`. */
type Way = 'assign' | 'replace' | 'reload'

/** Takes over links, forms, and the way back and forward. */
export function startNavigation({ script, base, blend, takeAhead }: NavigationSettings): void {
  const positions = readPositions()
  let running: AbortController | undefined
  let shown = toPage(location)

  noteHead()
  // Of a page that is still on its way.
  addEventListener('DOMContentLoaded', noteHead)
  addEventListener('click', (event) => {
    const { altKey, button, ctrlKey, metaKey, shiftKey } = event
    const link = findLink(event, base)
    if (link && !button && !altKey && !ctrlKey && !metaKey && !shiftKey) take(event, new URL(link.href))
  })
  addEventListener('submit', (event) => {
    const submission = readSubmission(event, base)
    if (submission) take(event, submission.url, 'assign', submission.init)
  })
  document.addEventListener('vial:visit', (event) => {
    const { url, replace } = (event as CustomEvent<VisitRequest>).detail
    const target = new URL(url)
    const isHere = target.hash && toPage(target) === shown
    if (isInside(target, base) && !isHere) take(event, target, replace ? 'replace' : 'assign')
  })
  addEventListener('popstate', () => {
    positions.follow()
    running?.abort()
    if (toPage(location) === shown) positions.restore()
    else visit(new URL(location.href), 'reload')
  })

  function take(event: Event, url: URL, way: Way = 'assign', init?: RequestInit): void {
    // Somebody else has.
    if (event.defaultPrevented) return
    event.preventDefault()
    visit(url, way, init)
  }

  async function visit(url: URL, way: Way, init?: RequestInit): Promise<void> {
    if (!emit('vial:navigate', url) && way !== 'reload') return
    running?.abort()
    running = new AbortController()
    const { signal } = running
    const hideProgress = showProgress()
    signal.addEventListener('abort', hideProgress)
    const leave = (to: URL | string): void => {
      // What was fetched ahead comes even when it is no longer wanted.
      if (!signal.aborted) location[way](to as string)
    }
    try {
      const ahead = init ? undefined : await takeAhead?.(url.href)
      const response = ahead?.ok ? ahead : await fetchPage(url.href, { ...init, signal })
      const page = new URL(response.url)
      page.hash ||= url.hash
      const { headers } = response
      const elsewhere = headers.get('x-vial-location')
      const isToSave = /^attachment/.test(`${headers.get('content-disposition')}`)
      const isPage = !isToSave && isInside(page, base) && /^text\/html/.test(`${headers.get('content-type')}`)
      // To ask again would be to do again what it has done.
      const isUnique = !!init && !response.redirected
      if (elsewhere) leave(elsewhere)
      else if (isPage) {
        const html = await response.text()
        if (signal.aborted) return
        const next = readPage(html, script, isUnique)
        if (!next) return leave(page)
        const swap = await preparePage(next, signal)
        if (!signal.aborted) await show(page, way, swap)
      } else if (!isUnique) {
        leave(page)
        response.body?.cancel()
      }
      // With 204 browsers stay where they are.
      else if (response.status !== 204) {
        const link = document.createElement('a')
        link.href = URL.createObjectURL(await response.blob())
        if (isToSave) link.download = ''
        link.click()
      }
    } catch {
      // No connection, for example: the browser says so.
      leave(url)
    } finally {
      hideProgress()
    }
  }

  async function show(url: URL, way: Way, swap: () => void): Promise<void> {
    const update = (): void => {
      // The way back, too, may have been redirected.
      if (way !== 'reload' || toPage(url) !== toPage(location))
        positions.enter(url, way === 'assign' && url.href !== location.href)
      swap()
      shown = toPage(url)
      if (!positions.restore()) scrollToHash()
    }
    if (blend) await blend(update)
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
  // What does not decode names no place, and browsers go on as well.
  try {
    document
      .getElementById(decodeURIComponent(location.hash.slice(1)))
      ?.scrollIntoView({ behavior: 'instant' })
  } catch {}
}
