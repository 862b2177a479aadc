// The session of one request: fetched before the site's code where a store has it, opened when touched, saved at the end.
import type { HttpError } from '../../http/http-error.ts'
import { isStoreFailure } from '../../session/guarded-store.ts'
import { type ActiveSession, commitSession, openSession } from '../../session/session.ts'
import {
  commitStoredSession,
  isSessionChanged,
  loadSession,
  openStoredSession,
} from '../../session/stored-session.ts'
import { type Exchange, type StoreAnswer, assertUnsent } from './request-state.ts'
import { warnOverHttp } from './insecure-cookie.ts'

const nothingStored: StoreAnswer = {}

/**
 * Fetches the session where a store has it; `undefined` when there is nothing to wait for.
 *
 * A store that does not answer is a matter of those requests only that touch their session.
 */
export function fetchSession(exchange: Exchange): Promise<void> | undefined {
  const { sessionConfig } = exchange
  const { store } = sessionConfig
  if (!store || exchange.storeAnswer || exchange.sessionDisabled) return undefined
  const cookie = exchange.readSessionCookie()
  if (cookie === undefined) {
    exchange.storeAnswer = nothingStored
    return undefined
  }
  return loadSession(sessionConfig, store, cookie).then(
    (loaded) => {
      exchange.storeAnswer = { loaded }
    },
    (failure) => noteFailure(exchange, failure, sessionConfig.whenDown === 'anonymous'),
  )
}

/** Lets an error page render for somebody whose session is out of reach. */
export function forgiveSession({ storeAnswer }: Exchange): void {
  if (storeAnswer?.failure) storeAnswer.isForgiven = true
}

/** Opens the session of a request, or gives the one already open. */
export function openSlot(exchange: Exchange): ActiveSession {
  if (exchange.sessionSlot) return exchange.sessionSlot
  assertUnsent(exchange, 'the session')
  if (exchange.sessionDisabled) {
    throw new Error(
      `${exchange.file ?? 'This route'}: config.session is false. Remove it to use the session.`,
    )
  }
  const { sessionConfig } = exchange
  exchange.sessionSlot = sessionConfig.store
    ? openStored(exchange)
    : openSession(sessionConfig, exchange.readSessionCookie())
  return exchange.sessionSlot
}

/** Saves the session if it was touched, and gives the lines of all cookies of the response. */
export function commitCookies(exchange: Exchange): readonly string[] | Promise<readonly string[]> {
  const { sessionConfig, sessionSlot: slot } = exchange
  if (!slot) return cookieLines(exchange)
  if (sessionConfig.store) return commitStored(exchange, slot)
  const { setCookie, warning } = commitSession(sessionConfig, slot, exchange.file)
  return cookieLines(exchange, setCookie, warning)
}

const noCookies: readonly string[] = []

function cookieLines(exchange: Exchange, setCookie?: string, warning?: string): readonly string[] {
  if (warning) exchange.log.warn({ route: exchange.route, file: exchange.file }, warning)
  const cookies = exchange.cookieJar?.lines() ?? noCookies
  if (setCookie === undefined) return cookies
  warnOverHttp(exchange)
  return [...cookies, setCookie]
}

function openStored(exchange: Exchange): ActiveSession {
  const hadCookie = exchange.readSessionCookie() !== undefined
  const { storeAnswer } = exchange
  if (!storeAnswer) {
    // Before the step that fetches it; a visitor without a cookie has nothing to fetch.
    if (hadCookie) throw new Error('ctx.session: it was not fetched yet. Use it in middleware or later.')
    return openStoredSession(undefined, false)
  }
  const { failure, isForgiven, loaded } = storeAnswer
  if (failure && !isForgiven) throw failure
  return openStoredSession(loaded, hadCookie && !failure)
}

async function commitStored(exchange: Exchange, slot: ActiveSession): Promise<readonly string[]> {
  const { file, received, sessionConfig, storeAnswer } = exchange
  if (storeAnswer?.failure) {
    // Nothing may look as if it had been saved. On an error page nothing does.
    if (isSessionChanged(slot) && !exchange.isErrorPage) throw storeAnswer.failure
    return cookieLines(exchange)
  }
  const userAgent = received.headers.get('user-agent') ?? undefined
  const visit = { file, userAgent }
  try {
    const { loaded } = storeAnswer ?? nothingStored
    const saved = await commitStoredSession(sessionConfig, sessionConfig.store!, loaded, slot, visit)
    return cookieLines(exchange, saved.setCookie, saved.warning)
  } catch (error) {
    noteFailure(exchange, error, false)
    // It does not look as if anything had been saved, and there is no other page to show.
    if (exchange.isErrorPage) return cookieLines(exchange)
    throw error
  }
}

function noteFailure(exchange: Exchange, error: unknown, isForgiven: boolean): void {
  // What is wrong with the site is an error like any other.
  if (!isStoreFailure(error)) throw error
  exchange.storeAnswer = { failure: error as HttpError, isForgiven }
}
