// What the request side expects of a log.

/** Writes one entry: fields first, then a sentence. Pino and console-like loggers fit. */
export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
