// Replaces the current page with another: head, attributes and body.
import { region } from './announce-page.ts'

/** The elements in the head that came from the server. Scripts have added all others, so those stay. */
let sent: Iterable<Element> = []
/** The current page as it came from the server, or `undefined` for the first page. */
let previous: Document | undefined

/** Remembers the elements in the head of the first page. */
export function rememberHead(): void {
  sent = [...document.head.children]
}

/**
 * Parses a page that can replace this one. It must include the same navigation script, and nothing that the
 * Content-Security-Policy of this page would block or that must run in the middle of the body.
 *
 * @param script The URL of the navigation script
 * @param isForced Whether there is no other way to show the page
 * @returns `undefined` if the browser has to load the page
 */
export function readPage(html: string, script: string, isForced: boolean): Document | undefined {
  // Browsers check styles against the policy of this page even while parsing a document that is not shown.
  if (!isForced && html.includes('<style')) return undefined
  const next = new DOMParser().parseFromString(html, 'text/html')
  const scripts = [...next.scripts]
  const present = [...document.scripts].map(toKey)
  const isRun = (element: HTMLScriptElement): boolean =>
    !isCode(element) || present.includes(toKey(element)) || (!!element.src && next.head.contains(element))
  return isForced || (scripts.some(({ src }) => src === script) && scripts.every(isRun)) ? next : undefined
}

/**
 * Loads the stylesheets of a page without affecting this one.
 *
 * @returns A function that replaces this page
 */
export async function preparePage(next: Document, signal: AbortSignal): Promise<() => void> {
  const { head } = document
  const present = new Map([...head.children].map((element) => [toKey(element), element]))
  const stays = new Set<Element>()
  const stylesheets = new Map<HTMLLinkElement, string>()
  const loads: Promise<unknown>[] = []
  // DOMParser runs without scripting, so it parses the content of noscript as elements.
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

  /** Goes backwards, so that each element can be inserted before its successor. */
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
  const old = new Set<Node>(body.childNodes)
  if (region) old.delete(region)
  const places = [...next.querySelectorAll('[data-keep]')].map((place) => {
    const name = JSON.stringify(place.getAttribute('data-keep'))
    return [place, body.querySelector(`[data-keep=${name}]`)] as const
  })
  body.append(...next.childNodes)
  for (const [place, element] of places) {
    // An element inside another moved element has moved with it.
    if (!element || !place.isConnected) continue
    const parent = place.parentElement! as HTMLElement & { moveBefore?: Node['insertBefore'] }
    // moveBefore() preserves focus, scroll positions and frames.
    ;(parent.moveBefore ?? parent.insertBefore).call(parent, element, place)
    place.remove()
    old.delete(element)
  }
  past.append(...old)
  leave(past)
  document.dispatchEvent(new Event('vial:part'))
}

/** Notifies the islands that have been removed. One that has not hydrated recognizes it by its empty end comment. */
function leave(past: DocumentFragment): void {
  // Unlike a tree walker, a node iterator tolerates that islands remove themselves.
  const comments = document.createNodeIterator(past, NodeFilter.SHOW_COMMENT)
  for (let end = comments.nextNode(); end; end = comments.nextNode()) {
    if (end.nodeValue !== '/vial') continue
    end.nodeValue = ''
    end.dispatchEvent(new Event('vial:leave'))
  }
  document.dispatchEvent(new Event('vial:leave'))
}

/** Attributes that scripts have changed stay, unless the server sends different values for the two pages. */
function copyAttributes(to: Element, from: Element, before: Element | undefined): void {
  for (const { name } of [...(before ?? to).attributes, ...from.attributes]) {
    const value = from.getAttribute(name)
    if (value === before?.getAttribute(name)) continue
    if (value !== null) to.setAttribute(name, value)
    // On the first page, the origin of data attributes is unknown. Scripts often set them, such as for a theme.
    else if (before || !name.startsWith('data-')) to.removeAttribute(name)
  }
}

/** Creates an element of another document in this one. A script that was imported instead would not run. */
function toLive({ outerHTML }: Element): Element {
  const live = document.createRange().createContextualFragment(outerHTML).firstChild as HTMLElement
  live.nonce = document.querySelector<HTMLElement>('[nonce]')?.nonce ?? ''
  return live
}

function isCode(element: Element): boolean {
  return element.matches('script:not([type]),script[type=module],script[type$=javascript]')
}

/** Ignores the nonce, which differs in every response. */
function toKey({ outerHTML }: Element): string {
  return outerHTML.replace(/ nonce="[^"]*"/, '')
}
