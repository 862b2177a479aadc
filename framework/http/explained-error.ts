// Replaces the message of an error by one that also says what to do.

/**
 * Creates an error with another message and the frames of the original, which is its cause.
 *
 * @param name The name of the new error (default: Error)
 */
export function createExplainedError(cause: Error, message: string, name = 'Error'): Error {
  const explained = new Error(message, { cause })
  if (name !== explained.name) explained.name = name
  // The stack begins with the name and the message.
  const [, ...frames] = (cause.stack ?? '').split('\n    at ')
  explained.stack = [`${name}: ${message}`, ...frames].join('\n    at ')
  return explained
}
