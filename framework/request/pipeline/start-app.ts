// Starts and stops the App of a site: the environment, then the extensions, then the site itself.
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Log } from '../../http/log.ts'
import { describeType } from '../../http/value-type.ts'
import type { Env } from '../context/register.ts'
import type { App, AppServices, ServerDefinition } from './server-definition.ts'

export interface RunningApp {
  readonly app: App
  stop(): Promise<void>
}

/**
 * Checks the environment, starts the extensions in order, then starts the site.
 *
 * If one of them fails to start, those that have started are stopped.
 *
 * @param environment The environment variables of the process
 * @param services What the framework provides to the site
 * @throws Error that lists every variable that the site's schema refuses
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
      const where = 'name' in part ? `the extension ${part.name}` : 'routes/_server'
      const stop = await warnIfSlow(part.start?.(app), where, log)
      if (typeof stop === 'function') stops.unshift(stop as () => unknown)
      else if (stop !== undefined && stop !== null) {
        log.warn(
          {},
          `${where}: start() returned ${describeType(stop)}, which has no effect. Return a function that stops what it started, or nothing.`,
        )
      }
    }
  } catch (error) {
    await stopAll(stops, log)
    throw error
  }
  return { app, stop: () => stopAll(stops, log) }
}

/** Waits for a start function. Nothing else would say why the site does not answer. */
async function warnIfSlow<Result>(starting: Result, where: string, log: Log): Promise<Awaited<Result>> {
  const timer = setTimeout(() => {
    log.warn(
      {},
      `${where}: start() has not finished after ${slowStart / 1000} s, and the site answers nothing before that. Look for a promise that never settles.`,
    )
  }, slowStart)
  try {
    return await starting
  } finally {
    clearTimeout(timer)
  }
}

/** In milliseconds. */
const slowStart = 10_000

/** Runs all stop functions, even if one of them fails. */
async function stopAll(stops: readonly (() => unknown)[], log: Log): Promise<void> {
  for (const stop of stops) {
    try {
      await stop()
    } catch (error) {
      log.error({ err: error }, 'A stop function of the site or an extension failed.')
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
  throw new Error(`routes/_server: the environment does not match its schema.\n${lines.join('\n')}`)
}
