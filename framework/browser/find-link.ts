// Which links and addresses the script for navigation takes on; the others are the browser's.

/** Finds the link that an event is about, if it leads to another page of this site. */
export function findLink({ target }: Event, base: string): HTMLAnchorElement | undefined {
  const link = (target as Partial<Element> | null)?.closest?.<HTMLAnchorElement>('a[href]')
  // What SVG calls a link has no such properties.
  if (!link || !isInside(link, base) || isForBrowser(link)) return undefined
  return link.hash && toPage(link) === toPage(location) ? undefined : link
}

/** Tells whether an element says that the browser shall do what it leads to. */
export function isForBrowser(element: Element): boolean {
  return element.matches(
    '[download],[rel~=external],[target]:not([target=_self]),[formtarget]:not([formtarget=_self]),[data-reload],[data-reload] *',
  )
}

type Address = Pick<URL, 'origin' | 'pathname' | 'search'>

/** Tells whether an address belongs to this site. */
export function isInside({ origin, pathname }: Address, base: string): boolean {
  return origin === location.origin && `${pathname}/`.startsWith(base)
}

/** Names the page of an address: without the place on it. */
export function toPage({ pathname, search }: Address): string {
  return pathname + search
}
