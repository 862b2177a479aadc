// Hydration strategies: when an island hydrates. Only pages with an island that waits load this.
import type { Hydration } from './island-marker.ts'

/**
 * Hydrates an island when its strategy says so.
 *
 * @param when The strategy
 * @param nodes The HTML of the island
 * @param end The comment after it
 * @param start Hydrates the island. Called once
 */
export function scheduleHydration(
  when: Hydration,
  nodes: readonly ChildNode[],
  end: ChildNode,
  start: () => Promise<void>,
): void {
  // The visitor has left the page while this file was loading.
  if (end.nodeValue === '') return
  let hydrated: Promise<void> | undefined
  const hydrate = (): Promise<void> => {
    hydrated ??= start()
    return hydrated
  }
  const elements = nodes.flatMap(findBoxes)
  // Text and closed dialogs have no box to observe. The nearest element around them that has one stands for them.
  let outer = end.parentElement!
  while (displayOf(outer) === 'contents') outer = outer.parentElement!
  if (elements.every((element) => displayOf(element) === 'none')) elements.push(outer)

  if (when === 'visible') hydrateWhenVisible(elements, hydrate)
  else if (when === 'interaction') hydrateOnInteraction(elements, hydrate)
  // Some versions of Safari lack requestIdleCallback().
  else if (when === 'idle') ((window as Partial<Window>).requestIdleCallback ?? setTimeout)(hydrate)
  else hydrateOnMedia(matchMedia(when), hydrate)
}

/** Lists the outermost elements that can have a box: an element with `display: contents` consists of its children. */
function findBoxes(node: Node): Element[] {
  const element = node as Element
  // Text has no children.
  if (!(element as Partial<Element>).children) return []
  return displayOf(element) === 'contents' ? [...element.children].flatMap(findBoxes) : [element]
}

function displayOf(element: Element): string {
  return getComputedStyle(element).display
}

function hydrateWhenVisible(elements: Element[], hydrate: () => unknown): void {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return
    observer.disconnect()
    hydrate()
  })
  for (const element of elements) observer.observe(element)
}

/** Pointer and focus events precede most clicks. A click that comes before hydration is repeated afterwards. */
function hydrateOnInteraction(elements: Element[], hydrate: () => Promise<unknown>): void {
  const names = ['pointerover', 'focusin', 'click']
  const notice = (event: Event): void => {
    const target = event.target as Element
    if (!elements.some((element) => element.contains(target))) return
    const hydrated = hydrate().finally(() => names.map((name) => removeEventListener(name, notice, true)))
    if (event.type !== 'click') return
    event.preventDefault()
    event.stopPropagation()
    // Dispatching an event also works for an image in a button, and preserves modifier keys.
    hydrated.then(() => target.dispatchEvent(new MouseEvent('click', event)))
  }
  for (const name of names) addEventListener(name, notice, true)
}

function hydrateOnMedia(query: MediaQueryList, hydrate: () => unknown): void {
  query.onchange = () => query.matches && hydrate()
  query.onchange({} as MediaQueryListEvent)
}
