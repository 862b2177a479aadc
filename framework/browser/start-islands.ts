// Finds the islands of a page and hydrates them by their strategies. Every page with an island loads this: keep it small.
import type { HydrateIsland, IslandMarker, LoadFile, ScheduleHydration } from './island-marker.ts'

/**
 * Hydrates the islands of this page, including those that arrive later.
 *
 * If an island fails, the browser reports the unhandled rejection. Other islands are not affected.
 *
 * @param load Loads the file of an island
 */
export function startIslands(load: LoadFile): void {
  // import() is slow even for modules that are already loaded, so cache its promises.
  const files: Record<string, Promise<object>> = {}
  const loadOnce: LoadFile = (file) => {
    files[file] ??= load(file).catch((error: unknown) => {
      // Let the next island of this file try again.
      delete files[file]
      throw error
    })
    return files[file]
  }
  const scan = (): void => {
    // On a new document, because `<form name="createTreeWalker">` shadows the method of this one.
    const comments = new Document().createTreeWalker(document, NodeFilter.SHOW_COMMENT)
    while (comments.nextNode()) hydrateWhenDue(comments.currentNode as Comment, loadOnce)
  }
  scan()
  // On the window for the same reason. Capturing also receives events that do not bubble.
  for (const name of ['DOMContentLoaded', 'vial:part']) addEventListener(name, scan, true)
}

/** Async so that an invalid marker, such as one in HTML from a visitor, rejects and does not stop the loop. */
async function hydrateWhenDue(start: Comment, load: LoadFile): Promise<void> {
  if (!start.data.startsWith('vial ')) return
  const nodes: ChildNode[] = []
  let end = start.nextSibling
  for (; end && (end as Comment).data !== '/vial'; end = end.nextSibling) nodes.push(end)
  // The rest of the island has not arrived yet.
  if (!end) return
  const last = end
  const text = start.data.slice(5)
  start.data = ''
  const marker = JSON.parse(text) as IslandMarker
  const hydrate = async (): Promise<void> => {
    const file = (await load(marker.m)) as { hydrate: HydrateIsland }
    return file.hydrate(marker, nodes, last, load)
  }
  if (!marker.f) return hydrate()
  const file = (await load(marker.f)) as { schedule: ScheduleHydration }
  file.schedule(marker.w!, nodes, last, hydrate)
}
