// The framework's own bookkeeping for one request and its response.
import type { HttpError } from '../../http/http-error.ts'
import { createNonce } from '../../http/nonce.ts'
import type { StoredResponse } from '../../cache/cache-store.ts'
import type { OpenResponses } from '../../realtime/open-responses.ts'
import type { SessionConfig } from '../../session/session-config.ts'
import type { ActiveSession } from '../../session/session.ts'
import type { LoadedSession } from '../../session/stored-session.ts'
import type { App } from '../pipeline/server-definition.ts'
import type { CookieJar } from './cookie-jar.ts'
import type { Lasting } from './request-lifetime.ts'
import type { Log } from '../../http/log.ts'
import type { Manifest } from '../pipeline/manifest.ts'
import type { Env } from './register.ts'

/** Where a context keeps its exchange. */
export const exchangeOf: unique symbol = Symbol('exchange')

export interface Exchange {
  request: Request
  /** The request as it came in: reading its body may have needed another one. */
  readonly received: Request
  readonly requestId: string
  /** The public origin, such as `https://example.org`. */
  readonly origin: string
  /** The canonical path, with the base. */
  pathname: string
  /** The query with its question mark, or nothing. */
  readonly searchText: string
  url: URL | undefined
  query: URLSearchParams | undefined
  /** The pattern that matched; empty for an unmatched URL. */
  route: string
  params: Record<string, unknown>
  /** The route file, for messages. */
  file: string | undefined
  /** Whether errors are answered with problem documents. */
  wantsProblem: boolean
  readonly manifest: Manifest
  readonly app: App
  readonly env: Env
  readonly log: Log
  clientAddress(): string | undefined
  readonly sessionConfig: SessionConfig
  readSessionCookie(): string | undefined
  /** The route's own limit of the body in bytes, if it has one. */
  bodyLimit: number | undefined
  /** Whether `ctx.uploads()` reads the body. */
  hasUploads: boolean
  sessionDisabled: boolean
  sessionSlot: ActiveSession | undefined
  /** What a session store has said; missing without a store, and before it is asked. */
  storeAnswer: StoreAnswer | undefined
  /** Whether the answer is an error page. */
  isErrorPage: boolean
  cookieJar: CookieJar | undefined
  /** Path and Secure of cookies that do not say otherwise. */
  readonly cookieDefaults: { readonly path: string; readonly secure: boolean }
  locals: Record<string, unknown> | undefined
  headers: Headers | undefined
  /** `config.headers` of the route. */
  routeHeaders: Readonly<Record<string, string>> | undefined
  /** Made when first needed; ask `nonceOf`. */
  nonce: string | undefined
  /** Whether the response itself asked for the nonce. */
  isNonceUsed: boolean
  /** The Content-Security-Policy that middleware saw on our page; whoever changed it meant to. */
  seenPolicy: string | undefined
  /** The `Cache-Control` of a file that is sent, and what it becomes when the response is for this visitor only. */
  fileCaching: { readonly shared: string; readonly personal: string } | undefined
  /** The hashes of the sheets that are part of the page; the same list for the same files. */
  styleHashes: readonly string[] | undefined
  /** The level of the page that is loading or rendering, for errors: 0 is the outermost layout. */
  level: number
  /**
   * The outermost folder whose middleware has not let the request pass, if any.
   *
   * An error page shows no layout from there on: its loader may give what the middleware guards.
   */
  closedFolder: string | undefined
  /** How the cache took part, on routes that have `config.cache`. */
  cached: CachedAnswer | undefined
  /** What `ctx.fail` was called with. */
  failure: { status: number; form: unknown } | undefined
  /** Work for after the response. */
  readonly afterwards: (() => unknown)[]
  /** Hands that work over to whoever runs it. */
  startAfterwards(): void
  sent: boolean
  /** The site's responses that go on until somebody ends them. */
  readonly streams: OpenResponses
  /** There for requests that want to become a socket; `accepted` once the route lets them. */
  upgrade: { accepted?: object } | undefined
  /** Ends `ctx.signal` when an event stream or a socket ends, whoever ended it. */
  lasting: Lasting | undefined
  /** Reports what went wrong when the response was on its way, once. */
  reportLate(error: unknown, ctx: object): void
}

/** What the store said about the session of a request. */
export interface StoreAnswer {
  readonly loaded?: LoadedSession | undefined
  /** Why it did not answer. */
  readonly failure?: HttpError
  /** Whether the visitor goes on without a session, as on the error page that says so. */
  isForgiven?: boolean
}
/** Where an answer has come from. */
export type CachedAnswer =
  | { readonly status: 'hit' | 'stale' | 'miss'; readonly stored: StoredResponse; readonly age: number }
  | { readonly status: 'bypass'; readonly reason: string; readonly stored?: undefined }

/** Gives the nonce of a response, the same one for as long as the request lasts. */
export function nonceOf(exchange: Exchange): string {
  exchange.nonce ??= createNonce()
  return exchange.nonce
}

/**
 * Refuses to change a response that is on its way.
 *
 * @param what What the caller wanted to change, such as `a cookie`
 * @throws Error that names the route file
 */
export function assertUnsent(exchange: Exchange, what: string): void {
  if (!exchange.sent) return
  throw new Error(
    `${exchange.file ?? exchange.pathname}: the response has started, it is too late for ${what}. Do this before the handler, loader or component returns.`,
  )
}
