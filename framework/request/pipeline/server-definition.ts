// Declares what `_server.ts` defines, and the App that lives as long as the server.
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { CspOptions } from '../../http/content-security-policy.ts'
import type { ProxyTrust } from '../../http/forwarded.ts'
import type { Log } from '../../http/log.ts'
import type { SessionOptions } from '../../session/session-config.ts'
import type { RoomMessage } from '../../realtime/channel.ts'
import type { SubscribeOptions } from '../../realtime/subscription.ts'
import type { Sealer } from '../../session/sealer.ts'
import type { SessionList } from '../../session/session-list.ts'
import type { OpenLimits } from '../context/open-limit.ts'
import type { AppLocals, Env } from '../context/register.ts'
import type { LimitOptions } from './site-limits.ts'

/** What all requests of a process share. */
export interface App {
  /** Values that the site shares between requests, such as its database; set by `start`. */
  readonly locals: AppLocals & Record<string, unknown>
  /** The environment as the site's `env` schema returns it; the plain variables if there is no schema. */
  readonly env: Env
  readonly log: Log
  /** All environment variables of the process, unchanged; `env` may leave some out. */
  readonly environment: Environment
  /** The site's base path, starting and ending with a slash. */
  readonly base: string
  /** Seals text with the site's secrets so that visitors can store it, and opens it again. */
  readonly sealer: Sealer
  /**
   * Returns the visitor's address, for counting and logging.
   *
   * Unlike `ctx.clientAddress` it does not prevent a cached route from storing its response, so the response must not
   * depend on it.
   *
   * @param ctx The context of the request
   */
  addressOf(ctx: object): string | undefined
  /**
   * Returns the `Origin` header of a request, for the headers of its response.
   *
   * Unlike `ctx.request.headers.get('origin')` it neither divides the cache of a cached route nor prevents prerendering, so
   * the body must not depend on it.
   *
   * @param ctx The context of the request
   */
  originOf(ctx: object): string | undefined
  /**
   * Sends a message to all subscriptions and sockets in a room, in every process.
   *
   * @param data A value that JSON can express
   * @throws TypeError for a value that JSON cannot express
   */
  publish(room: string, data: unknown): void
  /**
   * Subscribes to a room from this moment on. A subscriber that falls 1,000 messages behind loses the oldest ones.
   *
   * @returns The messages, for `for await`, `yield*` and `ctx.events`
   */
  subscribe(room: string, options?: SubscribeOptions): AsyncIterableIterator<RoomMessage, undefined>
  /** Lists and ends the sessions of a user, where `session.store` and `session.user` are set. */
  readonly sessions: SessionList
  /** Forgets the cached responses that have a tag, in every process. */
  invalidate(tag: string): Promise<void>
}

/** What the framework provides to a site in addition to answering requests. */
export type AppServices = Omit<App, 'locals' | 'env' | 'log' | 'environment'>

type Environment = Readonly<Record<string, string | undefined>>

/** What `vial run <name>` runs. */
export interface Command {
  /** A few words for the list of commands. */
  readonly description?: string
  /**
   * Runs once the site has started, without a listening server. An error is printed and sets the exit code to 1.
   *
   * @param args The words after the command's name
   */
  run(app: App, args: readonly string[]): unknown
}

/** A scheduled task, which runs while the server listens. */
export interface Task {
  /** A cron expression such as `0 3 * * *`: minute, hour, day, month, weekday; with six fields the first is the second. */
  readonly cron: string
  /** The time zone of `cron`, such as `Europe/Berlin` (default: UTC). */
  readonly timeZone?: string
  /** Runs the task; runs never overlap. Errors are logged, and `signal` aborts when the server stops. */
  run(app: App, occasion: TaskOccasion): unknown
}

/** One run of a task. */
export interface TaskOccasion {
  /** The scheduled time, or the current time if the task is run manually. */
  readonly time: Date
  readonly signal: AbortSignal
}

/** Wraps every request of the site, as `_middleware.ts` does. */
type AnyMiddleware<Context> = (ctx: Context, next: () => Promise<Response>) => Response | Promise<Response>

/** What a package adds to a site. */
export interface ExtensionOf<Context = unknown> {
  /** Its name in messages and logs, such as `rate-limit`. */
  readonly name: string
  /** Runs before the site's `start`. The function that it returns runs after the site's stop function. */
  start?(app: App): unknown
  /** Runs before the middleware of `routes/`, for every request that is not for a static file. */
  readonly middleware?: AnyMiddleware<Context> | readonly AnyMiddleware<Context>[]
  /** Route files that the package ships: served as if they were in `routes/`, below a prefix such as `/admin`. */
  readonly routes?: { readonly prefix: string; readonly folder: URL | string }
  /** Commands for `vial run <name>`. */
  readonly commands?: Readonly<Record<string, Command>>
  /** Scheduled tasks. */
  readonly tasks?: Readonly<Record<string, Task>>
}

/** A request as `requestLog.filter` sees it. */
export interface RequestLine {
  readonly method: string
  /** The matched pattern, such as `/notes/[id=int]`; empty or `undefined` without a route. */
  readonly route: string | undefined
  /** Without the query. */
  readonly path: string
  readonly status: number
  /** How long it took, in milliseconds. */
  readonly ms: number
}

/** Where an error happened. */
export interface ErrorPlace {
  /** The matched pattern, such as `/notes/[id=int]`; empty or `undefined` without a route. */
  readonly route: string | undefined
  /** The id that the error page and the log show. */
  readonly requestId: string | undefined
  /** The name of the scheduled task that failed. */
  readonly task?: string
}

/** Which requests the server logs. */
export interface RequestLogOptions {
  /** The share of requests that are logged, from 0 to 1 (default: 1). Those with a status of 5xx always are. */
  readonly sample?: number
  /** Returns false for requests that are not logged. */
  filter?(line: RequestLine): boolean
}

/** What `defineServer` takes. `Context` is the request's context. */
export interface ServerDefinition<Context = unknown> {
  /** Packages that add to the site; their middleware and `start` run in this order. */
  extensions?: readonly ExtensionOf<Context>[]
  session?: SessionOptions
  /** Checks the environment when the site starts; its output is `ctx.env` and `app.env`. */
  env?: StandardSchemaV1
  /**
   * The number of trusted proxies that set `X-Forwarded-*` headers (default: `TRUST_PROXY`, else 0).
   *
   * `{ hops: 1, header: 'forwarded' }` for proxies that set `Forwarded` (RFC 7239) instead.
   */
  trustProxy?: number | ProxyTrust
  /** The host names that the site answers; `.example.org` means its subdomains (default: `ALLOWED_HOSTS`, else all). */
  allowedHosts?: readonly string[]
  /** The origins of other sites that may open sockets here, such as `https://app.example.org` (default: none). */
  socketOrigins?: readonly string[]
  /**
   * How late the event loop of a process may run on average, in seconds, before requests are refused with 503; 0 for no limit
   * (default). `0.2` keeps an overloaded process answering the requests that it accepts. Health checks pass.
   */
  maxEventLoopDelay?: number
  /**
   * How many event streams and sockets of one process may be open at the same time: with `perAddress`, more from one address
   * are refused with 429; with `total`, more in all with 503 (default: any number).
   */
  openConnections?: OpenLimits
  /**
   * How long the loaders and components of a page may take, in seconds, before it is answered with 503; 0 for no limit
   * (default: 10). A streamed page may take as long as its deadline. Endpoints and actions have no limit.
   */
  renderTimeout?: number
  /**
   * How long a visitor may send hardly anything of a body that the site waits for, in seconds, before the request is
   * answered with 408; 0 for no limit (default: 60). A body may take any time as long as
   * enough bytes arrive per second (`limits.minReadRate`).
   */
  readTimeout?: number
  /**
   * How long a visitor may take none of the data that waits for them, in seconds, before the connection is closed; 0 for
   * no limit (default: 60). It never limits how long the site's code takes.
   */
  writeTimeout?: number
  /** The limits for all requests. */
  limits?: LimitOptions
  /** Headers for every response; `false` removes a default header. */
  securityHeaders?: Readonly<Record<string, string | false>>
  /**
   * Changes the Content-Security-Policy of pages: sources by directive, such as
   * `{ 'img-src': ["'self'", 'https://images.example.org'] }`. `false` removes a directive; `csp: false` removes the policy.
   */
  csp?: CspOptions | false
  /**
   * Which dynamic responses are compressed: those that are the same for all visitors (`'shared'`), also those that used
   * the session or cookies (`'all'`), or none (default: `'shared'`). Development compresses none.
   */
  compress?: 'shared' | 'all' | false
  /**
   * Which requests a built server logs (default: all except health checks); `false` for none. What `vite dev` prints is
   * an option of the plugin.
   */
  requestLog?: RequestLogOptions | false
  /** `size` limits the memory for cached responses, in bytes or as `'16mb'` (default: 64 MB); 0 disables storing. */
  cache?: { readonly size?: number | string }
  /** Runs before the first request. The function that it returns runs when the server stops. */
  start?(app: App): unknown
  /**
   * Tells whether the site can serve visitors, for `/readyz`: false, an error, or no answer within a second means no. Load
   * balancers ask every few seconds, so it has to be cheap.
   */
  ready?(app: App): boolean | Promise<boolean>
  /** Scheduled tasks, by name. */
  tasks?: Readonly<Record<string, Task>>
  /** Whether responses have a `Server-Timing` header with the durations of their steps (default: only in development). */
  serverTiming?: boolean
  /** Receives every unexpected error once. The error is also logged. */
  onError?(error: unknown, ctx: Context | undefined, place: ErrorPlace): unknown
}
