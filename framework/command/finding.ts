// What the doctor says of one thing.

export interface Finding {
  /** `fail` should not go into production; `warn` may be meant that way. */
  readonly level: 'ok' | 'warn' | 'fail'
  readonly subject: string
  /** What is so, and what to do. */
  readonly message: string
}
