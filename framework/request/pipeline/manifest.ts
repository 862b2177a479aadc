// Everything a handler knows about its site: plain data and the few functions that differ by platform.
import type { CacheStore } from '../../cache/cache-store.ts'
import type { CspSources } from '../../http/content-security-policy.ts'
import type { HeaderPairs } from '../../http/response.ts'
import type { BrowserFiles } from '../../render/page-islands.ts'
import type { Channel } from '../../realtime/channel.ts'
import type { Sealer } from '../../session/sealer.ts'
import type { Log } from '../../http/log.ts'
import type { TrailingSlash } from '../../routing/canonical-slash.ts'
import type { ServedFileKind } from '../../routing/route-file.ts'
import type { ReadUploads } from '../context/upload-part.ts'

/** One file of `routes/` and how to load it. */
export interface ManifestFile {
  /** The path below `routes/`, such as `blog/[slug].tsx`. */
  readonly path: string
  readonly kind: ServedFileKind
  /** The folder it is in: `''` for `routes/` itself, else such as `blog` or `(shop)/cart`. */
  readonly folder: string
  /** Of an error page, the one status that it is for; `_error` has none. */
  readonly status?: number
  /** Loads the module; called once when modules are kept, else for every request. */
  load(): Promise<object>
  /** The extension that brings it, if it is not the site's own. */
  readonly extension?: string
  /** URLs of the style sheets that this file and its imports need, in order. */
  readonly styles?: readonly string[]
}

/** A style sheet that is small enough to be part of the page. */
export interface InlinedStyle {
  readonly text: string
  /** What a content security policy names it by, such as `sha256-…`. */
  readonly hash: string
}

/** Answers requests for files: `undefined` when there is no such file. */
export interface StaticFiles {
  respond(method: string, pathname: string, headers: Pick<Headers, 'get'>): Response | undefined
}

/** A file on the disk. */
export interface FoundFile {
  readonly size: number
  /** When it changed last (milliseconds since 1970). */
  readonly modified: number
  read(start: number, end: number): ReadableStream<Uint8Array<ArrayBuffer>>
}

export type { TrailingSlash }

/** What went wrong during a request, for the log and for the error page of the dev server. */
export interface ErrorReport {
  readonly error: unknown
  readonly requestId: string
  readonly request: Request
  /** The matched pattern, if any. */
  readonly route?: string | undefined
  /** The files that take part, outermost first. */
  readonly files: readonly string[]
  /** The session's property names with masked values, if it was opened. */
  readonly session?: Readonly<Record<string, string>> | undefined
}

/** How visitors get from page to page, where a site has asked for more than links. */
export interface Navigation {
  /** For the head of every page; the same text for everybody. */
  readonly tags: string
  /** What the Content-Security-Policy must allow for these tags. */
  readonly csp: CspSources
  /** Whether every page loads the script for browsers, islands or not. */
  readonly hasScript: boolean
}

export interface Manifest {
  readonly files: readonly ManifestFile[]
  /** How to load the files of `routes/_commands/`, by name. */
  readonly commands?: Readonly<Record<string, () => Promise<object>>>
  /** Sheets that pages contain instead of links to them, by URL (default: none). */
  readonly inlinedStyles?: Readonly<Record<string, InlinedStyle>>
  /** The public base path, starting and ending with a slash (default: /). */
  readonly base?: string
  /** How page URLs end (default: never). */
  readonly trailingSlash?: TrailingSlash
  /** Whether a loaded module stays as it is for the life of the process (default: true). */
  readonly keepModules?: boolean
  /** Seals and opens session cookies. */
  readonly sealer: Sealer
  /** Whether visitors come over https: secure cookies with the `__Host-` prefix (default: true). */
  readonly secure?: boolean
  /** The public origin, such as `https://example.org`, when the `Host` header cannot tell. */
  readonly origin?: string | undefined
  /** Host names that are answered (default: all). */
  readonly allowedHosts?: readonly string[] | undefined
  /** The largest request body in bytes unless a route says otherwise (default: 1 MiB). */
  readonly bodyLimit?: number | undefined
  /** What the Content-Security-Policy of pages must allow besides; `alwaysNonce` puts a nonce into every one. */
  readonly csp?: { readonly additions: CspSources; readonly alwaysNonce: boolean }
  /**
   * Opens the files that visitors may download, before the first request.
   *
   * @param headers Sent with every file
   */
  openStaticFiles?(headers: HeaderPairs): Promise<StaticFiles>
  /** Proxies in front whose headers are believed (default: 0). */
  readonly trustProxy?: number | undefined
  /** The process's variables, for the site's `env` schema. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** Takes multipart bodies apart (default: forms are read by the platform, and uploads not at all). */
  readonly readUploads?: ReadUploads
  /** Finds a file for `ctx.sendFile()`: a regular one, below the root if there is one. */
  findFile?(path: string, root: string | undefined): Promise<FoundFile | undefined>
  readonly log: Log
  /** Opens what carries messages to the rooms of all processes (default: the rooms of this one). */
  openChannel?(): Promise<Channel>
  /** What outlives a reload of the site, in development (default: nothing does). */
  readonly hotData?: Map<string, unknown>
  /** Tells the address at the other end of the connection. */
  clientAddress?(request: Request): string | undefined
  /** Calls back once the response has gone out (default: in the next turn of the event loop). */
  whenSent?(request: Request, callback: () => void): void
  /** Gives the head tags for the files of a page (default: links to their style sheets). */
  headTags?(paths: readonly string[], nonce: () => string): string
  /** What browsers load for islands (default: nothing, and islands are rendered as plain components). */
  readonly browserFiles?: BrowserFiles | undefined
  /** How visitors get from page to page (default: by links and forms alone). */
  readonly navigation?: Navigation
  /** Opens the place where cached responses are kept, before the first request (default: the memory of this process). */
  openCacheStore?(): Promise<CacheStore>
  /** Names the state of the site's code; responses that another state has made are not used (default: always the same). */
  codeVersion?(): string
  /** Whether the pages of `config.prerender` are being made; what belongs to one visitor then ends in an error. */
  readonly isPrerendering?: boolean
  /** The canonical paths of prerendered pages, without a slash at the end; `undefined` where nothing was built. */
  readonly prerendered?: ReadonlySet<string>
  /** Whether responses of cached routes tell how the cache took part; only in development. */
  readonly showsCacheStatus?: boolean
  /** Describes an unexpected error as HTML to be added to the error page; only in development. */
  describeError?(report: ErrorReport, nonce: string): Promise<string>
}
