// HTML of the server as a prop of an island: the same nodes, however often the island takes them out and back in.
import { type JSX, h } from 'preact'
import type { IslandMarker } from './island-marker.ts'

/** Adds the props that stand for HTML of the server. */
export function moveSlots(
  props: Record<string, unknown>,
  marker: IslandMarker,
  nodes: readonly ChildNode[],
): void {
  for (const name of marker.s!) props[name] = createSlot(`${marker.i}.${name}`, nodes)
}

function createSlot(name: string, nodes: readonly ChildNode[]): JSX.Element {
  // By the tag as well: text of visitors may be in there, and most sanitizers let it have `data-` attributes.
  const selector = `:is(vial-slot,template)[data-slot="${name}"]`
  let holder: ParentNode | undefined
  for (const node of nodes as readonly Partial<Element>[]) {
    const slot = node.matches?.(selector) ? (node as Element) : node.querySelector?.(selector)
    // What the island did not show at first waits in a template.
    if (slot) holder = (slot as HTMLTemplateElement).content ?? slot
  }
  return h('vial-slot', {
    style: 'display:contents',
    'data-slot': name,
    // Preact leaves alone what is inside, as long as this text stays the same.
    dangerouslySetInnerHTML: { __html: '' },
    ref(element: Element | null) {
      if (!element || !holder || element === holder) return
      element.append(...holder.childNodes)
      holder = element
      // Islands among them may have waited for this.
      document.dispatchEvent(new Event('vial:part'))
    },
  })
}
