// Holds the state of one request, divided by owner: the incoming request, the plan, the visitor, the reply.
import type { HttpError } from '../../http/http-error.ts'
import type { RequestStart } from '../../session/renewal.ts'
import type { ActiveSession } from '../../session/session.ts'
import type { LoadedSession } from '../../session/stored-session.ts'
import { type RequestSteps, createSteps } from './request-steps.ts'
import type { RunningSite } from '../pipeline/running-site.ts'
import type { RoutePlan } from '../route/route-plan.ts'
import type { Context } from './context.ts'
import type { CookieJar } from './cookie-jar.ts'
import { createContext } from './create-context.ts'
import type { Incoming } from './incoming.ts'
import { type Reply, createReply } from './reply.ts'
import { type RequestLifetime, createLifetime } from './request-lifetime.ts'

export interface RequestState {
  readonly site: RunningSite
  readonly incoming: Incoming
  readonly plan: RoutePlan
  /** The parameters of the path, decoded and converted by their matchers. */
  readonly params: Readonly<Record<string, unknown>>
  readonly body: RequestBody
  readonly visitor: Visitor
  readonly reply: Reply
  readonly lifetime: RequestLifetime
  /** Measures the steps of the request; `undefined` if nothing wants to know. */
  readonly steps: RequestSteps | undefined
  /** `ctx.url` and `ctx.query`, each created on first use. */
  url: URL | undefined
  query: URLSearchParams | undefined
  /** `ctx.locals`, created on first use. */
  locals: Record<string, unknown> | undefined
  /** The view of this state that the site's code sees. */
  readonly ctx: Context
}

/** How the body of the request is read. */
export interface RequestBody {
  /** The request with a limited body. */
  request: Request
  /** Whether `ctx.uploads()` reads the body. */
  hasUploads: boolean
}

/** What belongs to this visitor alone: a response that used any of it is personal (cache/cacheability.ts). */
export interface Visitor {
  session: ActiveSession | undefined
  /** What opened the session, such as `the session was read`. */
  sessionRead: string | undefined
  /** The answer of the session store; `undefined` without a store and before the session is fetched. */
  stored: StoredSessionAnswer | undefined
  cookies: CookieJar | undefined
  /** `ctx.cookies`, which is `cookies` as soon as it is used. */
  jar: CookieJar | undefined
  /** Where each kind of personal data was read first, if anyone has to know (read-location.ts). */
  readAt: Map<string, Error> | undefined
  /** Whether a personal part was rendered. */
  hasParts: boolean
  /** Whether the site's code read the cookies that the visitor sent from the headers of `ctx.request`. */
  hasReadCookies: boolean
  /** When the session step began, to notice that another request has ended the session in the meantime. */
  start: RequestStart | undefined
}

/** The answer of the session store for one request. */
export interface StoredSessionAnswer {
  readonly loaded?: LoadedSession | undefined
  /** The error if the store did not answer. */
  readonly failure?: HttpError
  /** Whether the request continues without a session, as on the error page that reports the failure. */
  isForgiven?: boolean
}

/** Opens the state of a request and creates its context. */
export function openState(
  site: RunningSite,
  incoming: Incoming,
  plan: RoutePlan,
  params: Readonly<Record<string, unknown>>,
): RequestState {
  return withContext({
    site,
    incoming,
    plan,
    params,
    body: { request: incoming.request, hasUploads: false },
    visitor: createVisitor(undefined),
    reply: createReply(),
    lifetime: createLifetime(incoming.request),
    steps:
      site.tracer || site.settings.serverTiming
        ? createSteps(site.tracer, site.settings.serverTiming)
        : undefined,
    url: undefined,
    query: undefined,
    locals: undefined,
  })
}

/**
 * Creates a state for the same page without its visitor, to revalidate a cached response.
 *
 * @param incoming The parts of the request that the page may read
 */
export function withoutVisitor(state: RequestState, incoming: Incoming): RequestState {
  return withContext({
    ...state,
    incoming,
    body: { request: incoming.request, hasUploads: false },
    visitor: createVisitor({}),
    reply: createReply(),
    lifetime: createLifetime(incoming.request),
    steps: undefined,
    url: undefined,
    query: undefined,
  })
}

/**
 * Creates a state for the personal parts of a page that all visitors share.
 *
 * It has the same visitor and reply, but a context of its own: nothing that a part reads or sets counts as read or set by
 * the page.
 */
export function forParts(state: RequestState): RequestState {
  const locals = state.locals && { ...state.locals }
  return withContext({ ...state, url: undefined, query: undefined, locals })
}

function createVisitor(stored: StoredSessionAnswer | undefined): Visitor {
  return {
    session: undefined,
    sessionRead: undefined,
    stored,
    cookies: undefined,
    jar: undefined,
    readAt: undefined,
    hasParts: false,
    hasReadCookies: false,
    start: undefined,
  }
}

function withContext(parts: Omit<RequestState, 'ctx'>): RequestState {
  const state = parts as { -readonly [Name in keyof RequestState]: RequestState[Name] }
  state.ctx = createContext(state)
  return state
}
