// The site as a process: what `_server.ts` defines and what lives as long as the server.
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { CspOptions } from '../http/content-security-policy.ts'
import type { SessionOptions } from '../session/session-config.ts'
import type { Log } from './log.ts'
import type { AppLocals, Env } from './register.ts'

/** What the process holds for all requests. */
export interface App {
  /** A site's own values, such as its database; filled in by `start`. */
  readonly locals: AppLocals & Record<string, unknown>
  /** The environment as the site's `env` schema made it; without a schema, as it is. */
  readonly env: Env
  readonly log: Log
}

/** What `defineServer` takes. `Context` is the request's context. */
export interface ServerDefinition<Context = unknown> {
  session?: SessionOptions
  /** Checks the environment at start; its output is `ctx.env` and `app.env`. */
  env?: StandardSchemaV1
  /** The number of proxies in front whose `X-Forwarded-*` headers are believed (default: `TRUST_PROXY`, else 0). */
  trustProxy?: number
  /** Host names that are answered; `.example.org` means its subdomains (default: `ALLOWED_HOSTS`, else all). */
  allowedHosts?: readonly string[]
  /** Headers of every response; `false` removes a default one. */
  securityHeaders?: Readonly<Record<string, string | false>>
  /**
   * Changes the Content-Security-Policy of pages: sources by directive, `false` to remove one, such as
   * `{ 'img-src': ["'self'", 'https://images.example.org'] }`; `csp: false` for no policy.
   */
  csp?: CspOptions | false
  /** Runs before the first request; what it returns runs when the server stops. */
  start?(app: App): unknown
  /** Told of every unexpected error, once; also written to the log. */
  onError?(error: unknown, ctx: Context | undefined): unknown
}

export interface RunningApp {
  readonly app: App
  stop(): Promise<void>
}

/**
 * Checks the environment and runs the site's `start`.
 *
 * @param environment The process's variables
 * @throws Error that lists every variable the site's schema refuses
 */
export async function startApp(
  definition: ServerDefinition,
  environment: Readonly<Record<string, string | undefined>>,
  log: Log,
): Promise<RunningApp> {
  const env = definition.env ? await checkEnvironment(definition.env, environment) : environment
  const app: App = { locals: {} as App['locals'], env: env as Env, log }
  const stop = await definition.start?.(app)
  return {
    app,
    async stop() {
      if (typeof stop === 'function') await stop()
    },
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
