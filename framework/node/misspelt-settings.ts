// Finds environment variables that are nearly called like a setting, so that nothing reads them.
import { countMistakes } from '../routing/near-miss.ts'
import type { ProcessLog } from './log/log.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Finds misspelt settings, such as `SESION_SECRET`.
 *
 * Only a setting that is not set can be meant, and only one whose name is long and unusual: `PORTS` or `HOSTS` may belong
 * to any program.
 *
 * @returns The names that are set, each with the setting that was probably meant
 */
export function findMisspeltSettings(environment: Environment): { name: string; meant: string }[] {
  const missing = Object.keys(longNames).filter((name) => !environment[name])
  return Object.keys(environment).flatMap((name) => {
    if (!environment[name] || Object.hasOwn(longNames, name) || otherNames.has(name) || /\d/.test(name))
      return []
    const meant = missing.find(
      (setting) =>
        // A longer difference in length is more mistakes, too.
        Math.abs(setting.length - name.length) <= 2 &&
        countMistakes(name.toLowerCase(), setting.toLowerCase()) <= longNames[setting]!,
    )
    return meant === undefined ? [] : [{ name, meant }]
  })
}

/** Finds misspelt settings: a message for each, with what to do. */
export function describeMisspeltSettings(environment: Environment): string[] {
  return findMisspeltSettings(environment).map(
    ({ name, meant }) => `${name} is set, but ${meant} is not. If you meant ${meant}, rename it.`,
  )
}

/** Warns about misspelt settings in the log. */
export function warnAboutSettings(environment: Environment, log: Pick<ProcessLog, 'warn'>): void {
  for (const message of describeMisspeltSettings(environment)) log.warn({}, message)
}

/** The settings with long names, and how many mistakes may be in them. */
const longNames: Readonly<Record<string, number>> = {
  ALLOWED_HOSTS: 1,
  BODY_SIZE_LIMIT: 1,
  LISTEN_BACKLOG: 1,
  LOG_FORMAT: 1,
  LOG_LEVEL: 1,
  MAX_IN_FLIGHT: 1,
  OPERATIONS_HOST: 1,
  OPERATIONS_PORT: 1,
  REDIS_URL: 1,
  SESSION_SECRET: 2,
  SHUTDOWN_DELAY: 1,
  SHUTDOWN_TIMEOUT: 1,
  TRUST_PROXY: 1,
  WEB_CONCURRENCY: 2,
}

// Other programs read these.
const otherNames = new Set(['LOGFORMAT', 'LOGLEVEL', 'REDIS_URI', 'REDIS_URLS'])
