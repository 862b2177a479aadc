// Creates the log of the dev server: messages in the terminal with their fields, through Vite's logger.
import type { Logger } from 'vite'
import type { Log } from '../../http/log.ts'
import { formatEntry } from '../../node/log/format-entry.ts'

/**
 * Creates a log that writes through Vite's logger.
 *
 * @param level `debug` shows the entries of that level, too (default: info; Vite's `logLevel` may hide more)
 */
export function createDevLog(logger: Logger, level = 'info'): Log {
  const options = { timestamp: true }
  const inform = (fields: object, message: string): void => logger.info(formatEntry(fields, message), options)
  return {
    debug: level === 'debug' ? inform : () => {},
    info: inform,
    warn: (fields, message) => logger.warn(formatEntry(fields, message), options),
    error: (fields, message) => logger.error(formatEntry(fields, message), options),
  }
}
