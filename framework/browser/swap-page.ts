// Puts one page in the place of another: head, attributes and body.
import { isOverlay } from './add-overlay.ts'

/** What the server has written into the head; the rest is of scripts and stays. */
let sent: Iterable<Element> = []
/** The page before this one, as it came; `undefined` for the first. */
let previous: Document | undefined

/** Notes what the first page has in its head. */
export function noteHead(): void {
  sent = [...document.head.children]
}

/**
 * Reads a page that can take the place of this one: it has the same script, and brings nothing along that the
 * Content-Security-Policy of this one would stop, or that would have to run in the middle of the body.
 *
 * @param script The URL of the script for navigation
 * @param isForced Whether there is no other way to show it
 */
export function readPage(html: string, script: string, isForced: boolean): Document | undefined {
  // Browsers hold styles against the policy of this page even where nothing is shown.
  if (!isForced && html.includes('<style')) return undefined
  const next = new DOMParser().parseFromString(html, 'text/html')
  const scripts = [...next.scripts]
  const present = [...document.scripts].map(toKey)
  const isRun = (element: HTMLScriptElement): boolean =>
    !isCode(element) || present.includes(toKey(element)) || (!!element.src && next.head.contains(element))
  return isForced || (scripts.some(({ src }) => src === script) && scripts.every(isRun)) ? next : undefined
}

/**
 * Loads the stylesheets of a page, without an effect on this one.
 *
 * @returns Puts the page in the place of this one
 */
export async function preparePage(next: Document, signal: AbortSignal): Promise<() => void> {
  const { head } = document
  const present = new Map([...head.children].map((element) => [toKey(element), element]))
  const stays = new Set<Element>()
  const stylesheets = new Map<HTMLLinkElement, string>()
  const loads: Promise<unknown>[] = []
  // Without scripts it is text, which the parser took for elements.
  for (const element of next.querySelectorAll('noscript')) element.remove()
  place(false)
  signal.addEventListener('abort', () => {
    for (const link of stylesheets.keys()) if (!stays.has(link)) link.remove()
  })
  await Promise.all(loads)

  return () => {
    place(true)
    for (const [link, media] of stylesheets) {
      if (media) link.media = media
      else link.removeAttribute('media')
    }
    for (const element of sent) if (!stays.has(element) && !isCode(element)) element.remove()
    sent = stays
    copyAttributes(document.documentElement, next.documentElement, previous?.documentElement)
    copyAttributes(document.body, next.body, previous?.body ?? document.body)
    previous = next
    swapBody(next.body)
  }

  /** From the end, so that each stands before the one that it was before. */
  function place(isLast: boolean): void {
    let anchor: Element | null = null
    for (const element of [...next.head.children].reverse()) {
      const key = toKey(element)
      const isStylesheet = element.matches('link[rel~=stylesheet]')
      let live = present.get(key)
      if (!live && (isLast || isStylesheet)) {
        live = toLive(element)
        if (isStylesheet) load(live as HTMLLinkElement)
        head.insertBefore(live, anchor)
        present.set(key, live)
      }
      anchor = live ?? anchor
      if (isLast) stays.add(live!)
    }
  }

  function load(link: HTMLLinkElement): void {
    stylesheets.set(link, link.media)
    link.media = 'not all'
    loads.push(
      new Promise((resolve) => {
        link.onload = link.onerror = resolve
      }),
    )
  }
}

function swapBody(next: HTMLElement): void {
  const { body } = document
  const past = document.createDocumentFragment()
  const old = new Set<Node>([...body.childNodes].filter((node) => !isOverlay(node)))
  const places = [...next.querySelectorAll('[data-keep]')].map((place) => {
    const name = JSON.stringify(place.getAttribute('data-keep'))
    return [place, body.querySelector(`[data-keep=${name}]`)] as const
  })
  body.append(...next.childNodes)
  for (const [place, element] of places) {
    // One that stands in another has come with that.
    if (!element || !place.isConnected) continue
    const parent = place.parentElement! as HTMLElement & { moveBefore?: Node['insertBefore'] }
    // What moves this way keeps its focus, scroll position and frames.
    if (parent.moveBefore) parent.moveBefore(element, place)
    else parent.insertBefore(element, place)
    place.remove()
    old.delete(element)
  }
  past.append(...old)
  leave(past)
  document.dispatchEvent(new Event('vial:part'))
}

/** Tells the islands that are gone; one that has not woken yet sees it by its empty end. */
function leave(past: DocumentFragment): void {
  // Unlike a tree walker, it does not lose its way when islands remove themselves.
  const comments = document.createNodeIterator(past, NodeFilter.SHOW_COMMENT)
  for (let end = comments.nextNode(); end; end = comments.nextNode()) {
    if (end.nodeValue !== '/vial') continue
    end.nodeValue = ''
    end.dispatchEvent(new Event('vial:leave'))
  }
  document.dispatchEvent(new Event('vial:leave'))
}

/** What scripts have changed since the page came stays, if the server says the same of both pages. */
function copyAttributes(to: Element, from: Element, before: Element | undefined): void {
  for (const { name } of [...(before ?? to).attributes, ...from.attributes]) {
    const value = from.getAttribute(name)
    if (value === before?.getAttribute(name)) continue
    if (value !== null) to.setAttribute(name, value)
    // Of the first page nobody knows who wrote them: themes are usually chosen by a script, like this.
    else if (before || !name.startsWith('data-')) to.removeAttribute(name)
  }
}

/** Gives an element of another document a life in this one; scripts run when they are made here. */
function toLive(element: Element): Element {
  if (!isCode(element)) return document.importNode(element, true)
  const live = document.createElement('script')
  for (const { name, value } of element.attributes) live.setAttribute(name, value)
  live.nonce = document.querySelector<HTMLElement>('[nonce]')?.nonce ?? ''
  return live
}

function isCode(element: Element): boolean {
  return element.matches('script:not([type]),script[type=module],script[type$=javascript]')
}

/** Every response has another nonce. */
function toKey(element: Element): string {
  const copy = element.cloneNode(true) as Element
  copy.removeAttribute('nonce')
  return copy.outerHTML
}
