// Reads the server's settings from environment variables and checks them at the start.
import { parseSize } from '../http/body-limit.ts'
import { isSampleSecret, parseSecrets } from '../session/secret.ts'
import type { Secrets } from '../session/secret.ts'
import { createUserError } from './user-error.ts'
import { type LogLevel, logLevels } from './log.ts'

export interface Settings extends RequestSettings {
  readonly port: number
  readonly host: string
  readonly secrets: Secrets
  /** Milliseconds. */
  readonly shutdownTimeout: number
  readonly logLevel: LogLevel
}

/** The settings that decide how a request is answered. */
export interface RequestSettings {
  readonly origin: string | undefined
  readonly trustProxy: number
  readonly allowedHosts: readonly string[] | undefined
  /** Bytes. */
  readonly bodyLimit: number | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the server's settings.
 *
 * @param environment The process's environment variables
 * @throws Error with one line per invalid variable
 */
export function readSettings(environment: Environment): Settings {
  const problems: string[] = []
  const settings = collectSettings(environment, problems)
  if (problems.length > 0) throw createUserError(problems.join('\n'))
  return settings
}

/**
 * Reads only the settings that decide how a request is answered: they hold in development too.
 *
 * @param environment The site's environment variables
 * @throws Error with one line per invalid variable
 */
export function readRequestSettings(environment: Environment): RequestSettings {
  const problems: string[] = []
  const settings = collectRequestSettings(environment, problems)
  if (problems.length > 0) throw createUserError(problems.join('\n'))
  return settings
}

/** Finds what is wrong with the settings: one message per invalid variable. */
export function findSettingProblems(environment: Environment): string[] {
  const problems: string[] = []
  collectSettings(environment, problems)
  return problems
}

function collectSettings(environment: Environment, problems: string[]): Settings {
  return {
    ...collectRequestSettings(environment, problems),
    port: attempt(problems, 0, () => readWholeNumber(environment, 'PORT', 3000, 65535)),
    host: environment.HOST || (environment.NODE_ENV === 'production' ? '0.0.0.0' : 'localhost'),
    secrets: attempt(problems, { newest: '', byId: new Map() }, () =>
      readSecrets(environment.SESSION_SECRET),
    ),
    shutdownTimeout:
      attempt(problems, 0, () => readWholeNumber(environment, 'SHUTDOWN_TIMEOUT', 30, 86_400)) * 1000,
    logLevel: attempt(problems, 'info', () => readLogLevel(environment.LOG_LEVEL)),
  }
}

function collectRequestSettings(environment: Environment, problems: string[]): RequestSettings {
  return {
    origin: attempt(problems, undefined, () => readOrigin(environment.ORIGIN)),
    trustProxy: attempt(problems, 0, () => readWholeNumber(environment, 'TRUST_PROXY', 0, 100)),
    allowedHosts: readList(environment.ALLOWED_HOSTS),
    bodyLimit: attempt(problems, undefined, () => readBodyLimit(environment.BODY_SIZE_LIMIT)),
  }
}

function attempt<Value>(problems: string[], otherwise: Value, read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    problems.push((error as Error).message)
    return otherwise
  }
}

function readSecrets(text: string | undefined): Secrets {
  if (!text) throw new Error(`SESSION_SECRET is not set. ${howToCreate}`)
  const secrets = parseSecrets(text)
  for (const secret of secrets.byId.values()) {
    if (isSampleSecret(secret)) {
      throw new Error(`SESSION_SECRET is a publicly known sample from documentation. ${howToCreate}`)
    }
  }
  return secrets
}

const howToCreate = 'Create one with: npx vial secret'

function readWholeNumber(environment: Environment, name: string, otherwise: number, max: number): number {
  const text = environment[name]
  if (!text) return otherwise
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value <= max) return value
  throw new Error(`${name} is "${text}". Set a whole number from 0 to ${max}.`)
}

function readOrigin(text: string | undefined): string | undefined {
  if (!text) return undefined
  if (URL.canParse(text) && /^https?:/.test(text)) {
    const url = new URL(text)
    if (url.pathname === '/' && !url.search && !url.hash) return url.origin
  }
  throw new Error(`ORIGIN is "${text}". Set scheme and host only, such as https://example.org.`)
}

function readList(text: string | undefined): readonly string[] | undefined {
  const items = text?.split(/[\s,]+/).filter(Boolean)
  return items?.length ? items : undefined
}

function readBodyLimit(text: string | undefined): number | undefined {
  if (!text) return undefined
  try {
    return parseSize(/^\d+$/.test(text) ? Number(text) : text)
  } catch {
    // The reason is always the same, so name the variable instead.
    throw new Error(`BODY_SIZE_LIMIT is "${text}". Set a number of bytes, or a size such as 512kb or 10mb.`)
  }
}

function readLogLevel(text: string | undefined): LogLevel {
  if (!text) return 'info'
  if ((logLevels as readonly string[]).includes(text)) return text as LogLevel
  throw new Error(`LOG_LEVEL is "${text}". Set one of ${logLevels.join(', ')}.`)
}
