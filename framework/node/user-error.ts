// Errors for the person at the terminal: one sentence that says what to do, printed without a stack.

const userErrors = new WeakSet<Error>()

/** Creates an error of which only the message is printed. */
export function createUserError(message: string): Error {
  const error = new Error(message)
  userErrors.add(error)
  return error
}

/** Tells whether an error was made by `createUserError()`, so that its message is enough without a stack. */
export function isUserError(error: unknown): error is Error {
  return error instanceof Error && userErrors.has(error)
}
