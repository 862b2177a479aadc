// When an island hydrates: at once, or when the visitor needs it.
import type { Hydration } from './island-marker.ts'

/**
 * Calls `hydrate` when the time of an island has come.
 *
 * @param when The strategy (default: at once)
 * @param nodes The HTML of the island
 * @param end The comment after it
 * @param hydrate Settles when the island is live; may be called again
 */
export function applyHydrationStrategy(
  when: Hydration | undefined,
  nodes: readonly ChildNode[],
  end: ChildNode,
  hydrate: () => Promise<unknown>,
): void {
  const elements = nodes.filter((node) => node.nodeType === 1) as Element[]
  // Text alone cannot be watched.
  if (!elements[0]) elements.push(end.parentElement!)

  if (when === 'visible') hydrateWhenVisible(elements, hydrate)
  else if (when === 'interaction') hydrateOnInteraction(elements, hydrate)
  // Not every Safari has it.
  else if (when === 'idle') ((window as Partial<Window>).requestIdleCallback ?? setTimeout)(hydrate)
  else if (when?.[0] === '(') hydrateOnMedia(matchMedia(when), hydrate)
  else hydrate()
}

function hydrateWhenVisible(elements: Element[], hydrate: () => unknown): void {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return
    observer.disconnect()
    hydrate()
  })
  for (const element of elements) observer.observe(element)
}

/** Pointer and focus come before most clicks; a click that is faster than the code is done again on the live island. */
function hydrateOnInteraction(elements: Element[], hydrate: () => Promise<unknown>): void {
  const names = ['pointerover', 'focusin', 'click']
  const notice = (event: Event): void => {
    const target = event.target as Element
    if (!elements.some((element) => element.contains(target))) return
    const hydrated = hydrate().finally(() => names.map((name) => removeEventListener(name, notice, true)))
    if (event.type !== 'click') return
    event.preventDefault()
    event.stopPropagation()
    // A picture in a button has no click(); and this way the keys that were held down are kept.
    hydrated.then(() => target.dispatchEvent(new MouseEvent('click', event)))
  }
  for (const name of names) addEventListener(name, notice, true)
}

function hydrateOnMedia(query: MediaQueryList, hydrate: () => unknown): void {
  query.onchange = () => query.matches && hydrate()
  query.onchange({} as MediaQueryListEvent)
}
