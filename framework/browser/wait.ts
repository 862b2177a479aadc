// When an island wakes: at once, or when the visitor needs it.
import type { Hydration } from './island-marker.ts'

/**
 * Calls `wake` when the time of an island has come.
 *
 * @param when The strategy (default: at once)
 * @param nodes The HTML of the island
 * @param end The comment after it
 * @param wake Settles when the island is live; may be called again
 */
export function wait(
  when: Hydration | undefined,
  nodes: readonly ChildNode[],
  end: ChildNode,
  wake: () => Promise<unknown>,
): void {
  const elements = nodes.filter((node) => node.nodeType === 1) as Element[]
  // Text alone cannot be watched.
  if (!elements[0]) elements.push(end.parentElement!)

  if (when === 'visible') waitUntilVisible(elements, wake)
  else if (when === 'interaction') waitForInteraction(elements, wake)
  // Not every Safari has it.
  else if (when === 'idle') ((window as Partial<Window>).requestIdleCallback ?? setTimeout)(wake)
  else if (when?.[0] === '(') waitForMedia(matchMedia(when), wake)
  else wake()
}

function waitUntilVisible(elements: Element[], wake: () => unknown): void {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return
    observer.disconnect()
    wake()
  })
  for (const element of elements) observer.observe(element)
}

/** Pointer and focus come before most clicks; a click that is faster than the code is done again on the live island. */
function waitForInteraction(elements: Element[], wake: () => Promise<unknown>): void {
  const names = ['pointerover', 'focusin', 'click']
  const notice = (event: Event): void => {
    const target = event.target as Element
    if (!elements.some((element) => element.contains(target))) return
    const awake = wake().finally(() => names.map((name) => removeEventListener(name, notice, true)))
    if (event.type !== 'click') return
    event.preventDefault()
    event.stopPropagation()
    // A picture in a button has no click(); and this way the keys that were held down are kept.
    awake.then(() => target.dispatchEvent(new MouseEvent('click', event)))
  }
  for (const name of names) addEventListener(name, notice, true)
}

function waitForMedia(query: MediaQueryList, wake: () => unknown): void {
  query.onchange = () => query.matches && wake()
  query.onchange({} as MediaQueryListEvent)
}
