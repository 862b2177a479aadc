// An error on its way to an error page, with the place where it happened.

/** Says where a request failed. */
export interface ErrorLocation {
  /** The level of the page whose loader or component failed; 0 is the outermost layout. */
  readonly level?: number | undefined
  /**
   * The outermost folder whose middleware had not let the request pass.
   *
   * An error page shows no layout from there on: its loader may return what that middleware protects.
   */
  readonly closedFolder?: string | undefined
  /** The folder whose error files answer (default: the route's). */
  readonly folder?: string | undefined
}

/** What the steps of a request throw to each other; the site's code never sees one. */
export interface Failure extends ErrorLocation {
  readonly cause: unknown
  readonly [failureKey]: true
}

const failureKey: unique symbol = Symbol('failure')

/** Adds a location to what was thrown; one that is already known is kept. */
export function locateFailure(thrown: unknown, location: ErrorLocation): Failure {
  return isFailure(thrown) ? { ...location, ...thrown } : { ...location, cause: thrown, [failureKey]: true }
}

function isFailure(thrown: unknown): thrown is Failure {
  return typeof thrown === 'object' && thrown !== null && failureKey in thrown
}
