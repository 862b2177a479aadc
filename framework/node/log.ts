// The production log: one JSON line per entry on standard output.
import { inspect } from 'node:util'
import type { Log } from '../http/log.ts'

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export const logFormats = ['json', 'pretty'] as const
export type LogFormat = (typeof logFormats)[number]

/** A log that can also say why the process ends. */
export interface ProcessLog extends Log {
  fatal(fields: object, message: string): void
}

/**
 * Creates a log.
 *
 * JSON escapes line breaks and control characters, so text from visitors cannot forge an entry or colour a terminal.
 *
 * @param level The lowest level that is written
 * @param write Writes one line (default: to standard output)
 */
export function createLog(
  level: LogLevel,
  write: (line: string) => void = (line) => process.stdout.write(line),
): ProcessLog {
  const lowest = logLevels.indexOf(level)
  const at = (name: keyof ProcessLog, rank = logLevels.indexOf(name as LogLevel)): Log['info'] =>
    rank < lowest ? () => {} : (fields, message) => write(formatEntry(name, fields, message))
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal', logLevels.indexOf('error')),
  }
}

function formatEntry(level: keyof ProcessLog, fields: object, message: string): string {
  const own = { time: new Date().toISOString(), level, message }
  // First for the order of the line, and last because fields must not replace them.
  const entry = { ...own, ...fields, ...own }
  try {
    return `${JSON.stringify(entry, toPlain)}\n`
  } catch {
    // The fields contain a cycle or a BigInt: an entry in another form is better than none.
    return `${JSON.stringify({ time: entry.time, level, message, fields: inspect(fields) })}\n`
  }
}

function toPlain(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value
  return { name: value.name, message: value.message, stack: value.stack, cause: value.cause }
}
