// Manages the session of one request: fetches it from its store, opens it on first use and saves it at the end.
import { toRawHeaders } from '../../cache/watched-headers.ts'
import { readRawCookie } from '../../http/cookie.ts'
import type { HttpError } from '../../http/http-error.ts'
import { isStoreFailure } from '../../session/guarded-store.ts'
import { type ActiveSession, commitSession, openSession } from '../../session/session.ts'
import { type StoredSessionConfig, hasStore } from '../../session/session-config.ts'
import {
  commitStoredSession,
  isSessionChanged,
  loadSession,
  openStoredSession,
} from '../../session/stored-session.ts'
import { warnAboutInsecureCookie } from './insecure-cookie.ts'
import { formatReadLocation, keepReadLocation } from './read-location.ts'
import { assertUnsent, describeRoute } from './reply.ts'
import type { RequestState, StoredSessionAnswer } from './request-state.ts'

const noStoredSession: StoredSessionAnswer = {}

/**
 * Begins the session step of a request: notes when it started, and fetches the session from the site's session store.
 *
 * If the store does not answer, only requests that use their session fail.
 *
 * @returns `undefined` if there is nothing to fetch
 */
export function fetchSession(state: RequestState): Promise<void> | undefined {
  const { visitor, plan } = state
  const { sessionConfig } = state.site
  const { history, now } = sessionConfig
  if (!plan.settings.hasSession) return undefined
  visitor.start ??= { order: history.count, time: now() }
  if (!hasStore(sessionConfig) || visitor.stored) return undefined
  const cookie = readSessionCookie(state)
  if (cookie === undefined) {
    visitor.stored = noStoredSession
    return undefined
  }
  return loadSession(sessionConfig, cookie).then(
    (loaded) => {
      visitor.stored = { loaded }
    },
    (failure) => recordFailure(state, failure, { isForgiven: sessionConfig.whenDown === 'anonymous' }),
  )
}

/** Lets an error page render although the session could not be fetched. */
export function forgiveSession({ visitor }: RequestState): void {
  if (visitor.stored?.failure) visitor.stored.isForgiven = true
}

/**
 * Opens the session of a request, or returns the one that is already open.
 *
 * @param read What the site's code did, for messages (default: it read the session)
 * @throws Error after the response has started, and on a route with `config.session: false`
 */
export function activeSession(state: RequestState, read?: string): ActiveSession {
  const { site, plan, visitor } = state
  if (visitor.session) return visitor.session
  const what = read ?? 'the session was read'
  keepReadLocation(state, what)
  assertUnsent(state, 'the session')
  if (!plan.settings.hasSession) {
    visitor.readAt ??= new Map()
    if (!visitor.readAt.has(what)) visitor.readAt.set(what, new Error())
    throw new Error(
      `${describeRoute(state)}: ${read ?? 'the session was used'}${formatReadLocation(state, what)}, but config.session is false. In code that other routes share, such as a layout or middleware, use it only if ctx.hasSession is true. Otherwise remove config.session.`,
    )
  }
  visitor.sessionRead = read
  visitor.session = hasStore(site.sessionConfig)
    ? openStored(state)
    : openSession(site.sessionConfig, readSessionCookie(state))
  site.ongoing.counts.sessions++
  return visitor.session
}

/** Saves the session if it was used, and returns the `Set-Cookie` lines of the response. */
export function commitCookies(state: RequestState): readonly string[] | Promise<readonly string[]> {
  const { session } = state.visitor
  if (!session) return cookieLines(state)
  const { sessionConfig } = state.site
  if (hasStore(sessionConfig)) return commitStored(state, sessionConfig, session)
  const { plan, visitor } = state
  const request = { file: plan.where, start: visitor.start }
  const { setCookie, warning } = commitSession(sessionConfig, session, request)
  return cookieLines(state, setCookie, warning)
}

function readSessionCookie({ incoming, site }: RequestState): string | undefined {
  return readRawCookie(toRawHeaders(incoming.request).get('cookie'), site.sessionConfig.cookie.name)
}

const noCookies: readonly string[] = []

function cookieLines(state: RequestState, setCookie?: string, warning?: string): readonly string[] {
  const { plan, site, visitor } = state
  if (warning) site.manifest.log.warn({ route: plan.id, file: plan.where }, warning)
  const cookies = visitor.cookies?.lines() ?? noCookies
  if (setCookie === undefined) return cookies
  warnAboutInsecureCookie(state)
  return [...cookies, setCookie]
}

function openStored(state: RequestState): ActiveSession {
  const cookie = readSessionCookie(state)
  const { stored } = state.visitor
  if (!stored) {
    // This runs before the step that fetches the session. Without a cookie there is nothing to fetch.
    if (cookie !== undefined)
      throw new Error('ctx.session: it has not been fetched yet. Use it in middleware or later.')
    return openStoredSession(undefined, undefined)
  }
  const { failure, isForgiven, loaded } = stored
  if (failure && !isForgiven) throw failure
  return openStoredSession(loaded, failure ? undefined : cookie)
}

async function commitStored(
  state: RequestState,
  config: StoredSessionConfig,
  session: ActiveSession,
): Promise<readonly string[]> {
  const { incoming, plan, reply, visitor } = state
  if (visitor.stored?.failure) {
    // The response must not suggest that a change was saved. An error page does not.
    if (isSessionChanged(session) && !reply.isReplacement) throw visitor.stored.failure
    return cookieLines(state)
  }
  const userAgent = incoming.request.headers.get('user-agent') ?? undefined
  const { loaded } = visitor.stored ?? noStoredSession
  try {
    const saved = await commitStoredSession(config, loaded, session, {
      file: plan.where,
      start: visitor.start,
      userAgent,
    })
    return cookieLines(state, saved.setCookie, saved.warning)
  } catch (error) {
    recordFailure(state, error)
    // An error page does not suggest that a change was saved, and there is no other page to show.
    if (reply.isReplacement) return cookieLines(state)
    throw error
  }
}

function recordFailure({ visitor }: RequestState, error: unknown, { isForgiven = false } = {}): void {
  // Errors in the site's code are handled like any other.
  if (!isStoreFailure(error)) throw error
  visitor.stored = { failure: error as HttpError, isForgiven }
}
