// Hydrates an island with Preact.
import { type ComponentType, hydrate, render } from 'preact'
import { jsx } from 'preact/jsx-runtime'
import type { IslandMarker, LoadFile, PrepareProps } from './island-marker.ts'

/**
 * Hydrates one island.
 *
 * @param components The exports of the island's file
 * @param nodes Its HTML; empty if only the browser renders the island
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
  // The visitor has left the page in the meantime.
  if (end.nodeValue === '') return
  for (const { prepare } of files) prepare(marker.p, marker, nodes)
  // Its code may have moved some: Emotion takes its styles to the head.
  nodes = nodes.filter((node) => node.parentNode === end.parentNode)
  const island = jsx(components[marker.n ?? 'default']!, marker.p)
  // Preact's mark for ids: `useId` creates the same ids as on the server, and different ones in each island.
  ;(island as { __m?: [number, number] }).__m = [marker.i, 0]
  // A stand-in for an element around the island: Preact reads its children and inserts new ones before the end comment.
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
    // Preact has removed the HTML that it failed to hydrate.
    end.before(...nodes)
    throw error
  }
}
