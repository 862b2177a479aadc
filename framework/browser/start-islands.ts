// Finds the islands of a page and hydrates each when its time comes. Every page with an island loads this: keep it small.
import type { HydrateIsland, IslandMarker, LoadFile } from './island-marker.ts'
import { applyHydrationStrategy } from './hydration-strategy.ts'

/**
 * Hydrates the islands of this page: those that are there, and those that come later.
 *
 * An island that fails rejects unheard, so the browser reports it like any uncaught error; the others do not notice.
 *
 * @param load Loads the file of an island
 */
export function startIslands(load: LoadFile): void {
  // import() itself takes its time, also for what is there already.
  const files: Record<string, Promise<object>> = {}
  const loadOnce: LoadFile = (file) => {
    files[file] ??= load(file)
    return files[file]
  }
  const scan = (): void => {
    // Of a document nobody named elements in: `<form name="createTreeWalker">` takes the place of this page's own.
    const comments = new Document().createTreeWalker(document, NodeFilter.SHOW_COMMENT)
    while (comments.nextNode()) hydrateWhenDue(comments.currentNode as Comment, loadOnce)
  }
  scan()
  // On the window for the same reason; what does not bubble passes it on the way down.
  for (const name of ['DOMContentLoaded', 'vial:part']) addEventListener(name, scan, true)
}

/** Async only to reject: a comment that somebody else wrote must not keep the rest from waking. */
async function hydrateWhenDue(start: Comment, load: LoadFile): Promise<void> {
  if (!start.data.startsWith('vial ')) return
  const nodes: ChildNode[] = []
  let end = start.nextSibling
  for (; end && (end as Comment).data !== '/vial'; end = end.nextSibling) nodes.push(end)
  // The rest of it is still on its way.
  if (!end) return
  const last = end
  const text = start.data.slice(5)
  start.data = ''
  const marker = JSON.parse(text) as IslandMarker
  let hydrated: Promise<void> | undefined
  applyHydrationStrategy(marker.w, nodes, last, () => {
    hydrated ??= load(marker.m).then((file) =>
      (file as { hydrate: HydrateIsland }).hydrate(marker, nodes, last, load),
    )
    return hydrated
  })
}
