// Declares `ctx`, the object that middleware, loaders, handlers and error pages share during a request.
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Log } from '../../http/log.ts'
import type { ServerEvents } from '../../realtime/events.ts'
import type { SessionObject } from '../../session/session-object.ts'
import type { App } from '../pipeline/server-definition.ts'
import type { CookieJar } from './cookie-jar.ts'
import type { EventOptions } from './events.ts'
import type { FormFields, FormResult } from './form.ts'
import type { FormOptions } from './form-fields.ts'
import type { Env, Locals, RouteId, RouteParams, RouteSearch } from './register.ts'
import type { SendFileOptions } from './send-file.ts'
import type { UploadPart } from './upload-part.ts'
import type { UploadOptions } from './uploads.ts'

/**
 * What middleware, loaders, handlers and error pages know of a request.
 *
 * Without a route its parameters and its search are untyped, and the context of every route can be passed.
 */
// biome-ignore lint/suspicious/noExplicitAny: the compiler compares the routes, and only `any` accepts all of them
export interface Context<Route extends RouteId | undefined = any> {
  /** The request, with the canonical URL. */
  readonly request: Request
  /** The canonical URL of this request. */
  readonly url: URL
  /** The request target exactly as received: for logs and signatures, not for decisions. */
  readonly rawTarget: string
  /** The parameters of the path, decoded once and converted by their matchers. */
  readonly params: RouteParams<Route>
  /** The query as the route's `search` schema returns it. */
  readonly search: RouteSearch<Route>
  readonly query: URLSearchParams
  readonly cookies: CookieJar
  /** The visitor's session, opened on first use and saved automatically. */
  readonly session: SessionObject
  /** Values that middleware hands to loaders and pages. */
  readonly locals: Locals & Record<string, unknown>
  readonly app: App
  readonly env: Env
  /** The pattern that matched, such as `/notes/[id=int]`; empty for an unmatched URL. */
  readonly route: string
  /** Whether the route is an endpoint or a socket, whose errors are problem documents instead of pages. */
  readonly isEndpoint: boolean
  /** Whether the route may use the session: `config.session` is not `false`. */
  readonly hasSession: boolean
  /** Whether the build is rendering this page, without a visitor. */
  readonly isPrerendering: boolean
  readonly requestId: string
  readonly clientAddress: string | undefined
  /** Aborts when the visitor leaves, or when an event stream or a socket ends for another reason. */
  readonly signal: AbortSignal
  /** A random value for inline scripts and styles (128 bits in base64). No shared cache stores a page that uses it. */
  readonly nonce: string
  readonly log: Log
  /** The status of the response that a page or a plain return value becomes (default: 200). */
  status: number
  /** The headers of the response. */
  readonly headers: Headers

  /**
   * Reads a urlencoded or multipart body.
   *
   * Fields are text, and a name that was sent several times is an array. Where the JSON Schema of the schema (Standard
   * JSON Schema) or the options say so, fields become numbers, booleans, dates or lists.
   *
   * @param schema Any Standard Schema
   * @param options The names of the fields that are not text
   * @throws HttpError 415 for another content type, 400 for a malformed body, 413 for a body that is too large
   */
  form(): Promise<{ ok: true; data: FormFields; values: Record<string, string> }>
  form(
    schema: undefined,
    options: FormOptions,
  ): Promise<{ ok: true; data: Record<string, unknown>; values: Record<string, string> }>
  form<Schema extends StandardSchemaV1>(
    schema: Schema,
    options?: FormOptions,
  ): Promise<FormResult<StandardSchemaV1.InferOutput<Schema>>>
  /**
   * Reads a JSON body.
   *
   * @param schema Any Standard Schema
   * @throws HttpError 415 for another content type, 400 for malformed JSON, 422 with `errors` if the schema refuses
   */
  json(): Promise<unknown>
  json<Schema extends StandardSchemaV1>(schema: Schema): Promise<StandardSchemaV1.InferOutput<Schema>>
  /**
   * Reads a multipart form of any size, part by part: `for await (const part of ctx.uploads()) …`.
   *
   * The limits in its options replace the server's body limit. The route's `config.bodyLimit` still applies.
   *
   * @throws HttpError 415 for another content type, 400 for a malformed body, 413 for too many or too large parts
   */
  uploads(options?: UploadOptions): AsyncGenerator<UploadPart, void>
  /**
   * Answers with a file, whole or in part: `return ctx.sendFile('/srv/report.pdf', { download: true })`.
   *
   * @param path An absolute path, or one relative to `root`
   * @throws HttpError 404 if there is no such file
   */
  sendFile(path: string, options?: SendFileOptions): Promise<Response>
  /**
   * Renders the page again with `form`; on an endpoint, answers with a problem document.
   *
   * @param status 400 to 599
   * @param form The `form` prop of the page
   * @throws TypeError for another status; Error once the response has started
   */
  fail<Form>(status: number, form: Form): Form
  /**
   * Saves a message for the next page that shows messages to the visitor.
   *
   * @throws Error once the response has started, and on a route with `config.session: false`; TypeError for what is not text
   */
  flash(kind: string, message: string): void
  /** Removes the cached responses that have a tag, in every process; the same as `app.invalidate`. */
  invalidate(tag: string): Promise<void>
  /** Runs work after the response. Shutdown waits for it, and errors are logged. */
  after(work: () => unknown): void
  /**
   * Answers with server-sent events.
   *
   * @param source Any async iterable, or a generator function, which runs once the visitor listens
   * @throws HttpError 429 or 503 if more streams and sockets are open than `openConnections` of `_server.ts` allows
   */
  events(source: ServerEvents, options?: EventOptions): Response
  /** The id of the last event that a reconnecting visitor received. */
  readonly lastEventId: string | undefined
}
