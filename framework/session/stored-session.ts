// A session whose data is in a store: loaded before the site's code runs, saved before the response starts.
import { createSessionId, isSessionId } from './session-id.ts'
import { findRenewal, mayClear, mayRenew, recordCommit, type Renewal } from './renewal.ts'
import type { SessionConfig, StoredSessionConfig } from './session-config.ts'
import { reservedKey } from './session-object.ts'
import { parseSessionRecord } from './session-record.ts'
import type { SessionState } from './session-state.ts'
import type { StoredSession } from './session-store.ts'
import {
  type CommitRequest,
  closeSession,
  countBytes,
  createActiveSession,
  describeLargest,
  type SessionCommit,
  type ActiveSession,
} from './session.ts'

/** A session that was loaded from a store. */
export interface LoadedSession {
  readonly id: string
  readonly stored: StoredSession
  /** Whether to renew the cookie if nothing else changes. */
  readonly renewal: Renewal | undefined
}

const idOf = new WeakMap<object, string>()

/** Returns the id of a request's session, or `undefined` for a new session. */
export function findSessionId(session: object): string | undefined {
  return idOf.get(session)
}

/**
 * Loads the session that a cookie refers to.
 *
 * A new session never takes over an id that came from a visitor.
 *
 * @returns `undefined` if the seal or the id is invalid, or if the session does not exist or has expired
 */
export async function loadSession(
  config: StoredSessionConfig,
  cookieValue: string,
): Promise<LoadedSession | undefined> {
  const unsealed = config.sealer.unseal(cookieValue)
  const id = unsealed && parseId(unsealed.json)
  const stored = id === undefined ? undefined : await config.store.read(id)
  if (id === undefined || !stored || stored.expiresAt <= config.now()) return undefined
  const { absoluteSeconds } = config
  const isTooOld = absoluteSeconds !== undefined && config.now() >= stored.createdAt + absoluteSeconds * 1000
  return isTooOld ? undefined : { id, stored, renewal: findRenewal(config, unsealed!) }
}

/**
 * Opens a session that loadSession() returned, or a new one.
 *
 * @param cookie The session cookie of the request, valid or not
 */
export function openStoredSession(
  loaded: LoadedSession | undefined,
  cookie: string | undefined,
): ActiveSession {
  const json = loaded?.stored.json ?? ''
  const record = loaded && parseSessionRecord(json)
  const opened = record && { json, record, renewal: loaded.renewal }
  const active = createActiveSession(opened, cookie, () => undefined)
  if (record) idOf.set(active.session, loaded.id)
  return active
}

/** The maximum size of a session's JSON (bytes). */
const maxTextBytes = 1024 * 1024
const largeTextBytes = 256 * 1024
/** How often a session that is only read updates `lastSeenAt` (ms). */
const touchInterval = 60_000
const maxUserAgentLength = 256

/**
 * Saves a session to its store.
 *
 * @param loaded The session that it was opened from
 * @param active The session, as returned by openStoredSession()
 * @param request The route file to name in the error for a later write, and the visitor's browser
 * @throws Error if a value cannot be stored as JSON, or if the session exceeds 1 MiB; HttpError if the store fails
 */
export async function commitStoredSession(
  config: StoredSessionConfig,
  loaded: LoadedSession | undefined,
  { state }: ActiveSession,
  request: CommitRequest & { readonly userAgent?: string | undefined },
): Promise<SessionCommit> {
  if (state.committed) return {}
  const json = closeSession(state, request.file)
  const warning = json === undefined ? undefined : checkSize(json, state)
  const old = state.openedJson === undefined ? undefined : loaded
  if (json === undefined) return endStoredSession(config, old, state, request)
  // If another request has ended the session in the meantime, leave the cookie alone: a login may just have replaced it.
  const gone: SessionCommit = {}

  const { store } = config
  const user = readUser(config, state)
  const { regenerated, destroyed } = state
  const isNew = !old || regenerated || destroyed
  if (!isNew && json === old.stored.json && user === old.stored.user) {
    const isRenewed = (await recordUse(config, old)) && mayRenew(config, state, request.start)
    return isRenewed ? { setCookie: sealId(config, state, old.id) } : {}
  }
  // If a user's session was ended in the meantime, a request that was still running must not start a new one from it.
  if (old && isNew && !(await store.delete(old.id)) && old.stored.user !== undefined) return gone
  const id = isNew ? createSessionId() : old.id
  const times = timesFrom(config, isNew ? undefined : old.stored)
  const userAgent = user === undefined ? undefined : request.userAgent?.slice(0, maxUserAgentLength)
  const isLogin = user !== undefined || regenerated || (!isNew && old.stored.isLogin === true)
  const session: StoredSession = { json, ...times, user, userAgent, ...(isLogin && { isLogin }) }
  const isStored = await store.write(id, session, secondsLeft(config, session), { mustExist: !isNew })
  if (!isStored) return gone
  idOf.set(state.session, id)
  const setCookie = sealId(config, state, id)
  return warning === undefined ? { setCookie } : { setCookie, warning }
}

/** Ends a session that has no values left: removes it from the store, and the cookie from the browser. */
async function endStoredSession(
  config: StoredSessionConfig,
  old: LoadedSession | undefined,
  state: SessionState,
  request: CommitRequest,
): Promise<SessionCommit> {
  const { cookie, regenerated, destroyed } = state
  const isInvalid = !old && !regenerated && !destroyed
  if (cookie === undefined || (isInvalid && !mayClear(config, cookie, request.start))) return {}
  const isEnded = !old || (await config.store.delete(old.id)) || regenerated || destroyed
  if (!isInvalid) recordCommit(config, state, undefined)
  return isEnded ? { setCookie: config.cookie.clearing } : {}
}

/** Tells whether a request has changed its session, so that it would have to be saved. */
export function isSessionChanged({ state }: ActiveSession): boolean {
  return state.regenerated || state.destroyed || closeSession(state) !== state.openedJson
}

/**
 * Creates a session in a store without a request, for tests.
 *
 * @returns The data to seal into the cookie
 */
export async function createStoredSession(
  config: StoredSessionConfig,
  values: object,
): Promise<Record<string, unknown>> {
  const id = createSessionId()
  const user = toUser(config.user?.(values as never))
  const times = timesFrom(config, undefined)
  const session: StoredSession = { json: JSON.stringify(values), ...times, user, isLogin: user !== undefined }
  await config.store.write(id, session, secondsLeft(config, session), { mustExist: false })
  return { [reservedKey]: { id } }
}

function parseId(json: string): string | undefined {
  try {
    const id: unknown = JSON.parse(json)?.[reservedKey]?.id
    return isSessionId(id) ? id : undefined
  } catch {
    // Another program with the same secret sealed something that is not JSON. That is not a session.
    return undefined
  }
}

function sealId(config: SessionConfig, state: SessionState, id: string): string {
  const { sealer, cookie, ttlSeconds } = config
  const seal = sealer.seal(JSON.stringify({ [reservedKey]: { id } }), ttlSeconds)
  recordCommit(config, state, seal)
  return `${cookie.name}=${seal}${cookie.attributes}`
}

function checkSize(json: string, state: SessionState): string | undefined {
  // A UTF-16 code unit takes at most three bytes in UTF-8.
  const bytes = json.length * 3 < largeTextBytes ? 0 : countBytes(json)
  if (bytes < largeTextBytes) return undefined
  const sentence =
    `ctx.session: the session takes up ${bytes} of at most ${maxTextBytes} bytes. ` +
    `The largest values are ${describeLargest(state)}. Store ids in the session and data in a database.`
  if (bytes > maxTextBytes) throw new Error(sentence)
  return sentence
}

/**
 * Records that a session was read: always with `rolling`, otherwise at most once a minute.
 *
 * @returns Whether the session still exists
 */
async function recordUse(config: StoredSessionConfig, { id, stored }: LoadedSession): Promise<boolean> {
  const now = config.now()
  if (!config.rolling && (stored.user === undefined || now - stored.lastSeenAt < touchInterval)) return true
  const { expiresAt } = config.rolling ? timesFrom(config, stored) : stored
  return config.store.touch(id, { lastSeenAt: now, expiresAt }, secondsLeft(config, { expiresAt }))
}

function readUser({ user }: SessionConfig, { session }: SessionState): string | undefined {
  return toUser(user?.(session as never))
}

function toUser(user: string | number | null | undefined): string | undefined {
  return user === null || user === undefined || user === '' ? undefined : String(user)
}

function timesFrom(
  { ttlSeconds, absoluteSeconds, now }: SessionConfig,
  old: StoredSession | undefined,
): Pick<StoredSession, 'createdAt' | 'lastSeenAt' | 'expiresAt'> {
  const lastSeenAt = now()
  const createdAt = old?.createdAt ?? lastSeenAt
  const idle = lastSeenAt + ttlSeconds * 1000
  const expiresAt = absoluteSeconds === undefined ? idle : Math.min(idle, createdAt + absoluteSeconds * 1000)
  return { createdAt, lastSeenAt, expiresAt }
}

function secondsLeft({ now }: SessionConfig, { expiresAt }: Pick<StoredSession, 'expiresAt'>): number {
  return Math.max(1, Math.ceil((expiresAt - now()) / 1000))
}
