// Reads the server's settings from environment variables and checks them at the start.
import { availableParallelism } from 'node:os'
import { parseSize } from '../http/body-limit.ts'
import { findAllowedHostProblem } from '../http/host.ts'
import { parseRedisUrl } from '../redis/redis-url.ts'
import { findSecretProblem, parseSecrets } from '../session/secret.ts'
import type { Secrets } from '../session/secret.ts'
import { findMisspeltSettings } from './misspelt-settings.ts'
import { createUserError } from './user-error.ts'
import { type LogFormat, type LogLevel, logFormats, logLevels } from './log/log.ts'

export interface Settings extends RequestSettings {
  readonly port: number
  readonly host: string
  readonly secrets: Secrets
  /** How many processes serve the site; `undefined` for this process alone. */
  readonly workers: number | undefined
  /** How many requests one process answers at the same time; `undefined` for any number. */
  readonly maxInFlight: number | undefined
  /** How many connections may wait to be accepted; `undefined` for the default. */
  readonly backlog: number | undefined
  /** How long the stopping server still accepts requests, in milliseconds. */
  readonly shutdownDelay: number
  /** How long stopping may take in all, in milliseconds. */
  readonly shutdownTimeout: number
  readonly logLevel: LogLevel
  /** `undefined` for the one that fits the output: `pretty` on a terminal, else `json`. */
  readonly logFormat: LogFormat | undefined
  /** Where health checks and metrics are served; `undefined` for no such server. */
  readonly operations: { readonly host: string; readonly port: number } | undefined
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
  const settings = {
    ...collectRequestSettings(environment, problems),
    port: attempt(problems, 0, () => readWholeNumber(environment, 'PORT', 3000, 65535)),
    host: readHost(environment.HOST) || (environment.NODE_ENV === 'production' ? '0.0.0.0' : 'localhost'),
    secrets: attempt(problems, { newest: '', byId: new Map() }, () => readSecrets(environment)),
    workers: attempt(problems, undefined, () => readWorkers(environment.WEB_CONCURRENCY)),
    maxInFlight: attempt(problems, undefined, () => readPositive(environment, 'MAX_IN_FLIGHT', 1_000_000)),
    backlog: attempt(problems, undefined, () => readPositive(environment, 'LISTEN_BACKLOG', 65_535)),
    shutdownDelay: attempt(problems, 0, () => readSeconds(environment, 'SHUTDOWN_DELAY', 1)) * 1000,
    shutdownTimeout: attempt(problems, 0, () => readSeconds(environment, 'SHUTDOWN_TIMEOUT', 30)) * 1000,
    logLevel: attempt(problems, 'info', () => readChoice(environment, 'LOG_LEVEL', logLevels)) ?? 'info',
    logFormat: attempt(problems, undefined, () => readChoice(environment, 'LOG_FORMAT', logFormats)),
    operations: attempt(problems, undefined, () => readOperations(environment)),
  }
  const { REDIS_URL } = environment
  if (REDIS_URL) attempt(problems, undefined, () => parseRedisUrl(REDIS_URL))
  if (haveSamePort(settings)) {
    problems.push(
      `OPERATIONS_PORT is ${settings.port}, which is the port of the site. Set it to another port, which visitors do not reach.`,
    )
  }
  return settings
}

/** Tells whether the operations server would listen where the site does; port 0 is any free port. */
function haveSamePort({ port, host, operations }: Pick<Settings, 'port' | 'host' | 'operations'>): boolean {
  if (port === 0 || operations?.port !== port) return false
  const hosts = [host, operations.host].map((name) => (name === 'localhost' ? '127.0.0.1' : name))
  return hosts[0] === hosts[1] || hosts.includes('0.0.0.0') || hosts.includes('::')
}

function collectRequestSettings(environment: Environment, problems: string[]): RequestSettings {
  return {
    origin: attempt(problems, undefined, () => readOrigin(environment.ORIGIN)),
    trustProxy: attempt(problems, 0, () => readWholeNumber(environment, 'TRUST_PROXY', 0, 100)),
    allowedHosts: attempt(problems, undefined, () => readHosts(environment.ALLOWED_HOSTS)),
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

function readSecrets(environment: Environment): Secrets {
  const text = environment.SESSION_SECRET
  if (!text) {
    const misspelt = findMisspeltSettings(environment).find(({ meant }) => meant === 'SESSION_SECRET')
    if (!misspelt) throw new Error(`SESSION_SECRET is not set. ${howToCreate}`)
    throw new Error(
      `SESSION_SECRET is not set, but ${misspelt.name} is. If you meant SESSION_SECRET, rename it. ${howToCreate}`,
    )
  }
  const secrets = parseSecrets(text)
  const problem = findSecretProblem(secrets)
  if (problem) throw new Error(`${problem} ${howToCreate}`)
  return secrets
}

const howToCreate = 'Create one with: npx vial secret'

function readWholeNumber(
  environment: Environment,
  name: string,
  otherwise: number,
  max: number,
  min = 0,
): number {
  const text = environment[name]
  if (!text) return otherwise
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return value
  throw new Error(`${name} is "${text}". Set a whole number from ${min} to ${max}.`)
}

function readOrigin(text: string | undefined): string | undefined {
  if (!text) return undefined
  if (URL.canParse(text) && /^https?:/.test(text)) {
    const url = new URL(text)
    if (url.pathname === '/' && !url.search && !url.hash) return url.origin
  }
  throw new Error(`ORIGIN is "${text}". Set scheme and host only, such as https://example.org.`)
}

function readHosts(text: string | undefined): readonly string[] | undefined {
  const hosts = text?.split(/[\s,]+/).filter(Boolean) ?? []
  const problem = hosts.map(findAllowedHostProblem).find((found) => found !== undefined)
  if (problem) throw new Error(`ALLOWED_HOSTS: ${problem}`)
  return hosts.length > 0 ? hosts : undefined
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

function readChoice<Choice extends string>(
  environment: Environment,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const text = environment[name]
  if (!text || (choices as readonly string[]).includes(text)) return (text || undefined) as Choice | undefined
  throw new Error(`${name} is "${text}". Set one of ${choices.join(', ')}.`)
}

function readWorkers(text: string | undefined): number | undefined {
  if (text === 'max') return availableParallelism()
  if (!text) return undefined
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text)
  throw new Error(
    `WEB_CONCURRENCY is "${text}". Set a number of processes from 1 to 999, or max for one per core.`,
  )
}

function readPositive(environment: Environment, name: string, max: number): number | undefined {
  return environment[name] ? readWholeNumber(environment, name, 1, max, 1) : undefined
}

/** Reads seconds, which may have decimals; at most a day. */
function readSeconds(environment: Environment, name: string, otherwise: number): number {
  const text = environment[name]
  if (!text) return otherwise
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (value <= 86_400) return value
  throw new Error(`${name} is "${text}". Set a number of seconds from 0 to 86400.`)
}

function readOperations(environment: Environment): Settings['operations'] {
  if (!environment.OPERATIONS_PORT) return undefined
  const port = readWholeNumber(environment, 'OPERATIONS_PORT', 0, 65535)
  return { port, host: readHost(environment.OPERATIONS_HOST) || '127.0.0.1' }
}

/** Reads the address to listen on. An IPv6 address may be in brackets, as in a URL. */
function readHost(text: string | undefined): string | undefined {
  return text?.replace(/^\[(.*:.*)\]$/, '$1')
}
