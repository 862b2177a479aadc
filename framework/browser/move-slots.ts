// Server-rendered HTML as a prop of an island: moves the original nodes, even if the island removes and shows them again.
import type { JSX } from 'preact'
import { jsx } from 'preact/jsx-runtime'
import type { IslandMarker } from './island-marker.ts'

/** Adds the props that represent server-rendered HTML. */
export function moveSlots(
  props: Record<string, unknown>,
  marker: IslandMarker,
  nodes: readonly ChildNode[],
): void {
  for (const name of marker.s!) props[name] = createSlot(`${marker.i}.${name}`, nodes)
}

function createSlot(name: string, nodes: readonly ChildNode[]): JSX.Element {
  // Also checks the tag: most sanitizers allow `data-` attributes in HTML from visitors, which the slot may contain.
  const selector = `:is(vial-slot,template)[data-slot="${name}"]`
  let holder: ParentNode | undefined
  for (const node of nodes as readonly Partial<Element>[]) {
    const slot = node.matches?.(selector) ? (node as Element) : node.querySelector?.(selector)
    // A slot that the island did not show at first is in a template.
    if (slot) holder = (slot as HTMLTemplateElement).content ?? slot
  }
  const props: Record<string, unknown> = {
    style: 'display:contents',
    'data-slot': name,
    // Preact does not touch the content as long as this text stays the same.
    dangerouslySetInnerHTML: { __html: '' },
    ref(element: Element | null): void {
      if (!element || !holder || element === holder) return
      element.append(...holder.childNodes)
      holder = element
      // The content may contain islands that can be hydrated now.
      document.dispatchEvent(new Event('vial:part'))
    },
  }
  return jsx('vial-slot', props)
}
