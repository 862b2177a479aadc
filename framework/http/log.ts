// The interface of the log that the framework writes to.

/** Writes entries: fields first, then a sentence. Pino implements it. */
export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
