// The one object that middleware, loaders, handlers and error pages share during a request.
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { ServerEvents } from '../../realtime/events.ts'
import { readLastEventId } from '../../realtime/last-event-id.ts'
import type { SessionObject } from '../../session/session-object.ts'
import type { App } from '../pipeline/server-definition.ts'
import { type CookieJar, createCookieJar } from './cookie-jar.ts'
import { type Exchange, assertUnsent, exchangeOf, nonceOf } from './request-state.ts'
import { type EventOptions, answerWithEvents } from './events.ts'
import { type FormFields, type FormResult, readForm, readJson } from './form.ts'
import { openLasting } from './request-lifetime.ts'
import type { Log } from '../../http/log.ts'
import type { Env, Locals, RouteId, RouteParams, RouteSearch } from './register.ts'
import { openSlot } from './session.ts'
import { type SendFileOptions, sendFile } from './send-file.ts'
import type { UploadPart } from './upload-part.ts'
import { type UploadOptions, openUploads, refuseSecondReading } from './uploads.ts'

export interface Context<Route extends RouteId | undefined = undefined> {
  readonly request: Request
  /** The one canonical URL of this request. */
  readonly url: URL
  /** The parts of the path, decoded once and converted by their matchers. */
  readonly params: RouteParams<Route>
  /** The query as the route's `search` schema made it. */
  readonly search: RouteSearch<Route>
  readonly query: URLSearchParams
  readonly cookies: CookieJar
  /** The visitor's session, opened when first touched and saved by itself. */
  readonly session: SessionObject
  /** Values of this request, from middleware to page. */
  readonly locals: Locals & Record<string, unknown>
  readonly app: App
  readonly env: Env
  /** The pattern that matched, such as `/notes/[id=int]`; empty for an unmatched URL. */
  readonly route: string
  /** Whether the route is an endpoint or a socket: then errors are problem documents, not pages. */
  readonly isEndpoint: boolean
  /** Whether the route may use the session: `config.session` is not `false`. */
  readonly hasSession: boolean
  readonly requestId: string
  readonly clientAddress: string | undefined
  /** Aborts when the visitor goes away; also when an event stream or a socket ends for another reason. */
  readonly signal: AbortSignal
  /** A random value of this response for its inline scripts and styles, 128 bits in base64. Its page is kept in no shared cache. */
  readonly nonce: string
  readonly log: Log
  /** The status of the response that a page or a plain return value becomes (default: 200). */
  status: number
  /** Headers of the response to come. */
  readonly headers: Headers

  /**
   * Reads a urlencoded or multipart body.
   *
   * @param schema Any Standard Schema
   * @throws HttpError 415 for another type of body, 400 for a malformed one, 413 for one too large
   */
  form(): Promise<{ ok: true; data: FormFields; values: Record<string, string> }>
  form<Schema extends StandardSchemaV1>(
    schema: Schema,
  ): Promise<FormResult<StandardSchemaV1.InferOutput<Schema>>>
  /**
   * Reads a JSON body.
   *
   * @param schema Any Standard Schema
   * @throws HttpError 415 for another type of body, 400 for malformed JSON, 422 with `errors` when the schema refuses
   */
  json(): Promise<unknown>
  json<Schema extends StandardSchemaV1>(schema: Schema): Promise<StandardSchemaV1.InferOutput<Schema>>
  /**
   * Reads a multipart form part by part, however large: `for await (const part of ctx.uploads()) …`.
   *
   * Limits of its own stand in for the server's limit of a request; a `config.bodyLimit` of the route holds as well.
   *
   * @throws HttpError 415 for another type of body, 400 for a malformed one, 413 for too many or too large parts
   */
  uploads(options?: UploadOptions): AsyncGenerator<UploadPart, void>
  /**
   * Answers with a file, whole or in part: `return ctx.sendFile('/srv/report.pdf', { download: true })`.
   *
   * @param path Absolute; with `root`, relative to it
   * @throws HttpError 404 when there is no such file
   */
  sendFile(path: string, options?: SendFileOptions): Promise<Response>
  /**
   * Renders the page again with `form`; on an endpoint, answers with a problem document.
   *
   * @param status 400 to 599
   * @param form What the page gets as its `form`
   */
  fail<Form>(status: number, form: Form): Form
  /** Keeps a message for the next rendered page. */
  flash(kind: string, message: string): void
  /** Forgets the responses of `config.cache` that have a tag, in every process; also `app.invalidate`. */
  invalidate(tag: string): Promise<void>
  /** Runs work after the response; shutdown waits for it, errors are logged. */
  after(work: () => unknown): void
  /**
   * Answers with server-sent events.
   *
   * @param source A generator function, which runs once the visitor listens, or anything to go through with `for await`
   */
  events(source: ServerEvents, options?: EventOptions): Response
  /** The id of the last event that a visitor who connects again has heard. */
  readonly lastEventId: string | undefined
}

interface OwnedContext {
  readonly [exchangeOf]: Exchange
}

/** Finds the bookkeeping behind a context. */
export function toExchange(ctx: Context): Exchange {
  return (ctx as unknown as OwnedContext)[exchangeOf]
}

/**
 * Makes the context of a request.
 *
 * Everything costly is a getter that does its work when first read: most requests need little of it.
 */
export function createContext(exchange: Exchange): Context {
  const ctx = Object.create(contextPrototype)
  ctx[exchangeOf] = exchange
  ctx.request = exchange.request
  ctx.params = exchange.params
  ctx.search = undefined
  ctx.route = exchange.route
  ctx.requestId = exchange.requestId
  ctx.app = exchange.app
  ctx.status = 200
  return ctx
}

/** Reads the flash messages; asking again in the same request gives the same ones. */
export function takeFlashes(exchange: Exchange): { kind: string; message: string }[] {
  return openSlot(exchange).takeFlashes()
}

// Methods are getters so that `({ form, fail }) => …` works: what they give knows its context.
const contextPrototype = {
  get url(): URL {
    const { exchange } = own(this)
    exchange.url ??= new URL(exchange.origin + exchange.pathname + exchange.searchText)
    return exchange.url
  },
  get query(): URLSearchParams {
    const { exchange } = own(this)
    // Most pages ask for the query only, which needs no URL.
    exchange.query ??= exchange.url?.searchParams ?? new URLSearchParams(exchange.searchText)
    return exchange.query
  },
  get cookies(): CookieJar {
    const { exchange } = own(this)
    exchange.cookieJar ??= createCookieJar(
      exchange.request.headers.get('cookie'),
      exchange.cookieDefaults,
      () => assertUnsent(exchange, 'a cookie'),
    )
    return exchange.cookieJar
  },
  get session(): SessionObject {
    return openSlot(own(this).exchange).session
  },
  get isEndpoint(): boolean {
    return own(this).exchange.wantsProblem
  },
  get hasSession(): boolean {
    return !own(this).exchange.sessionDisabled
  },
  get locals(): object {
    const { exchange } = own(this)
    exchange.locals ??= {}
    return exchange.locals
  },
  get env(): Env {
    return own(this).exchange.env
  },
  get clientAddress(): string | undefined {
    return own(this).exchange.clientAddress()
  },
  get signal(): AbortSignal {
    return openLasting(own(this).exchange).signal
  },
  get nonce(): string {
    const { exchange } = own(this)
    if (!exchange.isNonceUsed) assertUnsent(exchange, 'a nonce')
    exchange.isNonceUsed = true
    return nonceOf(exchange)
  },
  get log(): Log {
    return own(this).exchange.log
  },
  get headers(): Headers {
    const { exchange } = own(this)
    if (!exchange.headers) {
      assertUnsent(exchange, 'a header')
      exchange.headers = new Headers()
    }
    return exchange.sent ? closeHeaders(exchange.headers, exchange) : exchange.headers
  },
  get form(): (schema?: StandardSchemaV1) => Promise<unknown> {
    const { exchange } = own(this)
    return async (schema) => {
      refuseSecondReading(exchange, 'ctx.form()')
      return readForm(exchange.request, schema, exchange.manifest.readUploads)
    }
  },
  get json(): (schema?: StandardSchemaV1) => Promise<unknown> {
    const { exchange } = own(this)
    return (schema) => readJson(exchange.request, schema)
  },
  get uploads(): (options?: UploadOptions) => AsyncGenerator<UploadPart, void> {
    const { exchange } = own(this)
    return (options) => openUploads(exchange, options)
  },
  get sendFile(): (path: string, options?: SendFileOptions) => Promise<Response> {
    const { exchange } = own(this)
    return (path, options) => sendFile(exchange, path, options)
  },
  get fail(): (status: number, form: unknown) => unknown {
    const { ctx, exchange } = own(this)
    return (status, form) => {
      ctx.status = status
      exchange.failure = { status, form }
      return form
    }
  },
  get flash(): (kind: string, message: string) => void {
    const { exchange } = own(this)
    return (kind, message) => {
      assertUnsent(exchange, 'a message')
      openSlot(exchange).flash(kind, message)
    }
  },
  get invalidate(): (tag: string) => Promise<void> {
    return own(this).exchange.app.invalidate
  },
  get after(): (work: () => unknown) => void {
    const { exchange } = own(this)
    return (work) => {
      exchange.afterwards.push(work)
      if (exchange.sent) exchange.startAfterwards()
    }
  },
  get events(): Context['events'] {
    const { ctx, exchange } = own(this)
    return (source, options) => answerWithEvents(source, ctx, exchange, options)
  },
  get lastEventId(): string | undefined {
    // Of the context's request: a cached route's notes that it was read.
    return readLastEventId(own(this).ctx.request.headers.get('last-event-id'))
  },
}

function own(self: object): { ctx: Context; exchange: Exchange } {
  const ctx = self as Context
  return { ctx, exchange: toExchange(ctx) }
}

/** Headers that have been sent can still be read. */
function closeHeaders(headers: Headers, exchange: Exchange): Headers {
  const refuse = (): void => assertUnsent(exchange, 'a header')
  return Object.assign(headers, { append: refuse, delete: refuse, set: refuse })
}
