// What `_server.ts` defines, and the App that lives as long as the server.
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { CspOptions } from '../../http/content-security-policy.ts'
import type { Log } from '../../http/log.ts'
import type { SessionOptions } from '../../session/session-config.ts'
import type { RoomMessage } from '../../realtime/channel.ts'
import type { SubscribeOptions } from '../../realtime/subscription.ts'
import type { Sealer } from '../../session/sealer.ts'
import type { SessionList } from '../../session/session-list.ts'
import type { AppLocals, Env } from '../context/register.ts'

/** What the process holds for all requests. */
export interface App {
  /** Values that the site shares between requests, such as its database; set by `start`. */
  readonly locals: AppLocals & Record<string, unknown>
  /** The environment as the site's `env` schema made it; without a schema, as it is. */
  readonly env: Env
  readonly log: Log
  /** The process's variables as they are; `env` may leave some out. */
  readonly environment: Environment
  /** The site's base path, starting and ending with a slash. */
  readonly base: string
  /** Seals a text with the site's secrets so that visitors can carry it, and opens it again. */
  readonly sealer: Sealer
  /**
   * Gives the visitor's address, for counting and logging.
   *
   * Unlike `ctx.clientAddress` it does not keep a cached route from storing its response, so the response must not
   * depend on it.
   *
   * @param ctx The context of the request
   */
  addressOf(ctx: object): string | undefined
  /**
   * Sends a message to all subscriptions and sockets in a room, in every process.
   *
   * @param data A value that JSON can express
   * @throws TypeError for a value that JSON cannot express
   */
  publish(room: string, data: unknown): void
  /**
   * Subscribes to a room from this moment on; a subscriber that falls 1,000 messages behind loses the oldest.
   *
   * @returns The messages, for `for await`, `yield*` and `ctx.events`
   */
  subscribe(room: string, options?: SubscribeOptions): AsyncIterableIterator<RoomMessage, undefined>
  /** Lists and ends the sessions of a user, where `session.store` and `session.user` are set. */
  readonly sessions: SessionList
  /** Forgets the cached responses that have a tag, in every process. */
  invalidate(tag: string): Promise<void>
}

/** What the framework does for a site, besides answering requests. */
export type AppServices = Omit<App, 'locals' | 'env' | 'log' | 'environment'>

type Environment = Readonly<Record<string, string | undefined>>

/** What `vial run <name>` runs. */
export interface Command {
  /** For the list of commands; a few words. */
  readonly description?: string
  /**
   * Runs once the site has started, without a listening server. An error is shown and makes the exit code 1.
   *
   * @param args The words after the command's name
   */
  run(app: App, args: readonly string[]): unknown
}

/** A scheduled task: runs while the server listens. */
export interface Task {
  /** A cron expression such as `0 3 * * *`: minute, hour, day, month, weekday; with six fields the first is the second. */
  readonly cron: string
  /** The time zone of `cron`, such as `Europe/Berlin` (default: UTC). */
  readonly timeZone?: string
  /** Runs never overlap. An error is logged; `signal` aborts when the server stops. */
  run(app: App, occasion: TaskOccasion): unknown
}

export interface TaskOccasion {
  /** The scheduled time; the current time when the task is run by hand. */
  readonly time: Date
  readonly signal: AbortSignal
}

/** Wraps every request of the site, as `_middleware.ts` does. */
type AnyMiddleware<Context> = (ctx: Context, next: () => Promise<Response>) => Response | Promise<Response>

/** What a package adds to a site. */
export interface ExtensionOf<Context = unknown> {
  /** Its name in messages and logs, such as `rate-limit`. */
  readonly name: string
  /** Runs before the site's own `start`; what it returns runs after the site's own stop. */
  start?(app: App): unknown
  /** Runs before the middleware of `routes/`, for every request that is not for a static file. */
  readonly middleware?: AnyMiddleware<Context> | readonly AnyMiddleware<Context>[]
  /** Route files that the package ships: served as if they were in `routes/`, below a prefix such as `/admin`. */
  readonly routes?: { readonly prefix: string; readonly folder: URL | string }
  /** Run by `vial run <name>`. */
  readonly commands?: Readonly<Record<string, Command>>
  /** Scheduled tasks. */
  readonly tasks?: Readonly<Record<string, Task>>
}

/** What `defineServer` takes. `Context` is the request's context. */
export interface ServerDefinition<Context = unknown> {
  /** Packages that add to the site; their middleware and `start` run in this order. */
  extensions?: readonly ExtensionOf<Context>[]
  session?: SessionOptions
  /** Checks the environment at start; its output is `ctx.env` and `app.env`. */
  env?: StandardSchemaV1
  /** The number of trusted proxies that set `X-Forwarded-*` headers (default: `TRUST_PROXY`, else 0). */
  trustProxy?: number
  /** The host names that the site answers; `.example.org` means its subdomains (default: `ALLOWED_HOSTS`, else all). */
  allowedHosts?: readonly string[]
  /** Origins of other sites whose pages may open sockets here, such as `https://app.example.org` (default: none). */
  socketOrigins?: readonly string[]
  /** Headers of every response; `false` removes a default one. */
  securityHeaders?: Readonly<Record<string, string | false>>
  /**
   * Changes the Content-Security-Policy of pages: sources by directive, `false` to remove one, such as
   * `{ 'img-src': ["'self'", 'https://images.example.org'] }`; `csp: false` for no policy.
   */
  csp?: CspOptions | false
  /** `size` is how much memory cached responses may take, in bytes or as `'16mb'` (default: 64 MB); 0 stores none. */
  cache?: { readonly size?: number | string }
  /** Runs before the first request; what it returns runs when the server stops. */
  start?(app: App): unknown
  /** Scheduled tasks, by name. */
  tasks?: Readonly<Record<string, Task>>
  /** Receives every unexpected error, once; it is also logged. */
  onError?(error: unknown, ctx: Context | undefined): unknown
}
