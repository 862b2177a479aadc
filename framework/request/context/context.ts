// The object that middleware, loaders, handlers and error pages share during a request.
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Log } from '../../http/log.ts'
import type { ServerEvents } from '../../realtime/events.ts'
import type { SessionObject } from '../../session/session-object.ts'
import type { App } from '../pipeline/server-definition.ts'
import type { CookieJar } from './cookie-jar.ts'
import type { EventOptions } from './events.ts'
import type { FormFields, FormResult } from './form.ts'
import type { Env, Locals, RouteId, RouteParams, RouteSearch } from './register.ts'
import type { SendFileOptions } from './send-file.ts'
import type { UploadPart } from './upload-part.ts'
import type { UploadOptions } from './uploads.ts'

export interface Context<Route extends RouteId | undefined = undefined> {
  /** The request, with the canonical URL. */
  readonly request: Request
  /** The canonical URL of this request. */
  readonly url: URL
  /** The request target as it was received, before it was made canonical: for logs and signatures, not for decisions. */
  readonly rawTarget: string
  /** The parts of the path, decoded once and converted by their matchers. */
  readonly params: RouteParams<Route>
  /** The query as the route's `search` schema made it. */
  readonly search: RouteSearch<Route>
  readonly query: URLSearchParams
  readonly cookies: CookieJar
  /** The visitor's session: opened on first use and saved automatically. */
  readonly session: SessionObject
  /** Values that middleware hands to loaders and pages. */
  readonly locals: Locals & Record<string, unknown>
  readonly app: App
  readonly env: Env
  /** The pattern that matched, such as `/notes/[id=int]`; empty for an unmatched URL. */
  readonly route: string
  /** Whether the route is an endpoint or a socket: then errors are problem documents, not pages. */
  readonly isEndpoint: boolean
  /** Whether the route may use the session: `config.session` is not `false`. */
  readonly hasSession: boolean
  /** Whether the build is rendering this page: there is no visitor. */
  readonly isPrerendering: boolean
  readonly requestId: string
  readonly clientAddress: string | undefined
  /** Aborts when the visitor leaves, and when an event stream or a socket ends for another reason. */
  readonly signal: AbortSignal
  /** A random value for the inline scripts and styles of this response, 128 bits in base64; no shared cache stores its page. */
  readonly nonce: string
  readonly log: Log
  /** The status of the response that a page or a plain return value becomes (default: 200). */
  status: number
  /** The headers of the response. */
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
   * Its own limits replace the server's body limit; a `config.bodyLimit` of the route still applies.
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
  /** Saves a message for the next page that the visitor sees. */
  flash(kind: string, message: string): void
  /** Forgets the responses of `config.cache` that have a tag, in every process; also `app.invalidate`. */
  invalidate(tag: string): Promise<void>
  /** Runs work after the response; shutdown waits for it, errors are logged. */
  after(work: () => unknown): void
  /**
   * Answers with server-sent events.
   *
   * @param source A generator function, which runs once the visitor listens, or any async iterable
   */
  events(source: ServerEvents, options?: EventOptions): Response
  /** The id of the last event that a reconnecting visitor received. */
  readonly lastEventId: string | undefined
}
