// Errors for the person at the terminal: one sentence that says what to do, printed without a stack.
import { inspect } from 'node:util'

const userErrors = new WeakSet<Error>()

/** Creates an error that is printed, by Vite too, as its message without a stack. */
export function createUserError(message: string): Error {
  return becomeUserError(new Error(), message)
}

/** Gives an error another message, and makes it one that is printed without a stack. */
export function becomeUserError<Given extends Error>(error: Given, message: string): Given {
  error.message = message
  // The stack would be of this framework, or of Vite.
  error.stack = `Error: ${message}`
  Object.defineProperty(error, inspect.custom, { value: () => message })
  userErrors.add(error)
  return error
}

/** Tells whether an error was made by `createUserError()`, so that its message is enough without a stack. */
export function isUserError(error: unknown): error is Error {
  return error instanceof Error && userErrors.has(error)
}
