// The state of one request, cut by owner: what came in, what the route is, what belongs to the visitor, what goes out.
import type { HttpError } from '../../http/http-error.ts'
import type { ActiveSession } from '../../session/session.ts'
import type { LoadedSession } from '../../session/stored-session.ts'
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
  /** The parts of the path, decoded and converted by their matchers. */
  readonly params: Readonly<Record<string, unknown>>
  readonly body: RequestBody
  readonly visitor: Visitor
  readonly reply: Reply
  readonly lifetime: RequestLifetime
  /** `ctx.url` and `ctx.query`, once they were used. */
  url: URL | undefined
  query: URLSearchParams | undefined
  /** `ctx.locals`, once it was used. */
  locals: Record<string, unknown> | undefined
  /** The view of this state that the site's code has. */
  readonly ctx: Context
}

/** How the body of the request is read. */
export interface RequestBody {
  /** The request whose body stays within the limit of the route. */
  request: Request
  /** Whether `ctx.uploads()` reads the body. */
  hasUploads: boolean
}

/** What belongs to this visitor alone: a response that used any of it is personal (cache/cacheability.ts). */
export interface Visitor {
  session: ActiveSession | undefined
  /** What the session store said; `undefined` without a store, and before it was asked. */
  stored: StoredSessionAnswer | undefined
  cookies: CookieJar | undefined
}

/** What the session store said about the session of a request. */
export interface StoredSessionAnswer {
  readonly loaded?: LoadedSession | undefined
  /** Why the store did not answer. */
  readonly failure?: HttpError
  /** Whether the visitor continues without a session, as on the error page that reports the failure. */
  isForgiven?: boolean
}

/** Opens the state of a request, with the context that the site's code sees. */
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
    visitor: { session: undefined, stored: undefined, cookies: undefined },
    reply: createReply(),
    lifetime: createLifetime(incoming.request),
    url: undefined,
    query: undefined,
    locals: undefined,
  })
}

/**
 * Makes a state for the same page without its visitor, to render a cached response once more.
 *
 * @param incoming What the page may read of the request
 */
export function withoutVisitor(state: RequestState, incoming: Incoming): RequestState {
  return withContext({
    ...state,
    incoming,
    body: { request: incoming.request, hasUploads: false },
    visitor: { session: undefined, stored: {}, cookies: undefined },
    reply: createReply(),
    lifetime: createLifetime(incoming.request),
    url: undefined,
    query: undefined,
  })
}

function withContext(parts: Omit<RequestState, 'ctx'>): RequestState {
  const state = parts as { -readonly [Name in keyof RequestState]: RequestState[Name] }
  state.ctx = createContext(state)
  return state
}
