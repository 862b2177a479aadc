// Carries an error to its error page, together with where it happened.

/** Says where a request failed. */
export interface ErrorLocation {
  /** The level of the page whose loader or component failed; 0 is the outermost layout. */
  readonly level?: number | undefined
  /**
   * The outermost folder whose middleware had not let the request pass.
   *
   * The error page leaves out the layouts of this folder and below, because their loaders may return data that the
   * middleware protects.
   */
  readonly closedFolder?: string | undefined
  /** The folder where the search for an error file starts (default: the route's). */
  readonly folder?: string | undefined
}

/** What the steps of a request throw to each other. The site's code never sees one. */
export interface Failure extends ErrorLocation {
  readonly cause: unknown
  readonly [failureKey]: true
}

const failureKey: unique symbol = Symbol('failure')

/** Adds a location to what was thrown, without replacing what is already known. */
export function locateFailure(thrown: unknown, location: ErrorLocation): Failure {
  return isFailure(thrown) ? { ...location, ...thrown } : { ...location, cause: thrown, [failureKey]: true }
}

function isFailure(thrown: unknown): thrown is Failure {
  return typeof thrown === 'object' && thrown !== null && failureKey in thrown
}
