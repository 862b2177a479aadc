// What browsers load for islands in dev: the modules themselves, through Vite.
import type { BrowserFile, BrowserFiles } from '../render/page-islands.ts'
import { moveSlotsId, clientId, devPrefix, islandId, reviveId, reviveSignalsId } from './virtual-modules.ts'

/** Names the modules as Vite serves them; without preloads, which would ask for what is not compiled yet. */
export function createDevBrowserFiles(base: string): BrowserFiles {
  return {
    start: base + devPrefix + toName(clientId),
    findIsland: (file) => toFile(islandId(file)),
    revive: toFile(reviveId),
    reviveSignals: toFile(reviveSignalsId),
    moveSlots: toFile(moveSlotsId),
  }
}

function toFile(id: string): BrowserFile {
  return { name: toName(id), urls: [] }
}

/** The part of the URL that tells these modules apart; Vite decodes it. */
function toName(id: string): string {
  return encodeURI(id.replace('virtual:vial/', ''))
}
