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

/**
 * Finds the request id that the site's code has given to an error or to one of its causes.
 *
 * The process does not know it otherwise: following every request with `AsyncLocalStorage` takes 9% more processor time for
 * an endpoint on Node 20.
 */
export function findRequestId(error: unknown): string | undefined {
  let current = error
  for (let depth = 0; depth < maxCauses; depth++) {
    if (typeof current !== 'object' || current === null) return undefined
    const { requestId, cause } = current as { requestId?: unknown; cause?: unknown }
    if (typeof requestId === 'string') return requestId
    current = cause
  }
  return undefined
}

const maxCauses = 10

/** Describes a lost error for the author, with what to do. */
export function describeLostError(where: LostIn): string {
  return where === 'promise'
    ? 'A promise was rejected, and no code handled it. Await the promise, or add a catch().'
    : 'An exception was thrown in a callback, such as a timer, and no code caught it. Add a try/catch there.'
}
