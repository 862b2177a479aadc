// The log of the dev server: sentences in the terminal, errors with their stack.
import type { Logger } from 'vite'

type Write = (fields: object, message: string) => void

/** Writes through Vite's logger. */
export function createDevLog(logger: Logger): { debug: Write; info: Write; warn: Write; error: Write } {
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
