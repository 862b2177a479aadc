// Opens the session of one request from its cookie, and at the end decides whether a cookie must go back.
import type { SessionConfig } from './session-config.ts'
import { createSessionObject, freezeSessionObject, type SessionObject } from './session-object.ts'
import { type Flash, formatSessionRecord, parseSessionRecord, type SessionRecord } from './session-record.ts'
import {
  addFlash,
  destroySession,
  listWaitingFlashes,
  returnFlashes,
  regenerateSession,
  type SessionState,
  takeFlashes,
} from './session-state.ts'
import { describeUnstorable, findUnstorable } from './storable.ts'

/** What one request holds of its session. */
export interface ActiveSession {
  /** The object that the author reads and writes. */
  readonly session: SessionObject
  /** Adds a message for the next page that is rendered, be it in this request or a later one. */
  flash(kind: string, message: string): void
  /** Takes the waiting messages. Asking again in the same request gives the same list. */
  takeFlashes(): Flash[]
  /** Puts taken messages back, for a page that nobody will see; tells whether there were any. */
  returnFlashes(): boolean
  /** For commitSession(). */
  readonly state: SessionState
}

/**
 * Opens a session.
 *
 * A cookie that is too old, tampered with or anything else that is no session makes an empty one; it never
 * throws. Costs one unseal when there is a cookie, so call it when the session is first touched and not
 * before.
 *
 * @param config The site's session configuration
 * @param cookieValue The raw value of the session cookie, `undefined` when the request has none
 */
export function openSession(config: SessionConfig, cookieValue: string | undefined): ActiveSession {
  const opened = cookieValue === undefined ? undefined : unsealSession(config, cookieValue)
  return createActiveSession(opened, cookieValue !== undefined, () => startTime(config))
}

/** What was kept of a session, and its text. */
export interface OpenedSession {
  json: string
  record: SessionRecord
}

/**
 * Makes what one request holds of its session.
 *
 * @param opened What an earlier request has left, if anything
 * @param hadCookie Whether the request has a session cookie, good or bad
 * @param startTime Tells when a session that begins now begins, where its text says so
 */
export function createActiveSession(
  opened: OpenedSession | undefined,
  hadCookie: boolean,
  startTime: () => number | undefined,
): ActiveSession {
  const { values, flashes, createdAt } = opened?.record ?? {
    values: {},
    flashes: [],
    createdAt: startTime(),
  }
  const session = createSessionObject(values, {
    destroy: () => destroySession(state, startTime()),
    regenerate: () => regenerateSession(state, startTime()),
  })
  const state: SessionState = {
    session,
    hadCookie,
    openedJson: opened?.json,
    openedValues: values,
    openedFlashes: flashes,
    addedFlashes: [],
    takenFlashes: undefined,
    createdAt,
    regenerated: false,
    destroyed: false,
    committed: false,
  }
  return {
    // The author's view of it: its properties are those that the site declares.
    session: session as unknown as SessionObject,
    flash: (kind, message) => addFlash(state, kind, message),
    takeFlashes: () => takeFlashes(state),
    returnFlashes: () => returnFlashes(state),
    state,
  }
}

/** What the response has to say about the session. */
export interface SessionCommit {
  /** The value of a `Set-Cookie` header; missing when the browser's cookie is right as it is. */
  setCookie?: string
  /** A sentence for the developer: the session comes close to what a cookie holds. */
  warning?: string
}

/**
 * Closes a session and writes its cookie where something changed.
 *
 * Call it once, after rendering and before the headers. From then on every write to the session throws, also
 * when this throws; a second call answers that there is nothing to do, so that an error page can go the same
 * way.
 *
 * @param config The configuration that opened the session
 * @param active What openSession() gave
 * @param file The route file that a later write is blamed on
 * @throws Error when a value is not JSON or the cookie would be longer than 4096 bytes
 */
export function commitSession(config: SessionConfig, { state }: ActiveSession, file?: string): SessionCommit {
  if (state.committed) return {}
  const json = closeSession(state, file)
  const { openedJson, hadCookie, regenerated } = state
  if (json === undefined) return hadCookie ? { setCookie: config.cookie.clearing } : {}
  if (json === openedJson && !regenerated && !config.rolling) return {}
  return sealCookie(config, state, json)
}

/**
 * Lets nobody write to a session any more and gives its text, `undefined` when there is nothing to keep.
 *
 * @param file The route file that a later write is blamed on
 * @throws Error when a value is not JSON
 */
export function closeSession(state: SessionState, file?: string): string | undefined {
  state.committed = true
  const { session, createdAt } = state
  freezeSessionObject(session, file)
  const unstorable = findUnstorable({ ...session })
  if (unstorable) throw new Error(describeUnstorable(unstorable))
  return formatSessionRecord({ values: session, createdAt, flashes: listWaitingFlashes(state) })
}

function unsealSession(config: SessionConfig, cookieValue: string): OpenedSession | undefined {
  const { sealer, absoluteSeconds, ttlSeconds, now } = config
  const unsealed = sealer.unseal(cookieValue)
  const record = unsealed && parseSessionRecord(unsealed.json)
  if (!record) return undefined

  if (absoluteSeconds !== undefined) {
    // A cookie from before the site limited the age: it is at least as old as its seal (with the ttl of then,
    // which we take to be the one of now). If its age began with the next write, a copy would never age.
    const sealedAt = unsealed.expiresAt === 0 ? now() : unsealed.expiresAt - ttlSeconds * 1000
    record.createdAt ??= Math.floor(Math.min(now(), sealedAt) / 1000)
    if (now() >= (record.createdAt + absoluteSeconds) * 1000) return undefined
  }
  return { json: unsealed.json, record }
}

// Only a site that limits the age pays the bytes for it.
function startTime({ absoluteSeconds, now }: SessionConfig): number | undefined {
  return absoluteSeconds === undefined ? undefined : Math.floor(now() / 1000)
}

// Browsers drop a longer cookie without a word (RFC 6265bis, section 5.7). Counted with the attributes, as
// iron-session counts.
const maxCookieBytes = 4096
const largeCookieBytes = 3072

function sealCookie(config: SessionConfig, state: SessionState, json: string): SessionCommit {
  const { sealer, cookie, ttlSeconds } = config
  // A seal is made of characters that a cookie may contain as they are, each of one byte.
  const setCookie = `${cookie.name}=${sealer.seal(json, ttlSeconds)}${cookie.attributes}`
  if (setCookie.length < largeCookieBytes) return { setCookie }

  const sentence =
    `ctx.session: the cookie takes ${setCookie.length} of at most ${maxCookieBytes} bytes. ` +
    `The largest parts are ${describeLargest(state)}. Keep ids in the session and the data in a database.`
  if (setCookie.length > maxCookieBytes) throw new Error(sentence)
  return { setCookie, warning: sentence }
}

/** Names the three largest properties, with their bytes. */
export function describeLargest(state: SessionState): string {
  const flashes = listWaitingFlashes(state)
  const parts: [string, unknown][] = Object.entries(state.session)
  if (flashes.length > 0) parts.push(['flash messages', flashes])
  return parts
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ({ name, bytes: countBytes(JSON.stringify(value)) }))
    .sort((left, right) => right.bytes - left.bytes)
    .slice(0, 3)
    .map(({ name, bytes }) => `${name} (${bytes})`)
    .join(', ')
}

/** Counts the bytes of a text in UTF-8. */
export function countBytes(text: string): number {
  return new TextEncoder().encode(text).length
}
