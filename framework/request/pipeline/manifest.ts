// Declares the manifest: everything that a handler knows about its site, as plain data and a few platform functions.
import type { CacheStore, StoredResponse } from '../../cache/cache-store.ts'
import type { CspSources } from '../../http/content-security-policy.ts'
import type { HeaderPairs } from '../../http/response.ts'
import type { BrowserFiles } from '../../render/page-islands.ts'
import type { Channel } from '../../realtime/channel.ts'
import type { Sealer } from '../../session/sealer.ts'
import type { Log } from '../../http/log.ts'
import type { TrailingSlash } from '../../routing/canonical-slash.ts'
import type { ServedFileKind } from '../../routing/route-file.ts'
import type { FormMistake, ReviewedForm } from '../context/form-review.ts'
import type { RequestState } from '../context/request-state.ts'
import type { ReadUploads } from '../context/upload-part.ts'

/** One file of `routes/` and how to load it. */
export interface ManifestFile {
  /** The path below `routes/`, such as `blog/[slug].tsx`. */
  readonly path: string
  readonly kind: ServedFileKind
  /** The folder that contains it, such as `blog` or `(shop)/cart`; `''` for `routes/` itself. */
  readonly folder: string
  /** The status that an error page is for; `_error` has none. */
  readonly status?: number
  /** Loads the module: once with `keepModules`, otherwise for every request. */
  load(): Promise<object>
  /** The name of the extension, for a file of extension routes. */
  readonly extension?: string
  /** URLs of the stylesheets that this file and its imports need, in order. */
  readonly styles?: readonly string[]
}

/** A stylesheet that is small enough to be part of the page. */
export interface InlinedStyle {
  readonly text: string
  /** Its hash for a content security policy, such as `sha256-…`. */
  readonly hash: string
}

/** Answers requests for files, with `undefined` if there is no such file. */
export interface StaticFiles {
  respond(
    request: { readonly method: string; readonly headers: Pick<Headers, 'get'> },
    pathname: string,
  ): Response | undefined
}

/** A file on disk. */
export interface FoundFile {
  readonly size: number
  /** When it was last changed (milliseconds since 1970). */
  readonly modified: number
  read(start: number, end: number): ReadableStream<Uint8Array<ArrayBuffer>>
}

/** A body that was compressed, or could not be made smaller. */
export interface EncodedBody {
  readonly body: string | Uint8Array | ReadableStream<Uint8Array>
  /** `undefined` if the body is as it was. */
  readonly coding: 'br' | 'gzip' | undefined
}

/** What went wrong during a request, for the log and for the error page of the dev server. */
export interface ErrorReport {
  readonly error: unknown
  readonly requestId: string
  readonly request: Request
  /** The matched pattern, if any. */
  readonly route?: string | undefined
  /** The route files that were involved, outermost first. */
  readonly files: readonly string[]
  /** Where the middleware of the route comes from, outermost first. */
  readonly middleware: readonly string[]
  /** The session's property names with masked values, if it was opened. */
  readonly session?: Readonly<Record<string, string>> | undefined
}

/** How visitors navigate, if the site enables more than plain links. */
export interface Navigation {
  /** Tags for the head of every page; the same for all visitors. */
  readonly tags: string
  /** What the Content-Security-Policy must allow for these tags. */
  readonly csp: CspSources
  /** Whether every page loads the browser script, with or without islands. */
  readonly hasScript: boolean
}

interface ReviewedLevel {
  readonly file: { readonly path: string }
  readonly loader: unknown
}

/** A page that was rendered. */
export interface ReviewedPage {
  /** Its layouts and the page itself, outermost first. */
  readonly paths: readonly string[]
  /** The methods that its route answers. */
  readonly methods: ReadonlySet<string>
  readonly html: string
  /** Its canonical URL, with the base. */
  readonly url: string
}

/** Sees what the site's code produces for a request, to find likely mistakes. */
export interface RequestReview {
  /**
   * Sees the data of a page.
   *
   * @param levels Its layouts and the page itself, outermost first
   * @param data What the loader of each level returned
   */
  data(request: Request, levels: readonly ReviewedLevel[], data: readonly unknown[]): void
  /** Sees a page, except one that is streamed. */
  page(page: ReviewedPage): void
  /** Sees what an endpoint returned, which is sent as JSON. */
  result(file: string, value: unknown): void
  /** Sees the data of a server-sent event, which is sent as JSON. */
  event(file: string, data: unknown): void
  /** Sees that a form called an action that its page does not have. */
  unknownAction(file: string, name: string, known: readonly string[]): void
  /** Sees that a handler called `ctx.fail()` and returned something else. */
  droppedFailure(file: string): void
  /** Adds to an error what is known of the mistake behind it; returns other errors unchanged. */
  explain(request: Request, error: unknown): unknown
}

/** What the pipeline notes about a request, for its line in the log, the metrics and the traces. */
export interface RequestNotes {
  /** What answers, unless it is a route or an error page. */
  kind: 'file' | 'health' | undefined
  /** The matched pattern; empty without a route. */
  route: string | undefined
  requestId: string | undefined
  /** The trace that the request belongs to, if requests are traced. */
  traceId: string | undefined
}

/** Traces requests. */
export interface RequestTracer {
  /** Answers a request in a span of its own, which ends when the response has been sent. */
  run<Result>(request: Request, work: () => Result): Result
  /** Runs a step of a request in a span inside the one that is active. */
  step<Result>(name: string, work: () => Result): Result
  /**
   * Runs one middleware and everything inside it. Only the inspector measures each one.
   *
   * @param where Where it comes from, such as `routes/_middleware.ts`
   */
  middleware?<Result>(where: string, work: () => Result): Result
  /** Names the span of a request for its pattern. */
  route(request: Request, id: string): void
  /** Adds an unexpected error to the span of a request. */
  fail(request: Request, error: unknown): void
  traceId(request: Request): string | undefined
}

/** Everything that a handler knows about its site. The build and the dev server create it. */
export interface Manifest {
  readonly files: readonly ManifestFile[]
  /** How to load the files of `routes/_commands/`, by name. */
  readonly commands?: Readonly<Record<string, () => Promise<object>>>
  /** Stylesheets that pages contain instead of links to them, by URL (default: none). */
  readonly inlinedStyles?: Readonly<Record<string, InlinedStyle>>
  /** The public base path, starting and ending with a slash (default: /). */
  readonly base?: string
  /** How page URLs end (default: never). */
  readonly trailingSlash?: TrailingSlash
  /** Whether a module is loaded once and reused for the life of the process (default: true). */
  readonly keepModules?: boolean
  /** Seals and opens session cookies. */
  readonly sealer: Sealer
  /** Whether visitors use HTTPS: cookies are then secure and have the `__Host-` prefix (default: true). */
  readonly secure?: boolean
  /** The public origin, such as `https://example.org`, if it cannot be taken from the `Host` header. */
  readonly origin?: string | undefined
  /** The host names that the site answers (default: all). */
  readonly allowedHosts?: readonly string[] | undefined
  /** The largest request body in bytes unless a route says otherwise (default: 1 MiB). */
  readonly bodyLimit?: number | undefined
  /** What the Content-Security-Policy of pages must also allow; `alwaysNonce` adds a nonce to every policy. */
  readonly csp?: { readonly additions: CspSources; readonly alwaysNonce: boolean }
  /**
   * Opens the files that visitors may download, before the first request.
   *
   * @param headers Sent with every file
   */
  openStaticFiles?(headers: HeaderPairs): Promise<StaticFiles>
  /** The number of trusted proxies (default: 0). */
  readonly trustProxy?: number | undefined
  /** The environment variables of the process, for the site's `env` schema. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** Parses multipart bodies (default: the platform parses forms, and uploads are not supported). */
  readonly readUploads?: ReadUploads
  /** Finds a regular file for `ctx.sendFile()`, below the root if one is given. */
  findFile?(path: string, root: string | undefined): Promise<FoundFile | undefined>
  /** Compresses the body of a dynamic response; a stream that it gets must not be used afterwards (default: none is). */
  compressBody?(
    body: string | Uint8Array | ReadableStream<Uint8Array>,
    coding: 'br' | 'gzip',
  ): Promise<EncodedBody>
  readonly log: Log
  /** Finds where to note what a request turned out to be (default: nowhere). */
  recordOf?(request: Request): RequestNotes | undefined
  /** Whether responses have a `Server-Timing` header unless `_server.ts` says otherwise (default: false). */
  readonly hasServerTiming?: boolean
  /** Opens what traces requests, after the site has started; `undefined` if they are not traced. */
  openTracer?(): Promise<RequestTracer | undefined>
  /** Opens the channel that carries messages to the rooms of all processes (default: this process only). */
  openChannel?(): Promise<Channel>
  /** Data that survives a reload of the site in development (default: none). */
  readonly hotData?: Map<string, unknown>
  /**
   * Returns the origin and the target of a request as they were received, so that no URL has to be put together.
   *
   * @returns `undefined` to parse `request.url` instead
   */
  receivedTarget?(request: Request): { readonly origin: string; readonly target: string } | undefined
  /** Returns the address of the peer: the other end of the connection. */
  clientAddress?(request: Request): string | undefined
  /** Calls back once the response has been sent (default: in the next turn of the event loop). */
  whenSent?(request: Request, callback: () => void): void
  /** Formats the head tags for the files of a page (default: links to their stylesheets). */
  headTags?(paths: readonly string[], nonce: () => string): string
  /** What browsers load for islands (default: nothing; islands are rendered as plain components). */
  readonly browserFiles?: BrowserFiles | undefined
  /** How visitors navigate (default: with plain links and forms). */
  readonly navigation?: Navigation
  /**
   * Opens the store for cached responses, before the first request (default: the memory of this process).
   *
   * @param openMemory Opens that default
   */
  openCacheStore?(openMemory: () => CacheStore): Promise<CacheStore>
  /** Identifies the version of the site's code, which is part of cache keys (default: always the same). */
  codeVersion?(): string
  /** Finds where in the site's source an error was created, such as `routes/_layout.tsx:5`. */
  locate?(error: Error): string | undefined
  /** Whether the build is rendering the pages of `config.prerender`; personal responses are then an error. */
  readonly isPrerendering?: boolean
  /** The canonical paths of prerendered pages, without a trailing slash; `undefined` if nothing was built. */
  readonly prerendered?: ReadonlySet<string>
  /**
   * Finds a prerendered page with personal parts, which the static files do not include.
   *
   * @param pathname Its canonical path, without a trailing slash
   */
  findPrerendered?(pathname: string): StoredResponse | undefined
  /** Whether responses of cached routes have a `Cache-Status` header; only in development. */
  readonly showsCacheStatus?: boolean
  /** Looks for mistakes that only a request shows; only in development. */
  readonly review?: RequestReview
  /** Finds the fields of a form that no visitor could have filled in; only in development. */
  reviewForm?(form: ReviewedForm): Promise<FormMistake[]>
  /** Sees the response of a request when it is complete; only in development. */
  inspect?(state: RequestState, response: Response): void
  /** Describes a path without a route as HTML to be added to the page for 404; only in development. */
  describeMissing?(request: Request): Promise<string | undefined>
  /** Describes an unexpected error as HTML to be added to the error page; only in development. */
  describeError?(report: ErrorReport, nonce: string): Promise<string>
}
