// Decides which links and URLs client navigation handles. The browser handles all others.

/** Returns the link that an event targets, if it leads to another page of this site. */
export function findLink({ target }: Event, base: string): HTMLAnchorElement | undefined {
  const link = (target as Partial<Element> | null)?.closest?.<HTMLAnchorElement>('a[href]')
  // Links in SVG do not have these properties.
  if (!link || !isInside(link, base) || isForBrowser(link)) return undefined
  return link.hash && toPage(link) === toPage(location) ? undefined : link
}

/** Tells whether the attributes of an element leave the navigation to the browser. */
export function isForBrowser(element: Element): boolean {
  return element.matches(
    '[download],[rel~=external],[target]:not([target=_self]),[formtarget]:not([formtarget=_self]),[data-reload],[data-reload] *',
  )
}

type Address = Pick<URL, 'origin' | 'pathname' | 'search'>

/** Tells whether a URL belongs to this site. */
export function isInside({ origin, pathname }: Address, base: string): boolean {
  return origin === location.origin && `${pathname}/`.startsWith(base)
}

/** Returns the URL of a page, without origin and hash. */
export function toPage({ pathname, search }: Address): string {
  return pathname + search
}
