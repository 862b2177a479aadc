// Errors for the person who starts the server: a sentence that says what to do, without a stack.

const advice = new WeakSet<Error>()

/** Makes an error whose message is all that should be printed. */
export function createAdvice(message: string): Error {
  const error = new Error(message)
  advice.add(error)
  return error
}

/** Tells such an error from one that needs its stack. */
export function isAdvice(error: unknown): error is Error {
  return error instanceof Error && advice.has(error)
}
