// Creates the log of the dev server: messages in the terminal, errors with their stack.
import type { Logger } from 'vite'
import type { Log } from '../http/log.ts'

/** Creates a log that writes through Vite's logger. */
export function createDevLog(logger: Logger): Log {
  return {
    debug: () => {},
    info: (_fields, message) => logger.info(message, { timestamp: true }),
    warn: (_fields, message) => logger.warn(message, { timestamp: true }),
    error: (fields, message) => {
      const { err, url } = fields as { err?: unknown; url?: string }
      const stack = err instanceof Error ? (err.stack ?? err.message) : String(err ?? '')
      logger.error([message, url ?? '', stack].filter(Boolean).join('\n'), { timestamp: true })
    },
  }
}
