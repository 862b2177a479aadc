// What can happen to a session during a request: flash messages, regenerate() and destroy().
import type { FlatValues } from './flat-values.ts'
import type { Renewal } from './renewal.ts'
import { clearSessionObject } from './session-object.ts'
import type { Flash } from './session-record.ts'

/** The state of a request's session since it was opened. */
export interface SessionState {
  readonly session: Record<string, unknown>
  /** The session cookie of the request, valid or not. */
  readonly cookie: string | undefined
  /** Whether to renew the cookie if nothing else changes. */
  readonly renewal: Renewal | undefined
  /** The JSON that was opened, or `undefined` if there was no valid session. */
  readonly openedJson: string | undefined
  /** The values that were opened, to tell them apart from values that the request assigned. */
  openedValues: Readonly<Record<string, unknown>>
  /** The same values if they are remembered (flat-values.ts). */
  readonly flatValues: FlatValues | undefined
  openedFlashes: Flash[]
  addedFlashes: Flash[]
  takenFlashes: Flash[] | undefined
  /** When the session started (seconds since 1970), if the site limits its age. */
  createdAt: number | undefined
  regenerated: boolean
  destroyed: boolean
  committed: boolean
  /** The route file to name in errors, once the session is committed. */
  file: string | undefined
}

/**
 * Ends a session: removes its properties and its waiting flash messages. Messages of this request stay.
 *
 * @param createdAt When the session that may follow starts
 */
export function destroySession(state: SessionState, createdAt: number | undefined): void {
  assertUncommitted(state, 'destroy()')
  state.destroyed = true
  state.openedFlashes = []
  state.createdAt = createdAt
  clearSessionObject(state.session)
}

/**
 * Starts a new session with only the values that this request assigned.
 *
 * @param createdAt When it starts
 */
export function regenerateSession(state: SessionState, createdAt: number | undefined): void {
  assertUncommitted(state, 'regenerate()')
  if (state.destroyed) {
    throw new Error(
      'ctx.session.regenerate(): the session was destroyed in this request. Call either destroy() or regenerate().',
    )
  }
  const { session, openedValues } = state
  for (const name of Object.keys(openedValues)) {
    if (Object.is(session[name], openedValues[name])) delete session[name]
  }
  // Without this, a second call would drop values that this request assigned in between.
  state.openedValues = {}
  state.openedFlashes = []
  state.createdAt = createdAt
  state.regenerated = true
}

/** Adds a flash message for the next page, which may be the one that this request renders. */
export function addFlash(state: SessionState, kind: string, message: string): void {
  assertUncommitted(state, 'flash()')
  state.addedFlashes.push({ kind: String(kind), message: String(message) })
}

/** Takes all flash messages out of the session. Calling it again returns the same list. */
export function takeFlashes(state: SessionState): Flash[] {
  if (state.takenFlashes) return state.takenFlashes
  // The cookie is already written, so the messages stay for the next page. Returning them would show them twice.
  if (state.committed) return []
  state.takenFlashes = listWaitingFlashes(state)
  state.openedFlashes = []
  state.addedFlashes = []
  return state.takenFlashes
}

/**
 * Puts the taken flash messages back.
 *
 * @returns Whether there were any
 */
export function returnFlashes(state: SessionState): boolean {
  if (state.committed || !state.takenFlashes?.length) return false
  state.openedFlashes = state.takenFlashes
  state.takenFlashes = undefined
  return true
}

/** Lists the flash messages that no page has shown yet, oldest first. */
export function listWaitingFlashes({ openedFlashes, addedFlashes }: SessionState): Flash[] {
  return openedFlashes.concat(addedFlashes)
}

function assertUncommitted(state: SessionState, method: string): void {
  if (!state.committed) return
  const where = state.file === undefined ? '' : `${state.file}: `
  const problem = 'the response has started, so the session can no longer change'
  throw new Error(`${where}ctx.session, ${method}: ${problem}. Call it earlier, in a loader or handler.`)
}
