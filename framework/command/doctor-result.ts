// One result of vial doctor.

export interface DoctorResult {
  /** `fail` must not go into production; `warn` may be intended. */
  readonly level: 'ok' | 'warn' | 'fail'
  readonly subject: string
  /** What was found, and what to do. */
  readonly message: string
}
