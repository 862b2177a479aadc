// The site as a process: what `_server.ts` defines and what lives as long as the server.
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { CspOptions } from '../../http/content-security-policy.ts'
import type { SessionOptions } from '../../session/session-config.ts'
import type { RoomMessage } from '../../realtime/channel.ts'
import type { SubscribeOptions } from '../../realtime/subscription.ts'
import type { Sealer } from '../../session/sealer.ts'
import type { SessionList } from '../../session/session-list.ts'
import type { Log } from '../../http/log.ts'
import type { AppLocals, Env } from '../context/register.ts'

/** What the process holds for all requests. */
export interface App {
  /** A site's own values, such as its database; filled in by `start`. */
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
   * Sends a message to everybody in a room: subscriptions and sockets, in this process and in all others.
   *
   * @param data What JSON can express
   * @throws TypeError for what JSON cannot express
   */
  publish(room: string, data: unknown): void
  /**
   * Listens to a room from this moment on; one who is a thousand messages behind loses the oldest.
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
   * Runs when the site has started; nothing listens. What it throws is shown, and makes the exit code 1.
   *
   * @param args The words after the command's name
   */
  run(app: App, args: readonly string[]): unknown
}

/** What runs by the clock while the server listens. */
export interface Task {
  /** Such as `0 3 * * *`: minute, hour, day, month, weekday; with six fields the first is the second. */
  readonly cron: string
  /** Of the times in `cron`, such as `Europe/Berlin` (default: UTC). */
  readonly timeZone?: string
  /** Never runs twice at a time. What it throws is logged; `signal` aborts when the server stops. */
  run(app: App, occasion: TaskOccasion): unknown
}

export interface TaskOccasion {
  /** The time in `cron` that has come; the current time when somebody runs it by hand. */
  readonly time: Date
  readonly signal: AbortSignal
}

/** Wraps every request of the site; as in `_middleware.ts`. */
type AnyMiddleware<Context> = (ctx: Context, next: () => Promise<Response>) => Response | Promise<Response>

/** What a package adds to a site. */
export interface ExtensionOf<Context = unknown> {
  /** For messages, such as `rate-limit`. */
  readonly name: string
  /** Runs before the site's own `start`; what it returns runs after the site's own stop. */
  start?(app: App): unknown
  /** Runs before the middleware of `routes/`, for every request that is not a file's. */
  readonly middleware?: AnyMiddleware<Context> | readonly AnyMiddleware<Context>[]
  /** Route files that the package ships: as if they were in `routes/`, below a prefix such as `/admin`. */
  readonly routes?: { readonly prefix: string; readonly folder: URL | string }
  /** Run by `vial run <name>`. */
  readonly commands?: Readonly<Record<string, Command>>
  /** Run by the clock. */
  readonly tasks?: Readonly<Record<string, Task>>
}

/** What `defineServer` takes. `Context` is the request's context. */
export interface ServerDefinition<Context = unknown> {
  /** Packages that add to the site, in the order of their middleware and of their start. */
  extensions?: readonly ExtensionOf<Context>[]
  session?: SessionOptions
  /** Checks the environment at start; its output is `ctx.env` and `app.env`. */
  env?: StandardSchemaV1
  /** The number of proxies in front whose `X-Forwarded-*` headers are believed (default: `TRUST_PROXY`, else 0). */
  trustProxy?: number
  /** Host names that are answered; `.example.org` means its subdomains (default: `ALLOWED_HOSTS`, else all). */
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
  /** `size` is how much memory cached responses may take, in bytes or as `'16mb'` (default: 64 MB); 0 keeps none. */
  cache?: { readonly size?: number | string }
  /** Runs before the first request; what it returns runs when the server stops. */
  start?(app: App): unknown
  /** Run by the clock, by name. */
  tasks?: Readonly<Record<string, Task>>
  /** Told of every unexpected error, once; also written to the log. */
  onError?(error: unknown, ctx: Context | undefined): unknown
}

export interface RunningApp {
  readonly app: App
  stop(): Promise<void>
}

/**
 * Checks the environment, starts the extensions in their order and then the site.
 *
 * When one of them fails, those that have started are stopped.
 *
 * @param environment The process's variables
 * @param invalidate What forgets cached responses
 * @throws Error that lists every variable the site's schema refuses
 */
export async function startApp<Context>(
  definition: ServerDefinition<Context>,
  environment: Readonly<Record<string, string | undefined>>,
  log: Log,
  services: AppServices,
): Promise<RunningApp> {
  const env = definition.env ? await checkEnvironment(definition.env, environment) : environment
  const app: App = { locals: {} as App['locals'], env: env as Env, log, environment, ...services }
  const stops: (() => unknown)[] = []
  try {
    for (const part of [...(definition.extensions ?? []), definition]) {
      const stop = await part.start?.(app)
      if (typeof stop === 'function') stops.unshift(stop as () => unknown)
    }
  } catch (error) {
    await stopAll(stops, log)
    throw error
  }
  return { app, stop: () => stopAll(stops, log) }
}

/** One that fails must not keep the others from closing what they hold. */
async function stopAll(stops: readonly (() => unknown)[], log: Log): Promise<void> {
  for (const stop of stops) {
    try {
      await stop()
    } catch (error) {
      log.error({ err: error }, 'What start returned failed while the site stopped.')
    }
  }
}

async function checkEnvironment(
  schema: StandardSchemaV1,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<unknown> {
  const result = await schema['~standard'].validate({ ...environment })
  if (!result.issues) return result.value
  const lines = result.issues.map((issue) => {
    const name = issue.path?.map((part) => String(typeof part === 'object' ? part.key : part)).join('.')
    return `  ${name ?? 'environment'}: ${issue.message}`
  })
  throw new Error(`routes/_server: the environment does not fit its schema.\n${lines.join('\n')}`)
}
