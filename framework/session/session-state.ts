// What happens to an open session during a request: flash messages, a new beginning, the end.
import { clearSessionObject } from './session-object.ts'
import type { Flash } from './session-record.ts'

/** What is known of one request's session since it was opened. */
export interface SessionState {
  readonly session: Record<string, unknown>
  /** Whether the request had a session cookie, good or bad. */
  readonly hadCookie: boolean
  /** The text inside the cookie's seal; `undefined` when there was none that is valid. */
  readonly openedJson: string | undefined
  /** The cookie's own values, to tell them from what the request assigned. */
  openedValues: Record<string, unknown>
  openedFlashes: Flash[]
  addedFlashes: Flash[]
  takenFlashes: Flash[] | undefined
  /** When the session began (seconds since 1970), where the site limits its age. */
  createdAt: number | undefined
  regenerated: boolean
  destroyed: boolean
  committed: boolean
}

/**
 * Ends a session: its properties and the messages that came with it. Messages of this request stay.
 *
 * @param createdAt When whatever follows begins
 */
export function destroySession(state: SessionState, createdAt: number | undefined): void {
  assertUncommitted(state, 'destroy()')
  state.destroyed = true
  state.openedFlashes = []
  state.createdAt = createdAt
  clearSessionObject(state.session)
}

/**
 * Begins a new session with only what this request wrote.
 *
 * @param createdAt When it begins
 */
export function regenerateSession(state: SessionState, createdAt: number | undefined): void {
  assertUncommitted(state, 'regenerate()')
  if (state.destroyed) {
    throw new Error(
      'ctx.session.regenerate(): the session was destroyed in this request. Call only one of the two.',
    )
  }
  const { session, openedValues } = state
  for (const name of Object.keys(openedValues)) {
    if (Object.is(session[name], openedValues[name])) delete session[name]
  }
  // A second call must not take a value that this request assigned in between for the cookie's.
  state.openedValues = {}
  state.openedFlashes = []
  state.createdAt = createdAt
  state.regenerated = true
}

/** Adds a message for the next page, which may be the one that this request renders. */
export function addFlash(state: SessionState, kind: string, message: string): void {
  assertUncommitted(state, 'flash()')
  state.addedFlashes.push({ kind: String(kind), message: String(message) })
}

/** Takes all messages out of the session; asking again gives the same list. */
export function takeFlashes(state: SessionState): Flash[] {
  if (state.takenFlashes) return state.takenFlashes
  // Too late to take them out of the cookie: left for the next page, or they would be shown twice.
  if (state.committed) return []
  state.takenFlashes = listWaitingFlashes(state)
  state.openedFlashes = []
  state.addedFlashes = []
  return state.takenFlashes
}

/** Puts the taken messages back; tells whether there were any. */
export function returnFlashes(state: SessionState): boolean {
  if (state.committed || !state.takenFlashes?.length) return false
  state.openedFlashes = state.takenFlashes
  state.takenFlashes = undefined
  return true
}

/** Lists the messages that no page has shown yet, oldest first. */
export function listWaitingFlashes({ openedFlashes, addedFlashes }: SessionState): Flash[] {
  return openedFlashes.concat(addedFlashes)
}

function assertUncommitted(state: SessionState, method: string): void {
  if (!state.committed) return
  const reason = 'the session was already sent: the response has started'
  throw new Error(`ctx.session, ${method}: ${reason}. Call it before, in a loader or handler.`)
}
