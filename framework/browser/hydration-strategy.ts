// Hydration strategies: when an island hydrates.
import type { Hydration } from './island-marker.ts'

/**
 * Calls `hydrate` when the strategy of an island says so.
 *
 * @param when The strategy (default: immediately)
 * @param nodes The HTML of the island
 * @param end The comment after it
 * @param hydrate Settles when the island has hydrated. May be called again
 */
export function applyHydrationStrategy(
  when: Hydration | undefined,
  nodes: readonly ChildNode[],
  end: ChildNode,
  hydrate: () => Promise<unknown>,
): void {
  const elements = nodes.flatMap(findBoxes)
  // Text and closed dialogs have no box to observe. The nearest element around them that has one stands for them.
  let outer = end.parentElement!
  while (displayOf(outer) === 'contents') outer = outer.parentElement!
  if (elements.every((element) => displayOf(element) === 'none')) elements.push(outer)

  if (when === 'visible') hydrateWhenVisible(elements, hydrate)
  else if (when === 'interaction') hydrateOnInteraction(elements, hydrate)
  // Some versions of Safari lack requestIdleCallback().
  else if (when === 'idle') ((window as Partial<Window>).requestIdleCallback ?? setTimeout)(hydrate)
  else if (when?.[0] === '(') hydrateOnMedia(matchMedia(when), hydrate)
  else hydrate()
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
