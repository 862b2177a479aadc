// Names the modules that browsers load for islands in development: the sources, through Vite.
import type { BrowserFile, BrowserFiles } from '../../render/page-islands.ts'
import {
  clientId,
  devPrefix,
  inspectorId,
  inspectorIslandId,
  islandId,
  supportIds,
} from '../virtual-modules.ts'

/** Names the modules as Vite serves them. There are no preloads: they would request modules that are not compiled yet. */
export function createDevBrowserFiles(base: string): BrowserFiles {
  return {
    start: base + devPrefix + toName(clientId),
    findIsland: (file) => toFile(islandId(file)),
    revive: toFile(supportIds.revive),
    reviveSignals: toFile(supportIds.reviveSignals),
    moveSlots: toFile(supportIds.moveSlots),
    scheduleHydration: {
      name: toName(supportIds.scheduleHydration),
      urls: [base + devPrefix + toName(supportIds.scheduleHydration)],
    },
  }
}

/** Names the modules of the inspector, which has one island. */
export function createInspectorFiles(base: string): BrowserFiles {
  return {
    ...createDevBrowserFiles(base),
    start: base + devPrefix + toName(inspectorId),
    findIsland: () => toFile(inspectorIslandId),
  }
}

function toFile(id: string): BrowserFile {
  return { name: toName(id), urls: [] }
}

/** Formats the part of the URL that identifies the module; Vite decodes it. */
function toName(id: string): string {
  return encodeURI(id.replace('virtual:vial/', ''))
}
