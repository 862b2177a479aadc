// Receives the errors that no code handles: rejected promises, and exceptions in timers and event listeners.

/** Where such an error was lost. */
export type LostIn = 'promise' | 'callback'

/**
 * Receives every error of this process that no code handles. Node then does not end the process.
 *
 * @returns A function that stops receiving them
 */
export function watchLostErrors(receive: (error: unknown, where: LostIn) => void): () => void {
  const onRejection = (reason: unknown): void => receive(reason, 'promise')
  const onException = (error: unknown): void => {
    // The reader of the output has gone. A report would be written to the same output.
    if ((error as NodeJS.ErrnoException | undefined)?.code !== 'EPIPE') receive(error, 'callback')
  }
  process.on('unhandledRejection', onRejection)
  process.on('uncaughtException', onException)
  return () => {
    process.off('unhandledRejection', onRejection)
    process.off('uncaughtException', onException)
  }
}

/** Describes a lost error for the author, with what to do. */
export function describeLostError(where: LostIn): string {
  return where === 'promise'
    ? 'A promise was rejected, and no code handled it. Await the promise, or add a catch().'
    : 'An exception was thrown in a callback, such as a timer, and no code caught it. Add a try/catch there.'
}
