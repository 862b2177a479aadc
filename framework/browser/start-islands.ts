// Finds the islands of a page and wakes each when its time comes. Every page with an island loads this: keep it small.
import type { IslandMarker, LoadFile, WakeIsland } from './island-marker.ts'
import { wait } from './wait.ts'

/**
 * Wakes the islands of this page: those that are there, and those that come later.
 *
 * An island that fails rejects unheard, so the browser reports it like any uncaught error; the others do not notice.
 *
 * @param load Loads the file of an island
 */
export function startIslands(load: LoadFile): void {
  // import() itself takes its time, also for what is there already.
  const files: Record<string, Promise<object>> = {}
  const loadOnce: LoadFile = (file) => (files[file] ??= load(file))
  const scan = (): void => {
    const comments = document.createTreeWalker(document, NodeFilter.SHOW_COMMENT)
    while (comments.nextNode()) {
      const start = comments.currentNode as Comment
      if (!start.data.startsWith('vial ')) continue
      const nodes: ChildNode[] = []
      let end = start.nextSibling
      for (; end && (end as Comment).data !== '/vial'; end = end.nextSibling) nodes.push(end)
      // The rest of it is still on its way.
      if (!end) continue
      const marker = JSON.parse(start.data.slice(5)) as IslandMarker
      start.data = ''
      let awake: Promise<void> | undefined
      wait(marker.w, nodes, end, () => {
        awake ??= loadOnce(marker.m).then((file) =>
          (file as { wake: WakeIsland }).wake(marker, nodes, end, loadOnce),
        )
        return awake
      })
    }
  }
  scan()
  for (const name of ['DOMContentLoaded', 'vial:part']) document.addEventListener(name, scan)
}
