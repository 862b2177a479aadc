// Makes the HTML of an island live: Preact takes over what the server rendered.
import { type ComponentType, h, hydrate, render } from 'preact'
import type { IslandMarker, LoadFile, PrepareProps } from './island-marker.ts'

/**
 * Hydrates one island.
 *
 * @param components The exports of the island's file
 * @param nodes Its HTML; none for one that only the browser renders
 * @param end The comment after it
 */
export async function hydrateIsland(
  components: Readonly<Record<string, ComponentType>>,
  marker: IslandMarker,
  nodes: readonly ChildNode[],
  end: ChildNode,
  load: LoadFile,
): Promise<void> {
  const files = (await Promise.all((marker.r ?? []).map(load))) as { prepare: PrepareProps }[]
  // Its page has been left in the meantime.
  if (end.nodeValue === '') return
  for (const { prepare } of files) prepare(marker.p, marker, nodes)
  const island = h(components[marker.n ?? 'default']!, marker.p)
  // Preact's mark for ids: `useId` counts below it as it did on the server, and unlike in other islands.
  ;(island as { __m?: [number, number] }).__m = [marker.i, 0]
  // Stands in for an element around the island: Preact takes its children from there and puts new ones before the end.
  const root = {
    namespaceURI: end.parentElement!.namespaceURI,
    childNodes: nodes,
    firstChild: nodes[0],
    insertBefore: (node: Node, next: ChildNode | null) => (next ?? end).before(node),
  }
  end.addEventListener('vial:leave', () => render(null, root as unknown as Element))
  try {
    hydrate(island, root as unknown as Element)
  } catch (error) {
    // Preact has removed what it could not take over.
    end.before(...nodes)
    throw error
  }
}
