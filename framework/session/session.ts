// Opens the session of a request from its cookie, and at the end decides whether to send a new cookie.
import { type FlatValues, findFlatValues, hasSameValues, rememberFlatValues } from './flat-values.ts'
import {
  findRenewal,
  mayClear,
  mayRenew,
  recordCommit,
  type Renewal,
  type RequestStart,
  wasEndedMeanwhile,
} from './renewal.ts'
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

/** The session of one request while it is open. */
export interface ActiveSession {
  /** The object behind `ctx.session`. */
  readonly session: SessionObject
  /** Adds a flash message for the next page that is rendered, in this request or a later one. */
  flash(kind: string, message: string): void
  /** Takes the waiting flash messages. Calling it again in the same request returns the same list. */
  takeFlashes(): Flash[]
  /**
   * Puts the taken flash messages back, for a page that will not be shown.
   *
   * @returns Whether there were any
   */
  returnFlashes(): boolean
  /** Used by commitSession(). */
  readonly state: SessionState
}

/**
 * Opens a session.
 *
 * Never throws: an expired, tampered or otherwise invalid cookie results in an empty session. It unseals the cookie, so
 * call it only when the session is first used.
 *
 * @param config The site's session configuration
 * @param cookieValue The raw value of the session cookie, or `undefined` if the request has none
 */
export function openSession(config: SessionConfig, cookieValue: string | undefined): ActiveSession {
  const opened = cookieValue === undefined ? undefined : unsealSession(config, cookieValue)
  return createActiveSession(opened, cookieValue, () => startTime(config))
}

/** A session that an earlier request has stored, as JSON and parsed. */
export interface OpenedSession {
  json: string
  record: SessionRecord
  renewal: Renewal | undefined
  /** The values of the record if they are remembered (flat-values.ts). */
  flatValues?: FlatValues | undefined
}

/**
 * Creates the active session of a request.
 *
 * @param opened What an earlier request has stored, if anything
 * @param cookie The session cookie of the request, valid or not
 * @param startTime Returns the start time to store with a new session, or `undefined` to store none
 */
export function createActiveSession(
  opened: OpenedSession | undefined,
  cookie: string | undefined,
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
    cookie,
    renewal: opened?.renewal,
    openedJson: opened?.json,
    openedValues: values,
    flatValues: opened?.flatValues,
    openedFlashes: flashes,
    addedFlashes: [],
    takenFlashes: undefined,
    createdAt,
    regenerated: false,
    destroyed: false,
    committed: false,
    file: undefined,
  }
  return {
    // Typed as the site sees it: with the properties that the site declares.
    session: session as unknown as SessionObject,
    flash: (kind, message) => addFlash(state, kind, message),
    takeFlashes: () => takeFlashes(state),
    returnFlashes: () => returnFlashes(state),
    state,
  }
}

/** The result of committing a session. */
export interface SessionCommit {
  /** The value of a `Set-Cookie` header. Missing if the browser's cookie is up to date. */
  setCookie?: string
  /** A warning for the developer that the session is almost too large. */
  warning?: string
}

/** What committing a session needs to know about the request. */
export interface CommitRequest {
  /** The route file to name in the error for a later write. */
  readonly file?: string | undefined
  /** When the request started (default: now). */
  readonly start?: RequestStart | undefined
}

/**
 * Closes a session and writes its cookie if something changed.
 *
 * Call it once, after rendering and before sending the headers. Every later write to the session throws, even if the
 * commit itself failed. A second call does nothing, so an error page can take the same path.
 *
 * If another request has ended the session in the meantime, the cookie is left alone: this response may reach the
 * browser after the cookie of a logout or login.
 *
 * @param config The configuration that opened the session
 * @param active The session, as returned by openSession()
 * @throws Error if a value cannot be stored as JSON, or if the cookie would exceed 4096 bytes
 */
export function commitSession(
  config: SessionConfig,
  { state }: ActiveSession,
  { file, start }: CommitRequest = {},
): SessionCommit {
  if (state.committed) return {}
  const json = closeSession(state, file)
  const { cookie, openedJson, regenerated, destroyed } = state
  if (!regenerated && !destroyed) {
    if (json === openedJson) {
      if (json !== undefined) return mayRenew(config, state, start) ? sealCookie(config, state, json) : {}
      return cookie !== undefined && mayClear(config, cookie, start)
        ? { setCookie: config.cookie.clearing }
        : {}
    }
    if (openedJson !== undefined && wasEndedMeanwhile(config, state, start)) return {}
  }
  if (json !== undefined) return sealCookie(config, state, json)
  recordCommit(config, state, undefined)
  return cookie === undefined ? {} : { setCookie: config.cookie.clearing }
}

/**
 * Makes every later write to a session throw, and formats the session.
 *
 * @param file The route file to name in the error for a later write
 * @returns JSON, or `undefined` if there is nothing to store
 * @throws Error if a value cannot be stored as JSON
 */
export function closeSession(state: SessionState, file?: string): string | undefined {
  state.committed = true
  state.file ??= file
  const { session, createdAt } = state
  freezeSessionObject(session, file)
  if (isAsOpened(state)) return state.openedJson
  const values = { ...session }
  const unstorable = findUnstorable(values)
  if (unstorable) throw new Error(describeUnstorable(unstorable))
  return formatSessionRecord({ values, createdAt, flashes: listWaitingFlashes(state) })
}

/** Tells whether a session with flat values has not changed, nor anything else that is stored with it. */
function isAsOpened(state: SessionState): boolean {
  const { session, flatValues, createdAt, regenerated, destroyed, openedFlashes, addedFlashes } = state
  return (
    flatValues !== undefined &&
    createdAt === undefined &&
    !regenerated &&
    !destroyed &&
    openedFlashes.length === 0 &&
    addedFlashes.length === 0 &&
    hasSameValues(session, flatValues)
  )
}

function unsealSession(config: SessionConfig, cookieValue: string): OpenedSession | undefined {
  const { sealer, absoluteSeconds, ttlSeconds, now } = config
  const unsealed = sealer.unseal(cookieValue)
  if (!unsealed) return undefined
  const { json } = unsealed
  const known = findFlatValues(json)
  const record = known ? { values: known, createdAt: undefined, flashes: [] } : parseSessionRecord(json)
  if (!record) return undefined
  if (!known) rememberFlatValues(json, record)

  if (absoluteSeconds !== undefined) {
    // A cookie from before the site limited the age has no start time. It is at least as old as its seal, assuming that
    // the ttl has not changed. If its age started with the next write, a copied cookie would never expire.
    const sealedAt = unsealed.expiresAt === 0 ? now() : unsealed.expiresAt - ttlSeconds * 1000
    record.createdAt ??= Math.floor(Math.min(now(), sealedAt) / 1000)
    if (now() >= (record.createdAt + absoluteSeconds) * 1000) return undefined
  }
  return { json, record, renewal: findRenewal(config, unsealed), flatValues: known }
}

// The start time takes up bytes in the cookie, so only sites that limit the age store it.
function startTime({ absoluteSeconds, now }: SessionConfig): number | undefined {
  return absoluteSeconds === undefined ? undefined : Math.floor(now() / 1000)
}

// Browsers silently drop longer cookies (RFC 6265bis, section 5.7). Like iron-session, this counts the attributes, too.
const maxCookieBytes = 4096
const largeCookieBytes = 3072

function sealCookie(config: SessionConfig, state: SessionState, json: string): SessionCommit {
  const { sealer, cookie, ttlSeconds } = config
  // A seal needs no encoding in a cookie, and each of its characters is one byte.
  const seal = sealer.seal(json, ttlSeconds)
  const setCookie = `${cookie.name}=${seal}${cookie.attributes}`
  const warning = checkCookieSize(setCookie, state)
  recordCommit(config, state, seal)
  return warning === undefined ? { setCookie } : { setCookie, warning }
}

function checkCookieSize(setCookie: string, state: SessionState): string | undefined {
  if (setCookie.length < largeCookieBytes) return undefined

  const sentence =
    `ctx.session: the cookie takes up ${setCookie.length} of at most ${maxCookieBytes} bytes. ` +
    `The largest values are ${describeLargest(state)}. Store ids in the session and data in a database.`
  if (setCookie.length > maxCookieBytes) throw new Error(sentence)
  return sentence
}

/** Lists the three largest properties with their sizes in bytes. */
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

/** Counts the bytes of text in UTF-8. */
export function countBytes(text: string): number {
  return new TextEncoder().encode(text).length
}
