// What development remembers about the site between two changes.
import type { Island } from './browser/read-island.ts'

export interface DevState {
  /** How many times the dev server has noticed a change of the site's code or styles. */
  changes: number
  /** How many of these changes require a restart of the running site. */
  restarts: number
  /** What decides whether a page is up to date. */
  readonly pages: {
    /** How often browsers were told of an update. */
    updates: number
    /** How often a source file was created. */
    creations: number
    /** Whether browsers may show an error page of Vite's own. */
    isErrorOfVite: boolean
  }
  /** Whether a request has failed because of a bug since this was last set to false. */
  hasFailed: boolean
  /** Whether browsers may show an error page: one has been sent since the last reload. */
  isErrorShown: boolean
  /** The islands as browsers know them: as they were when the dev server last told of a change. */
  readonly shownIslands: Map<string, Island>
}

/** Creates the state of a dev server that has just started. */
export function createDevState(): DevState {
  return {
    changes: 0,
    restarts: 0,
    pages: { updates: 0, creations: 0, isErrorOfVite: false },
    hasFailed: false,
    isErrorShown: false,
    shownIslands: new Map(),
  }
}
