// The log of a server: one JSON line per entry on standard output, or lines for people to read.
import { inspect } from 'node:util'
import type { Log } from '../../http/log.ts'
import { formatEntry } from './format-entry.ts'
import { type LogOutput, openLogOutput } from './log-output.ts'

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export const logFormats = ['json', 'pretty'] as const
export type LogFormat = (typeof logFormats)[number]

/** A log that can also say why the process ends. */
export interface ProcessLog extends Log {
  fatal(fields: object, message: string): void
}

export interface LogOptions {
  /** `json`, or `pretty` for people (default: json). */
  readonly format?: LogFormat | undefined
  /** Where lines go (default: standard output). */
  readonly output?: Pick<LogOutput, 'write'>
}

/**
 * Creates a log.
 *
 * Its format is pino's: `msg` is the message, `err` an error. This is not pino, which took four times as long for the line of
 * a request, and would bring eleven packages. JSON escapes line breaks and control characters, so text from visitors cannot
 * forge an entry or colour a terminal.
 *
 * @param level The lowest level that is written
 */
export function createLog(
  level: LogLevel,
  { format = 'json', output = openLogOutput() }: LogOptions = {},
): ProcessLog {
  const lowest = logLevels.indexOf(level)
  const toLine = format === 'json' ? formatJson : formatPretty
  const at = (name: keyof ProcessLog, rank = logLevels.indexOf(name as LogLevel)): Log['info'] =>
    rank < lowest ? () => {} : (fields, message) => output.write(toLine(name, fields, message))
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal', logLevels.indexOf('error')),
  }
}

function formatJson(level: string, fields: object, message: string): string {
  const own = { time: new Date().toISOString(), level, msg: message }
  // First for the order of the line, and last because fields must not replace them.
  const entry = { ...own, ...fields, ...own }
  try {
    return `${escapeControls(JSON.stringify(entry, toPlain))}\n`
  } catch {
    // The fields contain a cycle or a BigInt: an entry in another form is better than none.
    return `${escapeControls(JSON.stringify({ ...own, fields: inspect(fields) }))}\n`
  }
}

function toPlain(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value
  return { name: value.name, message: value.message, stack: value.stack, cause: value.cause }
}

/** Escapes everything in a JSON text that is not printable ASCII. */
export function toAscii(json: string): string {
  return json.replace(/[^ -~]/g, toEscape)
}

/**
 * Escapes what `JSON.stringify` leaves as it is, but terminals and viewers obey: the control characters beyond ASCII, other
 * line separators, and characters that change the direction of text.
 *
 * @param json JSON, in which such characters are only inside of strings
 */
function escapeControls(json: string): string {
  return steering.test(json) ? json.replace(everySteering, toEscape) : json
}

const steering = /[\x7f-\u009f\u2028-\u202e\u2066-\u2069]/
const everySteering = new RegExp(steering, 'g')

function toEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** Formats an entry for people: the local time, the level unless it is info, and the rest as in development. */
function formatPretty(level: string, fields: object, message: string): string {
  return formatPrettyLine(level, formatEntry(fields, message))
}

/** Formats a line for people. Further lines of the text are indented, so that none looks like another entry. */
export function formatPrettyLine(level: string, text: string): string {
  const time = new Date().toTimeString().slice(0, 8)
  const printable = text
    .replace(/\n/g, '\n  ')
    .replace(/(?![\n\t])[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, toEscape)
  return `${time} ${level === 'info' ? '' : `${level.toUpperCase()} `}${printable}\n`
}
